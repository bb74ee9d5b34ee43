package dev.gatekeeper.core.match;

/** A name that stands for all that some patterns do not tell from it. */
final class Name {
  private final byte[] bytes;
  private final boolean last;

  /**
   * @param last whether a path may end in it
   */
  Name(byte[] bytes, boolean last) {
    this.bytes = bytes;
    this.last = last;
  }

  /** The bytes; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  boolean mayBeLast() {
    return last;
  }
}
