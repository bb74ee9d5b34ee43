package dev.gatekeeper.server.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/**
 * The input from a client, given up if it comes so slowly that it would keep a thread for days. A
 * client that sends nothing at all is the connection's idle time-out's to end.
 */
final class PacedInput extends FilterInputStream {
  private static final long SECOND = 1_000_000_000L;
  private static final long LEAST_BYTES_A_SECOND = 1000;

  /** The commands of a push and the whole of a fetch's request are small. */
  private static final long HEAD_SECONDS = 60;

  /** What is larger than comes in this time can be pushed in parts. */
  private static final long MOST_SECONDS = 3600;

  private final LongSupplier clock;
  private final long start;
  private long bytes;
  private boolean headIsOver;

  PacedInput(InputStream in) {
    this(in, System::nanoTime);
  }

  /**
   * @param clock tells nanoseconds
   */
  PacedInput(InputStream in, LongSupplier clock) {
    super(in);
    this.clock = clock;
    this.start = clock.getAsLong();
  }

  /** How many have come. */
  long bytes() {
    return bytes;
  }

  /** What comes now may be large. */
  void endHead() {
    headIsOver = true;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? -1 : 1);
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    count(n);
    return n;
  }

  private void count(int read) throws IOException {
    bytes += Math.max(read, 0);
    long seconds = (clock.getAsLong() - start) / SECOND;
    if (read <= 0 || seconds < HEAD_SECONDS) {
      return;
    }
    if (!headIsOver) {
      throw new IOException("the client takes more than " + HEAD_SECONDS + " s to ask");
    }
    if (seconds >= MOST_SECONDS) {
      throw new IOException("the client takes more than " + MOST_SECONDS + " s to send");
    }
    if (bytes < LEAST_BYTES_A_SECOND * seconds) {
      throw new IOException(
          "the client sends less than " + LEAST_BYTES_A_SECOND + " bytes a second");
    }
  }
}
