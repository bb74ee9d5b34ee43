package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether Windows has a file or folder of a name. The rules are those of Microsoft's page "Naming
 * Files, Paths, and Namespaces", under "Naming Conventions"
 * (learn.microsoft.com/windows/win32/fileio/naming-a-file), and with them {@code CONIN$} and {@code
 * CONOUT$}, which git for Windows checks out as little (docs/semantics.md, section 4).
 */
public final class WindowsName {
  private static final String RESERVED = "<>:\"|?*\\";

  /** What follows the first dot is an extension, and spaces before it do not count. */
  private static final Pattern DEVICE =
      Pattern.compile("(?is)(con|prn|aux|nul|(?:com|lpt)[1-9¹²³]|conin\\$|conout\\$) *(?:\\..*)?");

  private static final int FIRST_PRINTED = 0x20;

  private WindowsName() {}

  /**
   * Why it has none, to stand behind the path, or empty.
   *
   * @param buffer holds the name, a segment of a path, in UTF-8
   */
  public static Optional<String> fault(byte[] buffer, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      // a byte of a character beyond ASCII is negative
      if (buffer[i] >= 0 && buffer[i] < FIRST_PRINTED) {
        return Optional.of("has a control character in its name");
      }
      if (RESERVED.indexOf(buffer[i]) >= 0) {
        return Optional.of("has `" + (char) buffer[i] + "` in its name");
      }
    }
    if (length > 0 && (buffer[offset + length - 1] == '.' || buffer[offset + length - 1] == ' ')) {
      return Optional.of("has a dot or a space at the end of its name");
    }
    Matcher device = DEVICE.matcher(new String(buffer, offset, length, StandardCharsets.UTF_8));
    return device.matches()
        ? Optional.of("is named like the device `" + device.group(1) + "`")
        : Optional.empty();
  }

  /** Whether Windows can't have the path, for one of the names in it. */
  public static boolean isIn(RepoPath path) {
    byte[] bytes = path.bytes();
    int from = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '/') {
        if (fault(bytes, from, i - from).isPresent()) {
          return true;
        }
        from = i + 1;
      }
    }
    return false;
  }
}
