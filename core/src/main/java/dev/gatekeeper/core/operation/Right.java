package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;

/**
 * Who may do what to a plan (docs/semantics.md, section 6, "Who may"), where the transport says who
 * asks. On the repository itself whoever may write there may do all of it.
 */
public enum Right {
  /** Hand off and reopen. */
  OWN("the agent itself, or a maintainer"),
  /** Attest. */
  VALIDATE("a validator"),
  /** Stop, resume, take back. */
  MAINTAIN("a maintainer");

  private final String words;

  Right(String words) {
    this.words = words;
  }

  /** Who has it. */
  public String words() {
    return words;
  }

  /** Whether that principal has it over the agent. */
  public boolean isOf(Principal principal, Agent agent, Policy policy) {
    boolean maintains = policy.integration().maintainers().contains(principal);
    return switch (this) {
      case OWN -> maintains || agent.principals().contains(principal);
      case VALIDATE -> policy.integration().validators().contains(principal);
      case MAINTAIN -> maintains;
    };
  }
}
