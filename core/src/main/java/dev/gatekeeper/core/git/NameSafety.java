package dev.gatekeeper.core.git;

import dev.gatekeeper.core.match.EquivalentName;
import dev.gatekeeper.core.match.SpecialFile;
import dev.gatekeeper.core.model.FsckId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The test whether git refuses to check out a name, by the rules of its fsck: {@code .git} and its
 * equivalents on Windows and macOS, {@code .}, {@code ..}, names with a slash, and names that are
 * not UTF-8 (docs/semantics.md, section 2).
 */
final class NameSafety {
  private NameSafety() {}

  /** What is wrong with the name, empty if nothing is. */
  static String fault(byte[] buffer, int offset, int length, boolean isLink) {
    String name;
    try {
      name =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(buffer, offset, length))
              .toString();
    } catch (CharacterCodingException e) {
      return "is not valid UTF-8";
    }
    if (fsck(name).filter(id -> id != FsckId.HAS_DOTGIT).isPresent()) {
      return "has a name that git does not allow";
    }
    if (isDotGit(name)) {
      return "has a name that some systems take for `.git`";
    }
    if (isLink && isNamed(SpecialFile.GITMODULES, buffer, offset, length)) {
      return "is a symbolic link named `.gitmodules`";
    }
    return "";
  }

  /** What git's fsck calls an error of the name, whatever its bytes are. */
  static Optional<FsckId> fsck(byte[] buffer, int offset, int length) {
    String name = new String(buffer, offset, length, StandardCharsets.UTF_8);
    return fsck(name);
  }

  private static Optional<FsckId> fsck(String name) {
    if (name.isEmpty()) {
      return Optional.of(FsckId.EMPTY_NAME);
    }
    if (name.equals(".")) {
      return Optional.of(FsckId.HAS_DOT);
    }
    if (name.equals("..")) {
      return Optional.of(FsckId.HAS_DOTDOT);
    }
    if (name.indexOf('/') >= 0) {
      return Optional.of(FsckId.FULL_PATHNAME);
    }
    return isDotGit(name) ? Optional.of(FsckId.HAS_DOTGIT) : Optional.empty();
  }

  /** Whether some system takes the name for that file's, or what follows a backslash in it. */
  static boolean isNamed(SpecialFile file, byte[] buffer, int offset, int length) {
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      if (buffer[i] == '\\') {
        // Windows takes a backslash for a slash, so that what follows one is a name as well.
        if (file.isNamed(buffer, from, i - from)
            || file.isNamed(buffer, i + 1, offset + length - i - 1)) {
          return true;
        }
        from = i + 1;
      }
    }
    return file.isNamed(buffer, offset, length);
  }

  private static boolean isDotGit(String name) {
    if (onHfs(name).equals(".git")) {
      return true;
    }
    for (String part : name.split("\\\\", -1)) {
      String seen = onNtfs(part);
      if (seen.equals(".git") || seen.equals("git~1")) {
        return true;
      }
    }
    return false;
  }

  /** As a Mac sees it; where bytes are no UTF-8 git takes it to end there. */
  private static String onHfs(String name) {
    StringBuilder seen = new StringBuilder();
    int end = name.indexOf('\ufffd');
    (end < 0 ? name : name.substring(0, end))
        .codePoints()
        .filter(c -> !EquivalentName.isIgnoredByHfs(c))
        .forEach(seen::appendCodePoint);
    return seen.toString().toLowerCase(Locale.ROOT);
  }

  /** Without a stream's name, and without the dots and spaces at the end that NTFS drops. */
  private static String onNtfs(String name) {
    int end = name.indexOf(':') >= 0 ? name.indexOf(':') : name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    return name.substring(0, end).toLowerCase(Locale.ROOT);
  }
}
