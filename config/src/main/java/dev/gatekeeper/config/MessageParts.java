package dev.gatekeeper.config;

import dev.gatekeeper.core.text.PlainText;
import java.util.Collection;
import java.util.stream.Collectors;

/** Parts that messages are made of. */
final class MessageParts {
  private static final int LONGEST = 60;

  private MessageParts() {}

  /** At most some sixty characters on one line, controls as question marks. */
  static String shortened(String text) {
    return shortened(text, LONGEST);
  }

  /** At most so many characters on one line, controls as question marks. */
  static String shortened(String text, int longest) {
    String line = text.replace('\n', ' ').strip();
    String cut =
        line.codePointCount(0, line.length()) <= longest
            ? line
            : line.substring(0, line.offsetByCodePoints(0, longest)) + "...";
    return PlainText.shown(cut, "?");
  }

  /** In backticks, parted by commas. */
  static String list(Collection<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
