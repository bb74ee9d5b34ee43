package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.util.List;

/** An operation on an agent of a plan, other than handing off, with its parameters. */
public enum Operation {
  STOP("stop", RequiredRole.MAINTAIN),
  RESUME("resume", RequiredRole.MAINTAIN),
  REOPEN("reopen", RequiredRole.OWN),
  ROLLBACK("rollback", RequiredRole.MAINTAIN),
  ATTEST("attest", RequiredRole.VALIDATE);

  private final String word;
  private final RequiredRole right;

  Operation(String word, RequiredRole right) {
    this.word = word;
    this.right = right;
  }

  /** As commands and addresses call it. */
  public String word() {
    return word;
  }

  public RequiredRole right() {
    return right;
  }

  /** Texts without which it can't be done. */
  public List<String> needed() {
    return switch (this) {
      case STOP, REOPEN -> List.of("reason");
      case ATTEST -> List.of("commit", "evidence");
      case RESUME, ROLLBACK -> List.of();
    };
  }

  /** Texts that may be left out. */
  public List<String> optional() {
    return switch (this) {
      case STOP, REOPEN -> List.of();
      case RESUME -> List.of("reason");
      case ROLLBACK -> List.of("branch", "to", "undoneBy", "integration", "reason");
      case ATTEST -> List.of("branch");
    };
  }

  /** What is true or false. */
  public List<String> flags() {
    return switch (this) {
      case STOP, RESUME, REOPEN -> List.of();
      case ROLLBACK -> List.of("dryRun");
      case ATTEST -> List.of("passed");
    };
  }

  /**
   * The role that an operation on a plan requires (docs/semantics.md, section 6, "Roles"), where
   * the transport authenticates the caller. On the repository itself whoever may write there may do
   * all of it.
   */
  public enum RequiredRole {
    /** Hand off and reopen. */
    OWN("the agent itself, or a maintainer"),
    /** Attest. */
    VALIDATE("a validator"),
    /** Stop, resume, roll back. */
    MAINTAIN("a maintainer");

    private final String words;

    RequiredRole(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }

    public boolean isOf(Principal principal, Agent agent, Policy policy) {
      boolean maintains = policy.integration().maintainers().contains(principal);
      return switch (this) {
        case OWN -> maintains || agent.principals().contains(principal);
        case VALIDATE -> policy.integration().validators().contains(principal);
        case MAINTAIN -> maintains;
      };
    }
  }
}
