package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.Location;

/**
 * Something wrong with a policy.
 *
 * @param at where
 * @param message what is wrong and what to do, in lower case, what the user wrote in backticks
 */
public record Problem(Location at, String message) {
  /** {@code file:line:column: message}. */
  @Override
  public String toString() {
    return at + ": " + message;
  }
}
