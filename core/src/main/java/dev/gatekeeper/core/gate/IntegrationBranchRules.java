package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.PushedHandoffs;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PushOptions;
import dev.gatekeeper.core.policy.PusherRole;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The rules for a push to the integration branch (docs/semantics.md, sections 5 and 6). */
record IntegrationBranchRules(
    PlanState plan,
    Push push,
    EveryRefRules refs,
    NoPermissionWords noPermission,
    Judgement.Builder found) {
  RemainingChecks judge(RefUpdate update) throws IOException {
    RefName ref = update.ref();
    PusherRole standing = PusherRole.before(push.pusher(), policy());
    if (update.isCreation() && !update.isDeletion() && history().tip(ref).isZero()) {
      return first(update, standing);
    }
    if (!(standing instanceof PusherRole.AsMaintainer)) {
      return noPermission.refuse(
          ref,
          standing,
          "only maintainers push to %s, and %s is not one"
              .formatted(ref.shortName(), PusherRole.name(push.pusher())));
    }
    if (!refs.isSound(update)) {
      return RemainingChecks.DONE;
    }
    if (update.isDeletion()) {
      String never = "the integration branch is never deleted";
      return found.refuse(Code.REF_DELETE, ref, never, "leave it");
    }
    if (!history().contains(update.after(), update.before())) {
      found.refuse(
          Code.NON_FAST_FORWARD,
          ref,
          "the integration branch only moves forward",
          "git fetch, then git merge " + update.before());
      return new RemainingChecks.JudgeMaintainer(
          direct(ref, "it moves the branch back"), List.of());
    }
    PushedHandoffs.Found brought =
        new PushedHandoffs(plan).between(update.before(), update.after());
    List<Step> steps = brought.steps();
    if (steps.isEmpty()) {
      return new RemainingChecks.JudgeMaintainer(direct(ref, brought.why()), List.of());
    }
    String names = PusherRole.names(steps.stream().map(Step::agent).toList());
    found.note("integration of " + names + " by push");
    return new RemainingChecks.JudgeMaintainer(Optional.empty(), steps);
  }

  /** The first push of the integration branch, whose commits nobody judges. */
  private RemainingChecks first(RefUpdate update, PusherRole standing) throws IOException {
    RefName ref = update.ref();
    FirstPush first = new FirstPush(policy(), history());
    boolean isNameless = standing instanceof PusherRole.Nameless;
    if (!(standing instanceof PusherRole.AsMaintainer)
        && !(isNameless && first.isOpenToNameless(push, plan.ledger()))) {
      return standing instanceof PusherRole.Unknown
          ? noPermission.refuse(ref, standing, first.missing())
          : found.refuse(Code.REF_NOT_ALLOWED, ref, first.missing(), first.next());
    }
    if (!refs.isFree(update) || !refs.isCommit(update)) {
      return RemainingChecks.DONE;
    }
    if (first.isOnlyBranch(push)) {
      found.note("first push of " + ref.shortName());
      return RemainingChecks.DONE;
    }
    Optional<RemainingChecks.Remembered> why = override();
    if (why.isEmpty()) {
      return found.refuse(
          Code.NOT_VALIDATED,
          ref,
          ref.shortName()
              + " is missing although there are other branches, and its commits"
              + " would not be judged",
          "git push -o '" + PushOptions.OVERRIDE + "<reason>', which goes on record");
    }
    found.note("first push of " + ref.shortName());
    return new RemainingChecks.Unjudged(why.get());
  }

  /**
   * A push that is not made of handoffs.
   *
   * @param why what it is made of instead
   */
  private Optional<RemainingChecks.Remembered> direct(RefName ref, String why) {
    if (policy().integration().direct()) {
      found.note("direct push to " + ref.shortName() + " by " + PusherRole.name(push.pusher()));
      return Optional.of(new RemainingChecks.Remembered(Event.Why.DIRECT, Optional.empty(), ""));
    }
    Optional<RemainingChecks.Remembered> override = override();
    if (override.isPresent()) {
      return override;
    }
    found.refuse(
        Code.NOT_VALIDATED,
        ref,
        "the push does not consist of validated handoffs, merged as `gatekeeper integrate`"
            + " merges them: "
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

  private Optional<RemainingChecks.Remembered> override() {
    Optional<String> reason = PushOptions.override(push);
    reason.ifPresent(r -> found.note("override by " + PusherRole.name(push.pusher()) + ": " + r));
    return reason.map(r -> new RemainingChecks.Remembered(Event.Why.OVERRIDE, Optional.empty(), r));
  }

  private Policy policy() {
    return plan.policy();
  }

  private History history() {
    return plan.history();
  }
}
