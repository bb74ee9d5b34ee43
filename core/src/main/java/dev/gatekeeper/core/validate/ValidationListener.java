package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.policy.Check;

/**
 * A listener to the progress of a validation, with one call at a time. What it throws is ignored:
 * whoever looks on must not change what comes out.
 */
public interface ValidationListener {
  /** Does not listen. */
  ValidationListener NONE = new ValidationListener() {};

  /**
   * A check begins.
   *
   * @param number from 1 to {@code of}
   */
  default void begins(Check check, int number, int of) {}

  /**
   * A command has printed something; of much only the beginning is told. A listener that is slow
   * does not slow the command, and is told no more a moment after its end.
   */
  default void printed(Check check, String text) {}

  /** A check has ended, or was left out. */
  default void ends(Check check, CheckResult result) {}
}
