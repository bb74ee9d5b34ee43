package dev.gatekeeper.core.validate;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The way to whoever unpacks an archive, which tells a reader that has gone from other failures.
 */
final class ArchivePipe extends FilterOutputStream {
  private boolean isBroken;

  ArchivePipe(OutputStream out) {
    super(out);
  }

  /** Whether nobody reads any more. */
  boolean isBroken() {
    return isBroken;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      isBroken = true;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      isBroken = true;
      throw e;
    }
  }
}
