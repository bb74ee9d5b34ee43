package dev.gatekeeper.core.plan;

/** The state of an agent, the first that holds (docs/semantics.md, section 6). */
public enum AgentState {
  /** A validation of it goes on. */
  VALIDATING("validating"),
  /** Its handoff builds on what was revoked. */
  SUSPENDED("suspended"),
  /** Something it comes after has no valid handoff. */
  BLOCKED("blocked"),
  /** The last validation of its present tip did not pass. */
  FAILED("failed"),
  /** It has work, commits on its branches that no trusted commit reaches, and they are open. */
  ACTIVE("active"),
  /** What it handed off is in the integration branch. */
  INTEGRATED("integrated"),
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
