package dev.gatekeeper.config.importer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Some words of a plan, on one line. What is asked of them is kept, since a heading is asked for
 * each item below it.
 */
final class Said {
  private final int line;
  private final String text;
  private final Map<Pattern, Boolean> found = new HashMap<>(2);
  private @Nullable String plain;
  private List<Optional<Topic>> topic = List.of();
  private List<Optional<Topic>> sentence = List.of();

  /**
   * @param line where they start, from 1
   * @param text as written, without the marks of Markdown's blocks; stars, backticks and links are
   *     still in it
   */
  Said(int line, String text) {
    this.line = line;
    this.text = text;
  }

  int line() {
    return line;
  }

  String text() {
    return text;
  }

  /** {@link Words#plain} of it. */
  String plain() {
    if (plain == null) {
      plain = Words.plain(text);
    }
    return plain;
  }

  /** {@link Topic#ofColumn} of it. */
  Optional<Topic> topic() {
    if (topic.isEmpty()) {
      topic = List.of(Topic.ofColumn(text));
    }
    return topic.get(0);
  }

  /** {@link Topic#ofSentence} of it. */
  Optional<Topic> sentence() {
    if (sentence.isEmpty()) {
      sentence = List.of(Topic.ofSentence(text));
    }
    return sentence.get(0);
  }

  /** Whether the pattern is found in it as written. */
  boolean has(Pattern pattern) {
    return found.computeIfAbsent(pattern, key -> key.matcher(text).find());
  }
}
