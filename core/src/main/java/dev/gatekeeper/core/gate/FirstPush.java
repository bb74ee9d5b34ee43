package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.Refs;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PushOptions;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * The rules for the push that creates a missing integration branch (docs/semantics.md, section 5,
 * "The first push"). Its commits are not judged, and from then on they are trusted: that a ref is
 * missing is no proof that there is nothing to protect.
 */
public record FirstPush(Policy policy, Refs refs) {
  /** Whether there is no branch but those that the push makes. */
  boolean isOnlyBranch(Push push) throws IOException {
    Set<RefName> others = new HashSet<>(refs.branches());
    push.updates().stream()
        .filter(RefUpdate::isCreation)
        .map(RefUpdate::ref)
        .forEach(others::remove);
    return others.isEmpty();
  }

  /** Whether one without a name may make it: nobody has done anything here yet. */
  boolean isOpenToNameless(Push push, LedgerState ledger) throws IOException {
    return policy.identity() != Policy.Identity.REQUIRED
        && ledger.events() == 0
        && isOnlyBranch(push);
  }

  public String missing() {
    return "there is no branch "
        + policy.integration().branch()
        + " yet, from which all work starts: a maintainer has to create it";
  }

  /** Who makes it, and how. */
  public String next() throws IOException {
    String ref = "COMMIT:refs/heads/" + policy.integration().branch();
    boolean others = !refs.branches().isEmpty();
    return ("%1$s: git push %2$sREMOTE %3$s; if pushers are not authenticated, on the repository"
            + " itself: git --git-dir=REPOSITORY fetch CLONE %3$s")
        .formatted(
            policy.integration().maintainers().isEmpty() ? "the operator" : "a maintainer",
            others ? "-o '" + PushOptions.OVERRIDE + "<reason>' " : "",
            ref);
  }
}
