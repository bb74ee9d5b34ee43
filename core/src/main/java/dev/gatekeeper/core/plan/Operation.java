package dev.gatekeeper.core.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be done to an agent of a plan besides handing off, and what has to be said with it. */
public enum Operation {
  STOP("stop", Right.MAINTAIN, List.of("reason"), List.of(), List.of()),
  RESUME("resume", Right.MAINTAIN, List.of(), List.of("reason"), List.of()),
  REOPEN("reopen", Right.OWN, List.of("reason"), List.of(), List.of()),
  ROLLBACK(
      "rollback", Right.MAINTAIN, List.of(), List.of("branch", "to", "reason"), List.of("dryRun")),
  ATTEST(
      "attest",
      Right.VALIDATE,
      List.of("commit", "evidence"),
      List.of("branch"),
      List.of("passed"));

  private final String word;
  private final Right right;
  private final List<String> needed;
  private final List<String> optional;
  private final List<String> flags;

  Operation(
      String word, Right right, List<String> needed, List<String> optional, List<String> flags) {
    this.word = word;
    this.right = right;
    this.needed = needed;
    this.optional = optional;
    this.flags = flags;
  }

  /** The operation of that word, if there is one. */
  public static Optional<Operation> of(String word) {
    return Arrays.stream(values()).filter(o -> o.word.equals(word)).findFirst();
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
    return needed;
  }

  /** Texts that may be left out. */
  public List<String> optional() {
    return optional;
  }

  /** What is true or false. */
  public List<String> flags() {
    return flags;
  }
}
