package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.plan.OrderRules;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Removal;
import dev.gatekeeper.core.plan.Rewrites;
import dev.gatekeeper.core.plan.Turns;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PusherRole;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for the refs that a push moves (docs/semantics.md, sections 5 and 6). */
final class RefRules {
  /** So many branches an agent has at most. */
  private static final int MOST_BRANCHES = 10_000;

  private static final Pattern LIKE_A_HASH =
      Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}", Pattern.CASE_INSENSITIVE);

  private final Policy policy;
  private final History history;
  private final PlanState plan;
  private final Push push;
  private final Judgement.Builder found;
  private final EveryRefRules refs;
  private final NoPermissionWords noPermission;
  private final IntegrationBranchRules integration;
  private final Set<RefName> judged = new HashSet<>();
  private final Map<AgentId, Integer> left = new HashMap<>();
  private final Set<RefName> pinned = new HashSet<>();
  private final Map<AgentId, Integer> creations = new HashMap<>();
  private final Map<AgentId, OrderRules> orders = new HashMap<>();
  private Optional<Set<AgentId>> begun = Optional.empty();

  RefRules(PlanState plan, Push push, Judgement.Builder found) {
    this.policy = plan.policy();
    this.history = plan.history();
    this.plan = plan;
    this.push = push;
    this.found = found;
    this.refs = new EveryRefRules(policy, history, push, found);
    this.noPermission = new NoPermissionWords(policy, push, found);
    this.integration = new IntegrationBranchRules(plan, push, refs, noPermission, found);
  }

  RemainingChecks judge(RefUpdate update) throws IOException {
    RefName ref = update.ref();
    Optional<String> fault = ref.fault();
    if (fault.isPresent()) {
      String why = "invalid ref name: " + fault.get();
      return found.refuse(Code.REF_NOT_ALLOWED, ref, why, "give it another name");
    }
    if (!judged.add(ref)) {
      return found.refuse(Code.REF_NOT_ALLOWED, ref, "the push names it twice", "push it once");
    }
    if (Ask.isBelow(ref) && AskRules.isOpenTo(ref, push.pusher(), policy)) {
      return found.refuse(new AskRules(plan).judge(push, update));
    }
    if (isOffLimits(ref)) {
      String asks = ref.name().startsWith("refs/gatekeeper/") ? ", or ask: " + Ask.ALL : "";
      String todo = "push a branch of yours" + asks;
      return found.refuse(Code.REF_NOT_ALLOWED, ref, "nobody may push " + ref, todo);
    }
    if (policy.isIntegration(ref)) {
      return refs.isSymbolic(ref) ? RemainingChecks.DONE : integration.judge(update);
    }
    List<Agent> agents = policy.agentsOf(ref);
    return switch (agents.size()) {
      case 0 -> project(update);
      case 1 -> agentBranch(update, agents.get(0));
      default -> {
        List<AgentId> ids = agents.stream().map(Agent::id).toList();
        yield found.refuse(
            Code.REF_NOT_ALLOWED,
            ref,
            "the branches of " + PusherRole.names(ids) + " all match it",
            "ask a maintainer to separate them in " + policy.file());
      }
    };
  }

  /** Refs that are nobody's to push, whoever asks. */
  private static boolean isOffLimits(RefName ref) {
    if (ref.isTag()) {
      return false;
    }
    String name = ref.shortName();
    return !ref.isBranch() || name.equals("HEAD") || LIKE_A_HASH.matcher(name).matches();
  }

  private RemainingChecks agentBranch(RefUpdate update, Agent agent) throws IOException {
    RefName ref = update.ref();
    PusherRole standing = PusherRole.before(agent, push.pusher(), policy);
    if (standing instanceof PusherRole.AsMaintainer) {
      RemainingChecks.Remembered why =
          new RemainingChecks.Remembered(
              Event.Why.MAINTAINER, Optional.of(agent.id()), /* reason= */ "");
      return !refs.isSound(update) || update.isDeletion()
          ? RemainingChecks.DONE
          : new RemainingChecks.JudgeMaintainer(Optional.of(why), List.of());
    }
    if (!(standing instanceof PusherRole.AsAgent)) {
      return found.refuse(
          Code.NOT_YOUR_BRANCH,
          ref,
          noPermission.at(agent, standing),
          noPermission.todo(standing, ref));
    }
    if (!refs.isSound(update) || (update.isCreation() && update.isDeletion())) {
      return RemainingChecks.DONE; // to remove what is not there is to do nothing
    }
    if (plan.main().isZero()) {
      FirstPush first = new FirstPush(policy, history);
      return found.refuse(Code.REF_NOT_ALLOWED, ref, first.missing(), first.next());
    }
    OrderRules order = order(agent);
    if (update.isDeletion()) {
      return deletion(update, agent, order);
    }
    found.refuse(order.judge(agent, update));
    found.refuse(order.closed(agent, ref));
    if (update.isCreation()) {
      creation(update, agent);
    }
    if (!agent.rewrite() && !isFastForward(update)) {
      if (new Rewrites(plan, history).isAllowed(update, agent)) {
        return new RemainingChecks.JudgeAgent(agent, Optional.of(nextPin(agent)));
      }
      found.refuse(
          Code.NON_FAST_FORWARD,
          ref,
          "the branch is at %s, which %s does not contain"
              .formatted(update.before().abbreviated(), update.after().abbreviated()),
          "git fetch, then git merge " + update.before() + ", and push without force");
    }
    return new RemainingChecks.JudgeAgent(agent, Optional.empty());
  }

  private RefName nextPin(Agent agent) throws IOException {
    left.merge(agent.id(), 1, Integer::sum);
    RefName pin = Removal.nextPin(plan, history, agent.id(), pinned);
    pinned.add(pin);
    return pin;
  }

  /** Of the codes of order only {@code STOPPED} applies to what is left over (section 6). */
  private RemainingChecks deletion(RefUpdate update, Agent agent, OrderRules order)
      throws IOException {
    RefName ref = update.ref();
    String objection =
        new Removal(plan).objection(agent, ref, update.before(), left.getOrDefault(agent.id(), 0));
    if (objection.isEmpty()) {
      found.refuse(order.stopped(agent, ref));
      return new RemainingChecks.Remove(agent, nextPin(agent));
    }
    found.refuse(order.judge(agent, update));
    found.refuse(order.closed(agent, ref));
    if (!agent.rewrite()) {
      found.refuse(
          Code.REF_DELETE,
          ref,
          agent.id() + " may not delete this branch: " + objection,
          "leave the branch, or ask a maintainer");
    }
    return RemainingChecks.DONE;
  }

  /** A branch that is not there yet. Agents have not endlessly many. */
  private void creation(RefUpdate update, Agent agent) throws IOException {
    RefName ref = update.ref();
    if (plan.progress().branches(agent.id()).size() + creations(agent) > MOST_BRANCHES) {
      found.refuse(
          Code.LIMIT,
          ref,
          agent.id() + " would have more than " + MOST_BRANCHES + " branches",
          "use one of them, or have a maintainer delete some");
    }
    Optional<Oid> removed =
        agent.rewrite() ? Optional.empty() : new Removal(plan).forced(agent, ref, update.after());
    if (removed.isPresent()) {
      found.refuse(
          Code.NON_FAST_FORWARD,
          ref,
          "the branch was at %s when %s removed it, and %s contains neither that nor %s"
              .formatted(
                  removed.get().abbreviated(),
                  agent.id(),
                  update.after().abbreviated(),
                  policy.integration().branch()),
          "git fetch REMOTE "
              + policy.integration().branch()
              + " && git merge FETCH_HEAD, and push");
    }
  }

  private int creations(Agent agent) {
    if (creations.isEmpty()) {
      for (RefUpdate update : push.updates()) {
        if (update.isCreation() && !update.isDeletion()) {
          policy.agentsOf(update.ref()).forEach(a -> creations.merge(a.id(), 1, Integer::sum));
        }
      }
    }
    return creations.getOrDefault(agent.id(), 0);
  }

  /** The rules of order for an agent, beside whom the push brings work to others. */
  private OrderRules order(Agent agent) throws IOException {
    return IoStreams.known(
        orders,
        agent.id(),
        id -> {
          Set<AgentId> beside = new HashSet<>(begun());
          beside.remove(id);
          return new OrderRules(plan, new Turns(plan, beside));
        });
  }

  /** The agents to whose branches the push brings work: they begin with it. */
  private Set<AgentId> begun() throws IOException {
    if (begun.isEmpty()) {
      Set<AgentId> found = new HashSet<>();
      for (RefUpdate update : push.updates()) {
        if (history.isCommit(update.after())) {
          for (Agent agent : policy.agentsOf(update.ref())) {
            if (!found.contains(agent.id()) && plan.isWork(agent, update.after())) {
              found.add(agent.id());
            }
          }
        }
      }
      begun = Optional.of(found);
    }
    return begun.get();
  }

  private boolean isFastForward(RefUpdate update) throws IOException {
    return update.isCreation() || history.contains(update.after(), update.before());
  }

  /** Tags, and branches that are no agent's. */
  private RemainingChecks project(RefUpdate update) throws IOException {
    RefName ref = update.ref();
    PusherRole standing = PusherRole.before(push.pusher(), policy);
    if (standing instanceof PusherRole.AsMaintainer) {
      return !refs.isSound(update) || update.isDeletion()
          ? RemainingChecks.DONE
          : new RemainingChecks.JudgeMaintainer(Optional.empty(), List.of());
    }
    return noPermission.refuse(
        ref,
        standing,
        ref.isTag()
            ? "only maintainers create tags"
            : "no agent of the policy has a branch of that name");
  }
}
