package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.Refs;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PushOptions;
import dev.gatekeeper.core.policy.PusherRole;
import dev.gatekeeper.core.text.PlainText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The rules for a push to a ref below {@link Ask#REFS} (docs/semantics.md, section 6, "Asks").
 * Whoever may not push the branch that it is about hears what is said of every closed ref, and
 * nothing else.
 */
public record AskRules(PlanState plan) {
  private static final String HANDOFF_OPTION = PushOptions.HANDOFF + "=";

  /** The agent that a push to that ref asks about, if whoever pushes may ask about it. */
  public static Optional<Agent> agent(RefName ref, Pusher pusher, Policy policy) {
    return Ask.branchOf(ref).stream()
        .flatMap(branch -> policy.agentsOf(branch).stream())
        .filter(agent -> mayPush(agent, pusher, policy))
        .findFirst();
  }

  private static boolean mayPush(Agent agent, Pusher pusher, Policy policy) {
    PusherRole standing = PusherRole.before(agent, pusher, policy);
    return standing instanceof PusherRole.AsAgent || standing instanceof PusherRole.AsMaintainer;
  }

  /** Whether whoever pushes is told more about such a ref than that it is closed. */
  static boolean isOpenTo(RefName ref, Pusher pusher, Policy policy) {
    return agent(ref, pusher, policy).isPresent()
        || PusherRole.before(pusher, policy) instanceof PusherRole.AsMaintainer
        || (Ask.branchOf(ref).isEmpty()
            && policy.agents().stream().anyMatch(agent -> mayPush(agent, pusher, policy)));
  }

  /** Why a push that {@link #isOpenTo} whoever makes it is not answered; empty if it is. */
  public List<Violation> judge(Push push, RefUpdate update) throws IOException {
    RefName ref = update.ref();
    Optional<Ask> asked = Ask.of(ref);
    Optional<Agent> agent = agent(ref, push.pusher(), plan.policy());
    if (asked.isEmpty() || agent.isEmpty()) {
      return List.of(malformed(ref));
    }
    if (push.updates().size() > 1) {
      return refuse(
          Code.REF_NOT_ALLOWED, ref, "an ask must be the only ref of its push", "push it alone");
    }
    boolean isThere = !plan.history().tip(ref).isZero();
    if (!update.isCreation() && !isThere) {
      return refuse(
          Code.REF_NOT_ALLOWED,
          ref,
          "an ask creates a ref, and this push would move one from "
              + update.before().abbreviated()
              + ", which is not there",
          "push it as git does: "
              + Ask.command("", "COMMIT", asked.get().verb(), asked.get().branch()));
    }
    if (!update.isCreation() || isThere) {
      return refuse(
          Code.REF_NOT_ALLOWED,
          ref,
          "asks are not stored, but a ref of that name exists",
          "ask the operator to remove it (git update-ref -d " + ref + ")");
    }
    if (update.isDeletion()) {
      return refuse(
          Code.REF_NOT_ALLOWED,
          ref,
          "asks are not stored, so there is none to delete",
          "push a commit there: "
              + Ask.command("", "COMMIT", asked.get().verb(), asked.get().branch()));
    }
    Optional<Violation> moved = moved(asked.get(), agent.get(), update);
    if (moved.isPresent()) {
      return List.of(moved.get());
    }
    if (plan.judging().afresh().history().bringsBeyond(update.after())) {
      return refuse(
          Code.BAD_OBJECT,
          ref,
          "an ask must not bring new objects, and this one brings objects that "
              + update.after().abbreviated()
              + " does not contain",
          "git push REMOTE " + asked.get().word() + ", and then ask");
    }
    if (asked.get().verb() == Ask.Verb.REOPEN && PlainText.isBlank(reason(push))) {
      return refuse(
          Code.REF_NOT_ALLOWED,
          ref,
          "reopening an agent needs a reason, and none is given",
          Ask.reopen(update.after(), RefName.branch(asked.get().branch())));
    }
    return List.of();
  }

  /** What the push says is the reason, or "". */
  public static String reason(Push push) {
    return push.options().stream()
        .filter(option -> option.startsWith(Ask.REASON))
        .map(option -> option.substring(Ask.REASON.length()).strip())
        .findFirst()
        .orElse("");
  }

  /**
   * Why a push may not be made with its options: it would be taken to depend on checks that are
   * made after it.
   */
  static List<Violation> options(Push push, Policy policy) {
    for (String option : push.options()) {
      RefUpdate update = push.updates().get(0);
      if (option.startsWith(HANDOFF_OPTION) && !Ask.isBelow(update.ref())) {
        boolean isWork = !update.isDeletion() && !policy.agentsOf(update.ref()).isEmpty();
        return refuse(
            Code.NOT_VALIDATED,
            update.ref(),
            "there is no option `"
                + PlainText.cut(PlainText.line(option), 40)
                + "`: checks run on work that is pushed already, and no push depends on them",
            "push without it, then ask: the ask fails if the checks do"
                + (isWork ? ": " + Ask.handoff(update.after(), update.ref()) : ""));
      }
    }
    return List.of();
  }

  /** That the commit is not, or no more, the one that can be meant. */
  private Optional<Violation> moved(Ask ask, Agent agent, RefUpdate update) throws IOException {
    Oid commit = update.after();
    if (ask.verb() == Ask.Verb.REOPEN) {
      Optional<Oid> handoff = plan.handoff(agent.id()).map(Handoff::commit);
      return handoff.filter(commit::equals).isPresent()
          ? Optional.empty()
          : Optional.of(notHandoff(ask, agent, update, handoff));
    }
    Oid tip = tip(plan.history(), RefName.branch(ask.branch()));
    boolean isMeant =
        tip.equals(commit)
            || (ask.verb() == Ask.Verb.STATE
                && plan.history().isCommit(commit)
                && plan.isIntegrated(commit));
    return isMeant ? Optional.empty() : Optional.of(notTip(ask, update, tip));
  }

  /** Where the branch is; one that stands for another is none of the agent's. */
  public static Oid tip(Refs refs, RefName branch) throws IOException {
    return refs.isSymbolic(branch) ? Oid.ZERO : refs.tip(branch);
  }

  private static Violation notTip(Ask ask, RefUpdate update, Oid tip) {
    String where =
        tip.isZero()
            ? "there is no branch `" + ask.branch() + "`"
            : "%s is not the tip of %s, which is %s"
                .formatted(update.after().abbreviated(), ask.branch(), tip.abbreviated());
    return new Violation.OfRef(
        Code.STATE_CHANGED,
        update.ref(),
        where,
        "git push REMOTE " + ask.word() + ", and ask with its tip");
  }

  private static Violation notHandoff(
      Ask ask, Agent agent, RefUpdate update, Optional<Oid> handoff) {
    String where =
        handoff
            .map(
                valid ->
                    "%s is not the valid handoff of %s, which is %s"
                        .formatted(update.after().abbreviated(), agent.id(), valid.abbreviated()))
            .orElse(agent.id() + " has no valid handoff");
    return new Violation.OfRef(
        Code.STATE_CHANGED,
        update.ref(),
        where,
        handoff
            .map(valid -> Ask.reopen(valid, RefName.branch(ask.branch())))
            .orElse("push without reopening: no handoff has closed its branches"));
  }

  private Violation malformed(RefName ref) {
    Optional<RefName> branch = Ask.branchOf(ref);
    boolean isAsked = branch.isPresent() && Ask.of(ref).isEmpty();
    String example = Ask.handoff(isAsked ? branch.get() : RefName.branch("BRANCH"));
    String why =
        branch.isEmpty()
            ? "the ref names no branch"
            : Ask.of(ref).isEmpty()
                ? "the ref names no known ask"
                : "no agent of the policy has a branch `" + branch.get().shortName() + "`";
    return new Violation.OfRef(
        Code.REF_NOT_ALLOWED,
        ref,
        why,
        "name a branch of an agent, as in " + example + "; the asks are " + Ask.Verb.words());
  }

  private static List<Violation> refuse(Code code, RefName ref, String message, String todo) {
    return List.of(new Violation.OfRef(code, ref, message, todo));
  }
}
