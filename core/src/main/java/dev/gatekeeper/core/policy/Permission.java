package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import java.time.LocalDate;
import java.util.List;

/** Nobody may change anything. */
public final class Permission {
  /** Where. */
  public record State(int depth) {}

  public static Permission of(Policy policy, AgentId agent, LocalDate today) {
    return new Permission();
  }

  public static Permission everything() {
    return new Permission();
  }

  public State start() {
    return new State(0);
  }

  public State enter(State state, byte[] buffer, int offset, int length) {
    return new State(state.depth() + 1);
  }

  public Ruling.Outcome outcome(State state, byte[] buffer, int offset, int length) {
    return Ruling.Outcome.NOT_OWNED;
  }

  public Ruling.Outcome outcome(RepoPath path) {
    return Ruling.Outcome.NOT_OWNED;
  }

  public Ruling explain(RepoPath path) {
    return new Ruling(outcome(path), new Ruling.Reason.NoRule(), List.of());
  }

  public boolean wholly(State state) {
    return false;
  }
}
