package dev.gatekeeper.core.match;

import java.util.Arrays;

/** Some ints as a key; they are not to be changed. */
final class IntKey {
  private final int[] values;
  private final int hash;

  IntKey(int[] values) {
    this.values = values;
    this.hash = Arrays.hashCode(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IntKey that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
