package dev.gatekeeper.core.model;

/**
 * The name of an authenticated pusher: an agent's, a maintainer's or a validator's.
 *
 * @param name not empty, without control characters
 */
public record Principal(String name) implements Comparable<Principal> {

  public Principal {
    if (!isValid(name)) {
      throw new IllegalArgumentException("not a principal's name");
    }
  }

  public static boolean isValid(String text) {
    return !text.isBlank() && text.chars().noneMatch(Character::isISOControl);
  }

  @Override
  public int compareTo(Principal other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
