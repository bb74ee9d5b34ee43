package dev.gatekeeper.core.policy;

import java.util.List;

/** What came of reading a policy: one that can be used, or every reason why it can't. */
public sealed interface LoadedPolicy {

  /** A policy that parses and has no finding of severity error. */
  record Valid(Policy policy) implements LoadedPolicy {}

  /** A policy that can't be used. */
  record Invalid(List<Problem> problems) implements LoadedPolicy {
    public Invalid {
      problems = List.copyOf(problems);
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
