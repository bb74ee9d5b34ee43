package dev.gatekeeper.core.policy;

import java.util.List;

/** The result of reading a policy: a usable one, or all of its problems. */
public sealed interface LoadedPolicy {

  /** A policy that parses and has no finding of severity error. */
  record Valid(Policy policy) implements LoadedPolicy {}

  /**
   * A policy that can't be used.
   *
   * @param problems at least one, in the order of the file
   */
  record Invalid(List<PolicyProblem> problems) implements LoadedPolicy {
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
