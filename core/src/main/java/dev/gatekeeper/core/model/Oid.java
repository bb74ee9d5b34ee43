package dev.gatekeeper.core.model;

import java.util.regex.Pattern;

/**
 * The name of a git object.
 *
 * @param hex 40 lower-case hexadecimal digits (SHA-1; SHA-256 repositories are refused at the door)
 */
public record Oid(String hex) implements Comparable<Oid> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

  /**
   * All zeros: what git sends for "no object", the old side of a creation and the new side of a
   * deletion.
   */
  public static final Oid ZERO = new Oid("0".repeat(40));

  public Oid {
    if (!isValid(hex)) {
      throw new IllegalArgumentException("not an object id: " + hex);
    }
  }

  /** Whether a text is the name of an object in full. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  /** Whether this stands for no object. */
  public boolean isZero() {
    return equals(ZERO);
  }

  /** The first seven digits, for people. */
  public String abbreviated() {
    return hex.substring(0, 7);
  }

  @Override
  public int compareTo(Oid other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
