package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The equivalent of a name on some file system (docs/semantics.md, section 2, "Equivalent names"):
 * without the stream, the dots and the spaces that Windows strips from its end, and as {@code
 * .gitattributes}, {@code .gitmodules} or the policy file if some system treats it as one. Whatever
 * refuses paths asks for both, the name and what it is seen as.
 */
public final class EquivalentName {
  private EquivalentName() {}

  /**
   * The code points that HFS+ leaves out when it compares names (Apple TN1150; git's utf8.c has the
   * same list).
   */
  public static boolean isIgnoredByHfs(int c) {
    return (c >= 0x200c && c <= 0x200f)
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x206a && c <= 0x206f)
        || c == 0xfeff;
  }

  /** Whether every system sees the name as it is; quick, since nearly all are. */
  static boolean isPlain(byte[] buffer, int offset, int length) {
    if (length == 0) {
      return true;
    }
    byte last = buffer[offset + length - 1];
    if (last == '.' || last == ' ') {
      return false;
    }
    for (int i = offset; i < offset + length; i++) {
      if (buffer[i] == ':') {
        return false;
      }
    }
    byte first = buffer[offset];
    boolean couldBeKnown = first == '.' || first == 'g' || first == 'G' || first < 0;
    return !couldBeKnown || !isKnown(buffer, offset, length);
  }

  private static boolean isKnown(byte[] buffer, int offset, int length) {
    for (SpecialFile file : SpecialFile.values()) {
      if (file.isNamed(buffer, offset, length)) {
        return true;
      }
    }
    return false;
  }

  /** What the name is seen as; itself if nothing would be left of it. */
  static byte[] of(byte[] buffer, int offset, int length) {
    for (SpecialFile file : SpecialFile.values()) {
      if (file.isNamed(buffer, offset, length)) {
        return file.plain().getBytes(StandardCharsets.US_ASCII);
      }
    }
    int end = offset;
    while (end < offset + length && buffer[end] != ':') {
      end++;
    }
    while (end > offset && (buffer[end - 1] == '.' || buffer[end - 1] == ' ')) {
      end--;
    }
    return Arrays.copyOfRange(buffer, offset, end == offset ? offset + length : end);
  }

  /** What the path is seen as, name by name; the same object if every system sees it as it is. */
  public static RepoPath path(RepoPath path) {
    byte[] bytes = path.bytes();
    byte[] seen = path(bytes);
    return Arrays.equals(seen, bytes) ? path : RepoPath.of(seen);
  }

  /** The same for the bytes of a path. */
  static byte[] path(byte[] path) {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    for (int from = 0, to; ; from = to + 1) {
      to = from;
      while (to < path.length && path[to] != '/') {
        to++;
      }
      seen.writeBytes(of(path, from, to - from));
      if (to == path.length) {
        return seen.toByteArray();
      }
      seen.write('/');
    }
  }
}
