package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathState;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Ruling.Outcome;
import java.util.List;

/** What one agent may change. */
final class AgentPermission implements Permission {
  private final AgentRules rules;
  private final Owners owners;
  private final PathMachine<Outcome> machine;

  AgentPermission(AgentRules rules, Owners owners) {
    this.rules = rules;
    this.owners = owners;
    this.machine = new PathMachine<>(rules.lists(), rules::outcome);
  }

  @Override
  public Ruling explain(RepoPath path) {
    int[] deciding = rules.deciding(path);
    Outcome outcome = rules.outcome(deciding);
    List<AgentId> others = outcome.allowed() ? List.of() : owners(path);
    return new Ruling(outcome, rules.reason(deciding), others);
  }

  @Override
  public Outcome outcome(RepoPath path) {
    return machine.outcome(path);
  }

  @Override
  public List<AgentId> owners(RepoPath path) {
    return owners.of(path);
  }

  @Override
  public PathState<Outcome> start() {
    return machine.start();
  }

  @Override
  public PathState<Outcome> enter(
      PathState<Outcome> folder, byte[] buffer, int offset, int length) {
    return machine.enter(folder, buffer, offset, length);
  }

  @Override
  public Outcome outcome(PathState<Outcome> folder, byte[] buffer, int offset, int length) {
    return machine.outcome(folder, buffer, offset, length);
  }

  @Override
  public boolean wholly(PathState<Outcome> folder) {
    PathState<Outcome> at = folder;
    while (true) {
      Outcome fresh = machine.outcomeOfFreshName(at);
      if (rules.couldBeRefused(fresh, (list, wanted) -> machine.waits(folder, list, wanted))) {
        return false;
      }
      PathState<Outcome> below = machine.enterFreshName(at);
      if (machine.alike(below, at)) {
        return true;
      }
      at = below;
    }
  }
}
