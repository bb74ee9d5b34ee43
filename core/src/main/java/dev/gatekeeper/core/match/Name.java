package dev.gatekeeper.core.match;

/** A name that stands for all that some patterns do not tell from it. */
final class Name {
  private final byte[] bytes;
  private final boolean last;
  private final boolean folder;

  /**
   * @param last whether a path may end in it
   * @param folder whether a path may go on below it
   */
  Name(byte[] bytes, boolean last, boolean folder) {
    this.bytes = bytes;
    this.last = last;
    this.folder = folder;
  }

  /** The bytes; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  boolean mayBeLast() {
    return last;
  }

  boolean mayBeFolder() {
    return folder;
  }
}
