package dev.gatekeeper.core.policy;

import java.util.List;

/** What came of reading a policy: one that can be used, or every reason why it can't. */
public sealed interface LoadedPolicy {

  /** A policy that parses and has no finding of severity error. */
  record Valid(Policy policy) implements LoadedPolicy {}

  /**
   * A policy that can't be used.
   *
   * @param problems at least one, in the order of the file
   */
  record Invalid(List<Problem> problems) implements LoadedPolicy {
    public Invalid {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("an invalid policy has a problem");
      }
    }
  }

  /**
   * Reads policies: the gate decides by them, but what they are written in is no matter of the
   * gate's.
   */
  @FunctionalInterface
  interface Reader {
    /**
     * Reads a policy.
     *
     * @param fileName what to call the file in messages
     * @param bytes its content
     */
    LoadedPolicy read(String fileName, byte[] bytes);
  }
}
