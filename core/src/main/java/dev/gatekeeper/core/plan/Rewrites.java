package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.ExemptCommits;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The one rewrite that is always allowed: from a tip that could not be handed off now to one that
 * could (docs/semantics.md, section 5, "Moving branches").
 */
public record Rewrites(PlanState plan, History history) {

  /** How a tip would fare at a handoff. */
  private enum Fate {
    PASSES,
    /** It is larger than `limits` allow, and nothing else is known to be wrong with it. */
    BEYOND,
    REFUSED
  }

  /** Whether the agent may move its branch so, which is no fast-forward. */
  public boolean isAllowed(RefUpdate update, Agent agent) throws IOException {
    return !wouldPass(update.before(), update.ref(), agent)
        && IoStreams.all(
            kept(update.before(), update.ref(), agent),
            stays -> history.contains(update.after(), stays))
        && wouldPass(update.after(), update.ref(), agent);
  }

  /** Whether a tip would pass at a handoff, but for its checks and whose turn it is. */
  public boolean wouldPass(Oid tip, RefName ref, Agent agent) throws IOException {
    return fate(tip, ref, agent, new PushBudget(limits())) == Fate.PASSES;
  }

  /**
   * What a rewrite that leaves the tip has to contain: what was handed off, and what maintainers
   * have pushed to it, unless that could not be handed off itself.
   */
  public Set<Oid> kept(Oid tip, RefName ref, Agent agent) throws IOException {
    Set<Oid> kept = new LinkedHashSet<>();
    plan.handoff(agent.id()).map(Handoff::commit).ifPresent(kept::add);
    List<ExemptCommits> newestFirst = new ArrayList<>(plan.record(agent.id()).standing());
    Collections.reverse(newestFirst);
    for (ExemptCommits standing : newestFirst) {
      Oid pushed = standing.tip();
      if (standing.waived().isEmpty()
          && history.isCommit(pushed)
          && history.contains(tip, pushed)
          && !plan.isIntegrated(pushed)
          && !isIn(pushed, kept)
          && fate(pushed, ref, agent, PushBudget.toCount(limits())) != Fate.REFUSED) {
        kept.add(pushed);
      }
    }
    return kept;
  }

  /**
   * Where work starts again that leaves a tip by that rewrite: all that the agent builds on and has
   * to keep, none of it in another; none where the tip would pass.
   */
  public List<Oid> starts(Oid tip, RefName ref, Agent agent) throws IOException {
    if (wouldPass(tip, ref, agent)) {
      return List.of();
    }
    Set<Oid> all = new LinkedHashSet<>(kept(tip, ref, agent));
    for (AgentId before : plan.shared().predecessors(agent)) {
      plan.handoff(before).map(Handoff::commit).ifPresent(all::add);
    }
    if (all.isEmpty()) {
      all.add(plan.main());
    }
    return IoStreams.filter(
        all, one -> !isIn(one, all.stream().filter(other -> !other.equals(one)).toList()));
  }

  private boolean isIn(Oid commit, Collection<Oid> tips) throws IOException {
    return IoStreams.any(tips, tip -> history.contains(tip, commit));
  }

  private Policy.Limits limits() {
    return plan.policy().limits();
  }

  /**
   * @param counted what it takes is counted here, apart from what the push takes
   */
  private Fate fate(Oid tip, RefName ref, Agent agent, PushBudget counted) throws IOException {
    if (plan.undone().heldBackBy(tip, agent).isPresent()
        || plan.shared().takenBack(agent, tip).isPresent()
        || !IoStreams.all(
            plan.shared().predecessors(agent), b -> plan.shared().includes(agent, tip, b))) {
      return Fate.REFUSED;
    }
    try {
      if (!plan.rangeAnew(agent, ref, tip, counted).violations().isEmpty()) {
        return Fate.REFUSED;
      }
    } catch (PushBudget.Exceeded e) {
      if (e.limit().isOfRange()) {
        return Fate.BEYOND;
      }
      throw e; // how long it takes depends on the machine, and is no ground
    }
    boolean isBeyond = counted.commits() > limits().commits() || counted.paths() > limits().paths();
    return isBeyond ? Fate.BEYOND : Fate.PASSES;
  }
}
