package dev.gatekeeper.core.validate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The kept part of an output: all of it, or its beginning and its end. Safe to use from several
 * threads.
 */
final class KeptOutput {
  private final int half;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final byte[] tail;
  private long inTail;

  /**
   * @param room how many bytes are kept
   */
  KeptOutput(int room) {
    this.half = room / 2;
    this.tail = new byte[half];
  }

  synchronized void add(byte[] bytes, int offset, int length) {
    int first = Math.min(length, half - head.size());
    head.write(bytes, offset, first);
    int from = offset + first;
    int rest = length - first;
    if (rest > half) {
      inTail += rest - half;
      from += rest - half;
      rest = half;
    }
    int at = half == 0 ? 0 : (int) (inTail % half);
    int upToEnd = Math.min(rest, half - at);
    System.arraycopy(bytes, from, tail, at, upToEnd);
    System.arraycopy(bytes, from + upToEnd, tail, 0, rest - upToEnd);
    inTail += rest;
  }

  /** Whether something in the middle was not kept. */
  synchronized boolean isCut() {
    return inTail > half;
  }

  /** How many bytes were printed. */
  synchronized long size() {
    return head.size() + inTail;
  }

  /** The beginning as text; all if nothing was cut. */
  synchronized String beginning() {
    return isCut() ? text(head.toByteArray()) : all();
  }

  /** The end as text; all if nothing was cut. */
  synchronized String end() {
    return isCut() ? text(ordered()) : all();
  }

  /** All that was kept, with a line that says what was not. */
  synchronized String text() {
    if (!isCut()) {
      return all();
    }
    String note = String.format(Locale.ROOT, "%n[... %,d bytes left out ...]%n", inTail - half);
    return beginning() + note + end();
  }

  private String all() {
    byte[] end = ordered();
    byte[] all = Arrays.copyOf(head.toByteArray(), head.size() + end.length);
    System.arraycopy(end, 0, all, head.size(), end.length);
    return text(all);
  }

  private byte[] ordered() {
    if (inTail <= half) {
      return Arrays.copyOf(tail, (int) inTail);
    }
    byte[] out = new byte[half];
    int at = (int) (inTail % half);
    System.arraycopy(tail, at, out, 0, half - at);
    System.arraycopy(tail, 0, out, half - at, at);
    return out;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
