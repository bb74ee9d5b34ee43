package dev.gatekeeper.core.gate;

/**
 * The state of an agent, the first that holds (docs/semantics.md, section 6), as far as the ledger
 * tells of it.
 */
public enum AgentState {
  /** Something it comes after has no valid handoff. */
  BLOCKED("blocked"),
  /** It has work: commits on its branches that no trusted commit reaches. */
  ACTIVE("active"),
  /** It has handed off. */
  VALIDATED("validated"),
  /** It may start. */
  READY("ready");

  private final String word;

  AgentState(String word) {
    this.word = word;
  }

  /** As people and programs read it. */
  public String word() {
    return word;
  }
}
