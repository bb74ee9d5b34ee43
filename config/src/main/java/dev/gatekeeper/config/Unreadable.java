package dev.gatekeeper.config;

import dev.gatekeeper.core.policy.Problem;

/** The file can't be read any further; what came before may hold problems as well. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Unreadable(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
