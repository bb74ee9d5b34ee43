package dev.gatekeeper.core.operation;

import java.util.List;

/** What can be done to an agent of a plan besides handing off, and what has to be said with it. */
public enum Operation {
  STOP("stop", Right.MAINTAIN),
  RESUME("resume", Right.MAINTAIN),
  REOPEN("reopen", Right.OWN),
  ROLLBACK("rollback", Right.MAINTAIN),
  ATTEST("attest", Right.VALIDATE);

  private final String word;
  private final Right right;

  Operation(String word, Right right) {
    this.word = word;
    this.right = right;
  }

  /** As commands and addresses call it. */
  public String word() {
    return word;
  }

  /** Who may. */
  public Right right() {
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
}
