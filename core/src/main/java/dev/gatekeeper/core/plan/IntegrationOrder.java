package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Agent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The handoffs that can be integrated now, in order: an agent's predecessors before it
 * (docs/semantics.md, section 6, "Integration").
 */
public record IntegrationOrder(PlanState plan) {

  /** A handoff that can be integrated. */
  public record Ready(Agent agent, Handoff handoff) {
    /**
     * Whether anything of {@code all} is left to integrate without an agent and those that come
     * after it.
     *
     * @param all in their order
     */
    public static boolean isAnyLeft(List<Ready> all, AgentId without) {
      Set<AgentId> out = new HashSet<>(Set.of(without));
      for (Ready one : all) {
        if (one.agent().after().stream().anyMatch(out::contains)) {
          out.add(one.agent().id());
        }
      }
      return all.stream().anyMatch(one -> !out.contains(one.agent().id()));
    }
  }

  /** An agent that is not, and why. */
  public record LeftOut(AgentId agent, String why) {}

  /**
   * What can be integrated, in order, and what can't.
   *
   * @param leftOut without those that are in already
   */
  public record Selection(List<Ready> ready, List<LeftOut> leftOut) {
    public Selection {
      ready = List.copyOf(ready);
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * Selects.
   *
   * @param asked whom to integrate, with those they come after; everybody if empty
   * @param without whom to leave out, and those that come after them
   */
  public Selection select(Set<AgentId> asked, Set<AgentId> without) throws IOException {
    List<Ready> ready = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Agent agent : inOrder(withThoseBefore(asked))) {
      if (plan.isIntegrated(agent.id())
          && plan.validity(agent.id()) == PlanState.Validity.VALID
          && !without.contains(agent.id())) {
        continue;
      }
      String why = whyNot(agent, without, ready, leftOut);
      if (why.isEmpty()) {
        ready.add(new Ready(agent, plan.handoff(agent.id()).orElseThrow()));
      } else {
        leftOut.add(new LeftOut(agent.id(), why));
      }
    }
    return new Selection(ready, leftOut);
  }

  private Set<AgentId> withThoseBefore(Set<AgentId> asked) {
    Set<AgentId> all = new LinkedHashSet<>(asked);
    for (Agent agent : plan.policy().agents()) {
      if (asked.contains(agent.id())) {
        all.addAll(plan.allBefore(agent));
      } else if (asked.isEmpty()) {
        all.add(agent.id());
      }
    }
    return all;
  }

  /** Those agents, each after all that it comes after, and else in the order of the policy. */
  private List<Agent> inOrder(Set<AgentId> of) {
    List<Agent> waiting =
        new ArrayList<>(plan.policy().agents().stream().filter(a -> of.contains(a.id())).toList());
    List<Agent> order = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Agent next =
          waiting.stream()
              .filter(a -> waiting.stream().noneMatch(w -> plan.allBefore(a).contains(w.id())))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("the order of agents has a circle"));
      waiting.remove(next);
      order.add(next);
    }
    return order;
  }

  /** Why an agent's handoff can't be integrated, or "". */
  private String whyNot(Agent agent, Set<AgentId> without, List<Ready> ready, List<LeftOut> leftOut)
      throws IOException {
    if (without.contains(agent.id())) {
      return "it was left out on request";
    }
    for (AgentId before : plan.shared().predecessors(agent)) {
      if (leftOut.stream().anyMatch(l -> l.agent().equals(before))) {
        return (agent.after().contains(before) ? "it comes after " : "it owns paths after ")
            + before
            + ", which is left out";
      }
    }
    String fault = fault(agent);
    if (!fault.isEmpty()) {
      return fault;
    }
    if (plan.record(agent.id()).stopped().isPresent()) {
      return "it is stopped (gatekeeper resume " + agent.id() + ")";
    }
    Handoff handoff = plan.handoff(agent.id()).orElseThrow();
    Optional<Oid> missing = notIn(handoff, ready);
    if (missing.isPresent()) {
      return "it builds on " + missing.get().abbreviated() + ", which is not integrated with it";
    }
    return objection(agent, handoff);
  }

  private String fault(Agent agent) throws IOException {
    return switch (plan.validity(agent.id())) {
      case NONE -> "it has no handoff";
      case LAPSED -> "its handoff is not valid under the current policy; hand off again";
      case SUSPENDED ->
          plan.shared()
              .changedBy(agent)
              .map(before -> "its handoff lacks changes by " + before + " to paths that both own")
              .orElse("its handoff builds on a revoked one");
      case VALID -> "";
    };
  }

  /**
   * A commit of others that it builds on and that would not be in yet. It would count as integrated
   * from then on, and what it changed would be lost.
   */
  private Optional<Oid> notIn(Handoff handoff, List<Ready> ready) throws IOException {
    History limited = plan.judging().afresh().history();
    return IoStreams.first(
        handoff.basis().builtOn(),
        commit ->
            !plan.isIntegrated(commit)
                && !IoStreams.any(
                    ready, other -> limited.contains(other.handoff().commit(), commit)));
  }

  /**
   * What is wrong with its range as things are now, or "". {@code mode: warn} lets pass on agents'
   * own branches; what is refused whoever owns the path does not get into the integration branch.
   */
  private String objection(Agent agent, Handoff handoff) throws IOException {
    List<Violation> violations;
    try {
      violations = plan.rangeOf(agent, handoff, new PushBudget(plan.policy().limits()));
    } catch (PushBudget.Exceeded e) {
      return "it can't be judged: " + e.why();
    }
    return violations.stream()
        .filter(v -> v.code().kind() == Code.Kind.CONTENT || !plan.policy().letsPass(v))
        .findFirst()
        .map(v -> "it would be refused now: " + v.code() + ", " + v.message())
        .orElse("");
  }
}
