package dev.gatekeeper.core.validate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Tells what is printed while a command is prepared from what it prints itself: between them stands
 * a mark that the command can't know beforehand.
 */
final class MarkedOutput {
  private static final int MOST = 1 << 16;

  private final byte[] mark;
  private final ByteArrayOutputStream before = new ByteArrayOutputStream();
  private int matched;
  private volatile boolean isMarked;

  MarkedOutput(String mark) {
    this.mark = mark.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the mark has come, and so the command has begun. */
  boolean isMarked() {
    return isMarked;
  }

  /** How many of these bytes do not belong to the command: they come up to the mark. */
  int skip(byte[] bytes, int length) {
    int i = 0;
    while (i < length && !isMarked) {
      byte b = bytes[i++];
      // The mark's first character occurs in it once, so that a try that fails begins anew here.
      matched = b == mark[matched] ? matched + 1 : b == mark[0] ? 1 : 0;
      if (before.size() < MOST) {
        before.write(b);
      }
      isMarked = matched == mark.length;
    }
    return i;
  }

  /** What was printed without the mark having come. */
  String before() {
    return before.toString(StandardCharsets.UTF_8).strip();
  }
}
