package dev.gatekeeper.core.text;

import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;

/** Paths and names quoted as single words of a POSIX shell. */
public final class ShellWord {
  private ShellWord() {}

  /** The path in ASCII; a newline at its end would be lost on the way through the shell. */
  public static String of(RepoPath path) {
    boolean plain = true;
    boolean printable = true;
    for (int i = 0; i < path.length(); i++) {
      int c = path.at(i) & 0xff;
      plain &= isPlain(c);
      printable &= c >= 0x20 && c < 0x7f && c != '\'';
    }
    if (plain) {
      return path.text();
    }
    return printable ? "'" + path.text() + "'" : printf(path);
  }

  /** A file's name or what else a user knows by its characters, as it is but for quotes. */
  public static String of(String text) {
    boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c == ':' || isPlain(c));
    return plain ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /**
   * The short name of a branch, which whoever pushes it chooses, as one word; the whole one where
   * git would take the short one for an option, or for a push that forces.
   */
  public static String of(RefName branch) {
    String name = branch.shortName();
    boolean isWord = !name.startsWith("-") && !name.startsWith("+");
    return of(RepoPath.of(isWord ? name : branch.name()));
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "/._+-@,=".indexOf(c) >= 0;
  }

  private static String printf(RepoPath path) {
    return "\"$(printf '" + format(path) + "')\"";
  }

  /** The path in the format of a {@code printf}, between single quotes. */
  public static String format(RepoPath path) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      int c = path.at(i) & 0xff;
      if (c == '%') {
        out.append("%%");
      } else if (c < 0x20
          || c >= 0x7f
          || c == '\''
          || c == '\\'
          || c == '!'
          || (c == '-' && i == 0)) {
        out.append('\\')
            .append((char) ('0' + (c >> 6)))
            .append((char) ('0' + ((c >> 3) & 7)))
            .append((char) ('0' + (c & 7)));
      } else {
        out.append((char) c);
      }
    }
    return out.toString();
  }
}
