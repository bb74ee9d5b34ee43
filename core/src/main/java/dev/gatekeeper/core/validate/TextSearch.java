package dev.gatekeeper.core.validate;

import java.util.function.LongConsumer;

/**
 * A search for a text in files that come in blocks, byte for byte (Knuth, Morris and Pratt).
 * Occurrences do not overlap: {@code aaa} has {@code aa} once.
 */
final class TextSearch {
  private final byte[] text;
  private final int[] border;
  private final int feedsInText;
  private int matched;
  private long line;

  TextSearch(byte[] text) {
    if (text.length == 0) {
      throw new IllegalArgumentException("the empty text is everywhere");
    }
    this.text = text;
    this.border = new int[text.length + 1];
    int feeds = 0;
    for (int i = 1, k = 0; i < text.length; i++) {
      while (k > 0 && text[i] != text[k]) {
        k = border[k];
      }
      border[i + 1] = text[i] == text[k] ? ++k : k;
    }
    for (byte b : text) {
      feeds += b == '\n' ? 1 : 0;
    }
    this.feedsInText = feeds;
    begin();
  }

  void begin() {
    matched = 0;
    line = 1;
  }

  /**
   * How often the text ends in this block.
   *
   * @param places is given the line in which each occurrence begins, from 1
   */
  long feed(byte[] block, int length, LongConsumer places) {
    long count = 0;
    for (int i = 0; i < length; i++) {
      byte b = block[i];
      while (matched > 0 && b != text[matched]) {
        matched = border[matched];
      }
      if (b == text[matched]) {
        matched++;
      }
      if (b == '\n') {
        line++;
      }
      if (matched == text.length) {
        count++;
        matched = 0;
        places.accept(line - feedsInText);
      }
    }
    return count;
  }
}
