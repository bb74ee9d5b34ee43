package dev.gatekeeper.core.git;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Whether a name in a tree is one that git refuses to check out, by the rules of its fsck: {@code
 * .git} and what Windows and macOS take for it, {@code .}, {@code ..} and names with a slash; or no
 * UTF-8 (docs/semantics.md, section 2).
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
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
      return "has a name that git does not allow";
    }
    if (isNamed(name, ".git", "git~1")) {
      return "has a name that some systems take for `.git`";
    }
    if (isLink && isNamed(name, ".gitmodules", "gitmod~[1-4]|gi7eba~[1-9]")) {
      return "is a symbolic link named `.gitmodules`";
    }
    return "";
  }

  private static boolean isNamed(String name, String dotName, String shortName) {
    if (onHfs(name).equals(dotName)) {
      return true;
    }
    // Windows takes a backslash for a slash, so that what follows one is a name as well.
    for (String part : name.split("\\\\", -1)) {
      String seen = onNtfs(part);
      if (seen.equals(dotName) || seen.matches(shortName)) {
        return true;
      }
    }
    return false;
  }

  private static String onHfs(String name) {
    StringBuilder seen = new StringBuilder();
    name.codePoints().filter(c -> !NameFold.isIgnoredByHfs(c)).forEach(seen::appendCodePoint);
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
