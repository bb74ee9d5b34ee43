package dev.gatekeeper.core.lint;

/** How bad a finding is. */
public enum Severity {
  /** The gate does not take the policy. */
  ERROR,
  /** The policy probably does not do what is meant. */
  WARNING,
  /** Worth knowing. */
  NOTE
}
