package dev.gatekeeper.config;

import dev.gatekeeper.core.model.Location;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * How a scalar is written in the file. A character of its value stands where the value's start and
 * the characters before it say, counting what quotes and escapes add. In a scalar of several lines
 * only the start is known.
 *
 * @param at where it starts, behind anchor and tag
 * @param source the file
 * @param index the same as {@code at}, in code points from the start of the file
 * @param oneLine whether it ends on the line on which it starts
 */
record Presentation(Location at, Source source, int index, ScalarStyle style, boolean oneLine) {

  static Presentation of(Source source, ScalarEvent event) {
    int start = event.getStartMark().getIndex();
    int index = start;
    while (source.codePoint(index) == '&' || source.codePoint(index) == '!') {
      index = skipBlanks(source, skipWord(source, index));
    }
    Location mark = source.at(event.getStartMark());
    boolean oneLine = event.getStartMark().getLine() == event.getEndMark().getLine();
    return new Presentation(
        oneLine ? new Location(mark.file(), mark.line(), mark.column() + index - start) : mark,
        source,
        index,
        event.getScalarStyle(),
        oneLine);
  }

  /** Where the character at {@code offset} of the value stands. */
  Location at(String value, int offset) {
    if (!oneLine) {
      return at;
    }
    int count = value.codePointCount(0, Math.max(0, Math.min(offset, value.length())));
    return switch (style) {
      case PLAIN -> moved(count);
      case SINGLE_QUOTED, DOUBLE_QUOTED -> moved(quoted(count));
      default -> at;
    };
  }

  private Location moved(int columns) {
    return new Location(at.file(), at.line(), at.column() + columns);
  }

  private int quoted(int count) {
    int position = index + 1;
    for (int i = 0; i < count; i++) {
      position += style == ScalarStyle.SINGLE_QUOTED ? single(position) : escaped(position);
    }
    return position - index;
  }

  private int single(int position) {
    return source.codePoint(position) == '\'' ? 2 : 1;
  }

  private int escaped(int position) {
    if (source.codePoint(position) != '\\') {
      return 1;
    }
    return switch (source.codePoint(position + 1)) {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }

  private static int skipWord(Source source, int index) {
    int end = index;
    while (!isBlank(source.codePoint(end)) && source.codePoint(end) != '\n') {
      end++;
    }
    return end;
  }

  private static int skipBlanks(Source source, int index) {
    int end = index;
    while (isBlank(source.codePoint(end))) {
      end++;
    }
    return end;
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }
}
