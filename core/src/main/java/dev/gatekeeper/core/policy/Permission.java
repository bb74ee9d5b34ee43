package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathState;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Ruling.Outcome;
import java.time.LocalDate;
import java.util.List;

/**
 * THE answer to "may this pusher change this path?" (docs/semantics.md, section 3). Nothing else in
 * the gate decides about paths.
 *
 * <p>A path can be asked for at once, or walked to: {@link #start} is the root, {@link #enter} goes
 * into a folder by the bytes of its name, {@link #outcome(PathState, byte[], int, int)} answers for
 * an entry there. Walking makes no objects once a kind of name has been met. Safe to use from
 * several threads.
 */
public sealed interface Permission {

  /**
   * What the agent may change.
   *
   * @param today in UTC: a waiver holds to the end of its last day
   * @throws IllegalArgumentException if the policy has no such agent
   */
  static Permission of(Policy policy, AgentId agent, LocalDate today) {
    Agent named =
        policy
            .agent(agent)
            .orElseThrow(() -> new IllegalArgumentException("the policy has no agent " + agent));
    return new AgentPermission(AgentRules.of(policy, named, today), new Owners(policy, today));
  }

  /** What a maintainer may change: every path. */
  static Permission everything(Policy policy, LocalDate today) {
    return new EveryPath(new Owners(policy, today));
  }

  /** The answer with the rule that decided, and the owners where it is no; for people, slower. */
  Ruling explain(RepoPath path);

  /** The answer for an entry that is no folder. */
  Outcome outcome(RepoPath path);

  /** The agents that may change the path, in the order of the policy; slow. */
  List<AgentId> owners(RepoPath path);

  /** The root of the repository. */
  PathState<Outcome> start();

  /** The folder in {@code folder} whose name is these bytes. */
  PathState<Outcome> enter(PathState<Outcome> folder, byte[] buffer, int offset, int length);

  /** The answer for the entry, no folder, in {@code folder} whose name is these bytes. */
  Outcome outcome(PathState<Outcome> folder, byte[] buffer, int offset, int length);

  /**
   * Whether the directory is wholly the pusher's, so that a symbolic link may lead to it
   * (docs/semantics.md, section 4): an entry of a fresh name, which no pattern tells from any
   * other, would be permitted here and at any depth below, and no pattern that could refuse has
   * matched its way here and waits for something below. Such are the patterns of {@code protected}
   * and {@code forbids}, and the exceptions in {@code owns}; of a waiver that is what permits, its
   * exceptions.
   *
   * <p>Patterns that may start at any depth, such as {@code tests/} or {@code .gitattributes}, wait
   * below every directory and do not count until the way here has begun to match them: hold the
   * entries that are really in the tree against {@link #outcome(PathState, byte[], int, int)} for
   * those. A pattern that waits counts even where a later one would overrule it: the answer errs to
   * no.
   */
  boolean wholly(PathState<Outcome> folder);

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

  /** What a maintainer may change (docs/semantics.md, section 3). */
  final class EveryPath implements Permission {
    private final Owners owners;
    private final PathState<Outcome> anywhere =
        new PathMachine<>(List.of(), deciding -> Outcome.OWNED).start();

    EveryPath(Owners owners) {
      this.owners = owners;
    }

    @Override
    public Ruling explain(RepoPath path) {
      return new Ruling(Outcome.OWNED, new Ruling.Reason.NoRule(), List.of());
    }

    @Override
    public Outcome outcome(RepoPath path) {
      return Outcome.OWNED;
    }

    @Override
    public List<AgentId> owners(RepoPath path) {
      return owners.of(path);
    }

    @Override
    public PathState<Outcome> start() {
      return anywhere;
    }

    @Override
    public PathState<Outcome> enter(
        PathState<Outcome> folder, byte[] buffer, int offset, int length) {
      return folder;
    }

    @Override
    public Outcome outcome(PathState<Outcome> folder, byte[] buffer, int offset, int length) {
      return Outcome.OWNED;
    }

    @Override
    public boolean wholly(PathState<Outcome> folder) {
      return true;
    }
  }

  /**
   * Who may change a path: found by a plain scan over all agents, and only when somebody asks,
   * since accepted pushes never do.
   *
   * @param today in UTC
   */
  record Owners(Policy policy, LocalDate today) {

    /** The agents that may change the path, in the order of the policy. */
    public List<AgentId> of(RepoPath path) {
      return policy.agents().stream()
          .filter(agent -> mayChange(agent, path))
          .map(Agent::id)
          .toList();
    }

    private boolean mayChange(Agent agent, RepoPath path) {
      return AgentRules.of(policy, agent, today).outcome(path).allowed();
    }
  }
}
