package dev.gatekeeper.config.importer;

/** How much more a policy can hold, so that what gets too long ends before it is all worked out. */
final class Room {
  private int left = PolicyText.MOST_BYTES;

  /** The policy would be too long. */
  static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("a policy can't hold so much");
    }
  }

  /**
   * Takes the room for a value.
   *
   * @throws Full if there is none left
   */
  void take(String value) {
    left -= value.length() + 1;
    if (left < 0) {
      throw new Full();
    }
  }
}
