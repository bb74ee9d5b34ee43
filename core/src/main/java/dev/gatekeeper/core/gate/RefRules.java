package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.Budget;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.OrderRules;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.PushedHandoffs;
import dev.gatekeeper.core.plan.Removal;
import dev.gatekeeper.core.plan.Rewrites;
import dev.gatekeeper.core.plan.Turns;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PushOptions;
import dev.gatekeeper.core.policy.Standing;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.core.text.ShellWord;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which refs may this push move, and how (docs/semantics.md, sections 5 and 6). */
final class RefRules {
  private static final String ANOTHER_NAME = "give it another name";

  /** So many branches an agent has at most. */
  private static final int MOST_BRANCHES = 10_000;

  private static final Pattern LIKE_A_HASH =
      Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}", Pattern.CASE_INSENSITIVE);

  private final Policy policy;
  private final History history;
  private final PlanState plan;
  private final Push push;
  private final Budget budget;
  private final LocalDate today;
  private final Set<RefName> made = new HashSet<>();
  private final Set<RefName> deleted = new HashSet<>();
  private final Set<RefName> judged = new HashSet<>();
  private final Map<AgentId, Integer> left = new HashMap<>();
  private final Set<RefName> pinned = new HashSet<>();
  private final Map<AgentId, Integer> creations = new HashMap<>();
  private final Map<AgentId, OrderRules> orders = new HashMap<>();
  private Optional<Set<AgentId>> begun = Optional.empty();
  private final List<Violation> violations = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  RefRules(
      Policy policy, History history, PlanState plan, Push push, Budget budget, LocalDate today) {
    this.policy = policy;
    this.history = history;
    this.plan = plan;
    this.push = push;
    this.budget = budget;
    this.today = today;
    push.updates().forEach(u -> (u.isDeletion() ? deleted : made).add(u.ref()));
  }

  List<Violation> violations() {
    return violations;
  }

  List<String> notes() {
    return notes;
  }

  RefRuling judge(RefUpdate update) throws IOException {
    RefName ref = update.ref();
    for (String fault : ref.faults()) {
      refuse(Code.REF_NOT_ALLOWED, ref, "no ref can have that name: " + fault, ANOTHER_NAME);
      return new RefRuling.Done();
    }
    if (!judged.add(ref)) {
      refuse(Code.REF_NOT_ALLOWED, ref, "it is pushed twice at once", "push it once");
      return new RefRuling.Done();
    }
    if (Ask.isBelow(ref) && AskRules.isOpenTo(ref, push.pusher(), policy)) {
      violations.addAll(new AskRules(policy, plan, history).judge(push, update));
      return new RefRuling.Done();
    }
    if (isOffLimits(ref)) {
      String asks = ref.name().startsWith("refs/gatekeeper/") ? ", or ask: " + Ask.ALL : "";
      refuse(Code.REF_NOT_ALLOWED, ref, "nobody may push " + ref, "push a branch of yours" + asks);
      return new RefRuling.Done();
    }
    if (policy.isIntegration(ref)) {
      return isSymbolic(ref) ? new RefRuling.Done() : integration(update);
    }
    List<Agent> agents = policy.agentsOf(ref);
    return switch (agents.size()) {
      case 0 -> project(update);
      case 1 -> agentBranch(update, agents.get(0));
      default -> {
        List<AgentId> ids = agents.stream().map(Agent::id).toList();
        refuse(
            Code.REF_NOT_ALLOWED,
            ref,
            "the branches of " + Standing.names(ids) + " all match it",
            "ask a maintainer to part them in " + policy.file());
        yield new RefRuling.Done();
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

  /**
   * Whether the ref is where the push says it is, and goes to a commit. Asked once it is known that
   * the pusher has any business there: whoever has none may not even see where it is.
   */
  private boolean isSound(RefUpdate update) throws IOException {
    if (isSymbolic(update.ref())) {
      return false;
    }
    if (!history.tip(update.ref()).equals(update.before())) {
      refuse(
          Code.STATE_CHANGED,
          update.ref(),
          "the ref is not at " + update.before().abbreviated() + " (any more)",
          "git fetch, and push again");
      return false;
    }
    return isFree(update) && isCommit(update);
  }

  private boolean isSymbolic(RefName ref) throws IOException {
    boolean isSymbolic = history.isSymbolic(ref);
    if (isSymbolic) {
      refuse(
          Code.REF_NOT_ALLOWED, ref, "it stands for another ref", "push to that one by its name");
    }
    return isSymbolic;
  }

  /** Whether git can keep a ref of that name beside the others: it is a file, and they may be. */
  private boolean isFree(RefUpdate update) throws IOException {
    RefName ref = update.ref();
    if (!update.isCreation() || update.isDeletion()) {
      return true;
    }
    Optional<RefName> other = Beside.inTheWay(history, ref, made);
    if (other.isPresent()) {
      boolean isShown = isShown(other.get(), ref);
      String what = isShown ? "`" + other.get().shortName() + "`" : "a ref of others in its way";
      refuse(
          Code.REF_NOT_ALLOWED,
          ref,
          "there is " + what + ", and git can't keep a ref below another",
          isShown ? instead(ref, other.get()) : ANOTHER_NAME);
    }
    return other.isEmpty();
  }

  /** What may be pushed in the place of a branch that has another in its way. */
  private String instead(RefName ref, RefName other) throws IOException {
    if (deleted.contains(other)) {
      return "push its deletion first, alone";
    }
    List<Agent> owners = policy.agentsOf(ref);
    if (owners.isEmpty()) {
      return ANOTHER_NAME;
    }
    Set<RefName> besides = new HashSet<>(made);
    besides.remove(ref);
    for (RefName near : List.of(other, ref)) {
      RefName free = new RefName(near.name() + "-2");
      if (policy.agentsOf(free).equals(owners)
          && history.tip(free).isZero()
          && !besides.contains(free)
          && Beside.inTheWay(history, free, besides).isEmpty()) {
        return "push to `" + free.shortName() + "`";
      }
    }
    return policy.agentsOf(other).equals(owners)
        ? "push to `" + other.shortName() + "`, which is there"
        : ANOTHER_NAME;
  }

  /** Whether who pushes may know of a ref, as whoever pushes {@code pushed}. */
  private boolean isShown(RefName other, RefName pushed) throws IOException {
    if ((made.contains(other) && history.tip(other).isZero()) // a guess is not to be confirmed
        || Visibility.of(policy, push.pusher()).of(other) == Visibility.Sight.SHOWN) {
      return true;
    }
    return Standing.before(push.pusher(), policy) instanceof Standing.Nameless
        && policy.agentsOf(other).equals(policy.agentsOf(pushed));
  }

  private boolean isCommit(RefUpdate update) throws IOException {
    if (update.isDeletion()) {
      return true;
    }
    History.Kind kind = history.kind(update.after());
    if (kind == History.Kind.COMMIT
        || (kind == History.Kind.TAG_OF_COMMIT && update.ref().isTag())) {
      return true;
    }
    String what = kind == History.Kind.MISSING ? "is missing" : "is no commit";
    refuse(Code.BAD_OBJECT, update.ref(), "object " + update.after() + " " + what, "push a commit");
    return false;
  }

  private RefRuling agentBranch(RefUpdate update, Agent agent) throws IOException {
    RefName ref = update.ref();
    Standing standing = Standing.before(agent, push.pusher(), policy);
    if (standing instanceof Standing.AsMaintainer) {
      RefRuling.Remembered why =
          new RefRuling.Remembered(Event.Why.MAINTAINER, Optional.of(agent.id()), /* reason= */ "");
      return !isSound(update) || update.isDeletion()
          ? new RefRuling.Done()
          : new RefRuling.JudgeMaintainer(Optional.of(why), List.of());
    }
    if (!(standing instanceof Standing.AsAgent)) {
      refuse(Code.NOT_YOUR_BRANCH, ref, strangerAt(agent, standing), strangerTodo(standing, ref));
      return new RefRuling.Done();
    }
    if (!isSound(update) || (update.isCreation() && update.isDeletion())) {
      return new RefRuling.Done(); // to remove what is not there is to do nothing
    }
    if (plan.main().isZero()) {
      FirstPush first = new FirstPush(policy, history);
      refuse(Code.REF_NOT_ALLOWED, ref, first.missing(), first.next());
      return new RefRuling.Done();
    }
    OrderRules order = order(agent);
    if (update.isDeletion()) {
      return deletion(update, agent, order);
    }
    violations.addAll(order.judge(agent, update));
    violations.addAll(order.closed(agent, ref));
    if (update.isCreation()) {
      creation(update, agent);
    }
    if (!agent.rewrite() && !isFastForward(update)) {
      if (new Rewrites(policy, plan, history, budget).isAllowed(update, agent)) {
        return new RefRuling.JudgeAgent(agent, Optional.of(nextPin(agent)));
      }
      refuse(
          Code.NON_FAST_FORWARD,
          ref,
          "the branch is at "
              + update.before().abbreviated()
              + ", which "
              + update.after().abbreviated()
              + " does not contain",
          "git fetch, then git merge " + update.before() + ", and push without force");
    }
    return new RefRuling.JudgeAgent(agent, Optional.empty());
  }

  private RefName nextPin(Agent agent) throws IOException {
    left.merge(agent.id(), 1, Integer::sum);
    RefName pin = Removal.nextPin(plan, history, agent.id(), pinned);
    pinned.add(pin);
    return pin;
  }

  /** Of the codes of order only {@code STOPPED} applies to what is left over (section 6). */
  private RefRuling deletion(RefUpdate update, Agent agent, OrderRules order) throws IOException {
    RefName ref = update.ref();
    String objection =
        new Removal(plan, history, budget)
            .objection(agent, ref, update.before(), left.getOrDefault(agent.id(), 0));
    if (objection.isEmpty()) {
      violations.addAll(order.stopped(agent, ref));
      return new RefRuling.Remove(agent, nextPin(agent));
    }
    violations.addAll(order.judge(agent, update));
    violations.addAll(order.closed(agent, ref));
    if (!agent.rewrite()) {
      refuse(
          Code.REF_DELETE,
          ref,
          agent.id() + " may not delete this branch: " + objection,
          "leave the branch, or ask a maintainer");
    }
    return new RefRuling.Done();
  }

  /** A branch that is not there yet. Agents have not endlessly many. */
  private void creation(RefUpdate update, Agent agent) throws IOException {
    RefName ref = update.ref();
    if (plan.branches(agent.id()).size() + creations(agent) > MOST_BRANCHES) {
      refuse(
          Code.LIMIT,
          ref,
          agent.id() + " would have more than " + MOST_BRANCHES + " branches",
          "go on on one of them, or have a maintainer delete some");
    }
    Optional<Oid> removed =
        agent.rewrite()
            ? Optional.empty()
            : new Removal(plan, history, budget).forced(agent, ref, update.after());
    if (removed.isPresent()) {
      refuse(
          Code.NON_FAST_FORWARD,
          ref,
          "the branch was at "
              + removed.get().abbreviated()
              + " when "
              + agent.id()
              + " removed it, and "
              + update.after().abbreviated()
              + " contains neither that nor "
              + policy.integration().branch(),
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
    OrderRules known = orders.get(agent.id());
    if (known == null) {
      Set<AgentId> beside = new HashSet<>(begun());
      beside.remove(agent.id());
      known = new OrderRules(policy, plan, history, new Turns(policy, plan, beside));
      orders.put(agent.id(), known);
    }
    return known;
  }

  /** The agents to whose branches the push brings work: they begin with it. */
  private Set<AgentId> begun() throws IOException {
    if (begun.isEmpty()) {
      Set<AgentId> found = new HashSet<>();
      for (RefUpdate update : push.updates()) {
        if (!update.isDeletion() && history.kind(update.after()) == History.Kind.COMMIT) {
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

  private String strangerAt(Agent agent, Standing standing) {
    String who = Standing.name(push.pusher());
    if (standing instanceof Standing.Unknown) {
      return who + " is not named in " + policy.file();
    }
    if (standing instanceof Standing.Nameless) {
      return who + " can't be told from anybody's, and the policy says `identity: required`";
    }
    return "the branch belongs to " + agent.id() + ", and " + who + " is not one of its principals";
  }

  /** Nobody is told whose name would do: it is not for them. */
  private String strangerTodo(Standing standing, RefName ref) {
    if (standing instanceof Standing.Unknown) {
      return "push with the credential that you were given for this repository, or ask a"
          + " maintainer to name you in "
          + policy.file();
    }
    if (standing instanceof Standing.Nameless) {
      return "push with a credential that says who you are; whoever runs the gate gives it to you";
    }
    return yourBranches(ref);
  }

  private boolean isFastForward(RefUpdate update) throws IOException {
    return update.isCreation() || history.contains(update.after(), update.before(), budget);
  }

  /** Tags, and branches that are no agent's. */
  private RefRuling project(RefUpdate update) throws IOException {
    RefName ref = update.ref();
    Standing standing = Standing.before(push.pusher(), policy);
    if (standing instanceof Standing.AsMaintainer) {
      return !isSound(update) || update.isDeletion()
          ? new RefRuling.Done()
          : new RefRuling.JudgeMaintainer(Optional.empty(), List.of());
    }
    refuseOther(
        ref,
        standing,
        ref.isTag()
            ? "tags are made by maintainers"
            : "no agent of the policy has a branch of that name");
    return new RefRuling.Done();
  }

  private void refuseOther(RefName ref, Standing standing, String why) {
    if (standing instanceof Standing.Unknown) {
      refuse(
          Code.NOT_YOUR_BRANCH,
          ref,
          Standing.name(push.pusher()) + " is not named in " + policy.file(),
          strangerTodo(standing, ref));
    } else {
      refuse(Code.REF_NOT_ALLOWED, ref, why, yourBranches(ref));
    }
  }

  /** Where the pusher may push to instead, as far as that can be told. */
  private String yourBranches(RefName ref) {
    if (ref.isTag()) {
      return "leave the tag out, or have a maintainer make it: `git push REMOTE "
          + ShellWord.of(RepoPath.of(ref.name()))
          + "`";
    }
    List<String> branches = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      if (Standing.before(agent, push.pusher(), policy) instanceof Standing.AsAgent) {
        agent.branches().patterns().forEach(p -> branches.add("`" + p + "`"));
      }
    }
    return branches.isEmpty()
        ? "ask a maintainer"
        : "push to a branch that matches "
            + String.join(" or ", branches.subList(0, Math.min(branches.size(), 6)));
  }

  private RefRuling integration(RefUpdate update) throws IOException {
    RefName ref = update.ref();
    Standing standing = Standing.before(push.pusher(), policy);
    if (update.isCreation() && !update.isDeletion() && history.tip(ref).isZero()) {
      return first(update, standing);
    }
    if (!(standing instanceof Standing.AsMaintainer)) {
      refuseOther(
          ref,
          standing,
          "work reaches "
              + ref.shortName()
              + " by a maintainer, and "
              + Standing.name(push.pusher())
              + " is none");
      return new RefRuling.Done();
    }
    if (!isSound(update)) {
      return new RefRuling.Done();
    }
    if (update.isDeletion()) {
      refuse(Code.REF_DELETE, ref, "the integration branch is never deleted", "leave it");
      return new RefRuling.Done();
    }
    if (!isFastForward(update)) {
      refuse(
          Code.NON_FAST_FORWARD,
          ref,
          "the integration branch never moves back",
          "git fetch, then git merge " + update.before());
      return new RefRuling.JudgeMaintainer(direct(ref, "it moves back"), List.of());
    }
    PushedHandoffs.Found found =
        new PushedHandoffs(policy, plan, history, budget, today)
            .between(update.before(), update.after());
    List<Step> steps = found.steps();
    if (steps.isEmpty()) {
      return new RefRuling.JudgeMaintainer(direct(ref, found.why()), List.of());
    }
    String names = Standing.names(steps.stream().map(Step::agent).toList());
    notes.add("integration of " + names + " by push");
    return new RefRuling.JudgeMaintainer(Optional.empty(), steps);
  }

  /** The first push of the integration branch, whose commits nobody judges. */
  private RefRuling first(RefUpdate update, Standing standing) throws IOException {
    RefName ref = update.ref();
    FirstPush first = new FirstPush(policy, history);
    boolean isNameless = standing instanceof Standing.Nameless;
    if (!(standing instanceof Standing.AsMaintainer)
        && !(isNameless && first.isOpenToNameless(push, plan.ledger()))) {
      if (standing instanceof Standing.Unknown) {
        refuseOther(ref, standing, first.missing());
      } else {
        refuse(Code.REF_NOT_ALLOWED, ref, first.missing(), first.next());
      }
      return new RefRuling.Done();
    }
    if (!isFree(update) || !isCommit(update)) {
      return new RefRuling.Done();
    }
    if (first.isOnlyBranch(push)) {
      notes.add("first push of " + ref.shortName());
      return new RefRuling.Done();
    }
    Optional<RefRuling.Remembered> why = override();
    if (why.isEmpty()) {
      refuse(
          Code.NOT_VALIDATED,
          ref,
          ref.shortName() + " is missing while other branches are there, and is not judged",
          "git push -o '" + PushOptions.OVERRIDE + "<reason>', which goes on record");
      return new RefRuling.Done();
    }
    notes.add("first push of " + ref.shortName());
    return new RefRuling.Unjudged(why.get());
  }

  /**
   * A push that is not made of handoffs.
   *
   * @param why what it is made of instead
   */
  private Optional<RefRuling.Remembered> direct(RefName ref, String why) {
    if (policy.integration().direct()) {
      notes.add("direct push to " + ref.shortName() + " by " + Standing.name(push.pusher()));
      return Optional.of(new RefRuling.Remembered(Event.Why.DIRECT, Optional.empty(), ""));
    }
    Optional<RefRuling.Remembered> override = override();
    if (override.isPresent()) {
      return override;
    }
    refuse(
        Code.NOT_VALIDATED,
        ref,
        "what is pushed is not made of validated handoffs, merged as `gatekeeper integrate` merges"
            + " them: "
            + why
            + (isOverrideBlank() ? "; and the reason for an override must not be blank" : ""),
        "gatekeeper integrate; or git push -o '"
            + PushOptions.OVERRIDE
            + "<reason>', which goes on record");
    return Optional.empty();
  }

  /** The reason that the push gives to do what is refused otherwise, if it gives one. */
  private boolean isOverrideBlank() {
    return push.options().stream()
        .anyMatch(o -> o.startsWith(PushOptions.OVERRIDE) && PushOptions.override(push).isEmpty());
  }

  private Optional<RefRuling.Remembered> override() {
    Optional<String> reason = PushOptions.override(push);
    reason.ifPresent(r -> notes.add("override by " + Standing.name(push.pusher()) + ": " + r));
    return reason.map(r -> new RefRuling.Remembered(Event.Why.OVERRIDE, Optional.empty(), r));
  }

  private void refuse(Code code, RefName ref, String message, String todo) {
    violations.add(new Violation.OfRef(code, ref, message, todo));
  }
}
