package dev.gatekeeper.core.brief;

import dev.gatekeeper.core.text.PlainText;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Texts of others escaped for Markdown (CommonMark): shown unchanged, and unable to end the
 * surrounding construct.
 */
final class Markdown {
  private static final Pattern LINE_END = Pattern.compile("\\R");
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>&~#|]");

  private Markdown() {}

  /** One line of running text. */
  static String text(String text) {
    return SPECIAL.matcher(plain(text, " ")).replaceAll("\\\\$0").strip();
  }

  /** One line of code, in as many backticks as it takes. */
  static String code(String text) {
    String line = plain(text, "?");
    String fence = fence(line, 1);
    boolean touches = line.isEmpty() || line.startsWith("`") || line.endsWith("`");
    boolean isStripped = line.startsWith(" ") && line.endsWith(" ");
    String gap = touches || isStripped ? " " : "";
    return fence + gap + line + gap + fence;
  }

  /** Several lines of code, each indented. */
  static List<String> block(String text, String indent) {
    String fence = fence(text, 3);
    return LINE_END
        .splitAsStream(fence + "\n" + text.strip() + "\n" + fence)
        .map(line -> indent + plain(line, "?"))
        .toList();
  }

  /** A text of several lines that may be Markdown itself: nothing in a quotation reaches beyond. */
  static List<String> quote(String text) {
    return LINE_END
        .splitAsStream(text.strip())
        .map(line -> plain(line.stripTrailing().replace("\t", "    "), ""))
        .map(line -> line.isEmpty() ? ">" : "> " + line.replace("<!--", "&lt;!--"))
        .toList();
  }

  /** More backticks than stand together anywhere in the text. */
  private static String fence(String text, int least) {
    int longest = least - 1;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return "`".repeat(longest + 1);
  }

  /** Without what ends a line, what a terminal obeys, and what turns the direction of text. */
  private static String plain(String text, String instead) {
    StringBuilder plain = new StringBuilder();
    for (int c : text.codePoints().toArray()) {
      boolean isSafe = !PlainText.isObeyed(c) && Character.getType(c) != Character.SURROGATE;
      plain.append(isSafe ? Character.toString(c) : instead);
    }
    return plain.toString();
  }
}
