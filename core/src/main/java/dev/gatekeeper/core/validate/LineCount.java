package dev.gatekeeper.core.validate;

/**
 * Counts the lines of a file that comes in blocks. A line is what ends in a line feed, and what
 * stands after the last one if anything does. So a file that ends without one has the line that
 * people see there, and an empty file has none.
 */
final class LineCount {
  private long feeds;
  private boolean isOpen;

  void feed(byte[] block, int length) {
    for (int i = 0; i < length; i++) {
      if (block[i] == '\n') {
        feeds++;
      }
    }
    if (length > 0) {
      isOpen = block[length - 1] != '\n';
    }
  }

  long lines() {
    return isOpen ? feeds + 1 : feeds;
  }
}
