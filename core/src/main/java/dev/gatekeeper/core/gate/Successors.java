package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.policy.LoadedPolicy;

/**
 * Whether a push to the integration branch can bring the next policy (docs/semantics.md, section
 * 9).
 */
public sealed interface Successors {
  /** It can't: who judges brought the policy, or there is none. */
  record None() implements Successors {}

  /** It can't: the policy is a file beside the repository. */
  record Beside() implements Successors {}

  /** It can: the policy is the file on that branch, read with this. */
  record OnBranch(LoadedPolicy.Reader reader) implements Successors {}
}
