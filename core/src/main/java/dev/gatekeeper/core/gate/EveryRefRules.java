package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.Commits;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PusherRole;
import dev.gatekeeper.core.policy.Visibility;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules for every ref of a push, for any pusher: its old commit is right, git can keep its
 * name, and its new object is a commit. Why not goes into the judgement.
 */
final class EveryRefRules {
  private static final String ANOTHER_NAME = "give it another name";

  private final Policy policy;
  private final History history;
  private final Push push;
  private final Judgement.Builder found;
  private final Set<RefName> made = new HashSet<>();
  private final Set<RefName> deleted = new HashSet<>();

  EveryRefRules(Policy policy, History history, Push push, Judgement.Builder found) {
    this.policy = policy;
    this.history = history;
    this.push = push;
    this.found = found;
    push.updates().forEach(u -> (u.isDeletion() ? deleted : made).add(u.ref()));
  }

  /**
   * Whether the ref is where the push says it is, and goes to a commit. Asked once it is known that
   * the pusher has any business there: whoever has none may not even see where it is.
   */
  boolean isSound(RefUpdate update) throws IOException {
    if (isSymbolic(update.ref())) {
      return false;
    }
    if (!history.tip(update.ref()).equals(update.before())) {
      found.refuse(
          Code.STATE_CHANGED,
          update.ref(),
          "the ref is not at " + update.before().abbreviated(),
          "git fetch, and push again");
      return false;
    }
    return isFree(update) && isCommit(update);
  }

  boolean isSymbolic(RefName ref) throws IOException {
    boolean isSymbolic = history.isSymbolic(ref);
    if (isSymbolic) {
      found.refuse(Code.REF_NOT_ALLOWED, ref, "it is a symbolic ref", "push to its target by name");
    }
    return isSymbolic;
  }

  /** Whether git can keep a ref of that name beside the others: it is a file, and they may be. */
  boolean isFree(RefUpdate update) throws IOException {
    RefName ref = update.ref();
    if (!update.isCreation() || update.isDeletion()) {
      return true;
    }
    Optional<RefName> other = RefNameConflicts.inTheWay(history, ref, made);
    if (other.isPresent()) {
      boolean isShown = isShown(other.get(), ref);
      String what =
          isShown ? "`" + other.get().shortName() + "`" : "a conflicting ref of someone else";
      found.refuse(
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
          && RefNameConflicts.inTheWay(history, free, besides).isEmpty()) {
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
    return PusherRole.before(push.pusher(), policy) instanceof PusherRole.Nameless
        && policy.agentsOf(other).equals(policy.agentsOf(pushed));
  }

  boolean isCommit(RefUpdate update) throws IOException {
    if (update.isDeletion()) {
      return true;
    }
    Commits.Kind kind = history.kind(update.after());
    if (kind == Commits.Kind.COMMIT
        || (kind == Commits.Kind.TAG_OF_COMMIT && update.ref().isTag())) {
      return true;
    }
    String what = kind == Commits.Kind.MISSING ? "is missing" : "is not a commit";
    found.refuse(
        Code.BAD_OBJECT, update.ref(), "object " + update.after() + " " + what, "push a commit");
    return false;
  }
}
