package dev.gatekeeper.core.validate;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * An output passed on as text while it arrives. Past a limit it is passed on no more. Safe to use
 * from several threads.
 */
final class LiveOutput {
  private static final String NOTE = "\n[... more than is shown ...]\n";

  private final Consumer<String> listener;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer waiting = ByteBuffer.allocate(1 << 14);
  private long room;
  private boolean isDone;

  /**
   * @param room how many bytes are passed on
   */
  LiveOutput(Consumer<String> listener, long room) {
    this.listener = listener;
    this.room = room;
  }

  synchronized void add(byte[] bytes, int offset, int length) {
    int from = offset;
    while (from < offset + length && !isDone) {
      int n = Math.min(offset + length - from, waiting.remaining());
      waiting.put(bytes, from, n);
      from += n;
      room -= n;
      pass(false);
      if (room <= 0) {
        isDone = true;
        tell(NOTE);
      }
    }
  }

  /** Nothing more will come. */
  synchronized void end() {
    if (!isDone) {
      pass(true);
    }
  }

  /** A character of which a part is missing waits for the next bytes. */
  private void pass(boolean isLast) {
    waiting.flip();
    CharBuffer text = CharBuffer.allocate(waiting.remaining() + 1);
    decoder.decode(waiting, text, isLast);
    waiting.compact();
    tell(text.flip().toString());
  }

  private void tell(String text) {
    if (!text.isEmpty()) {
      listener.accept(text);
    }
  }
}
