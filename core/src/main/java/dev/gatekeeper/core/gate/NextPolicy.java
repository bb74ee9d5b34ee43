package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.Trees;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PolicyProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The rules for a policy that a push would put in force (docs/semantics.md, section 9). */
public record NextPolicy(Policy policy, Trees trees, PolicyLocation successors) {

  /** What is wrong with the one that an update brings. */
  List<Violation> judge(RefUpdate update) throws IOException {
    if (!(successors instanceof PolicyLocation.OnBranch branch)
        || !policy.isIntegration(update.ref())
        || update.isDeletion()) {
      return List.of();
    }
    List<byte[]> after = trees.file(update.after(), RepoPath.of(Policy.FILE_NAME));
    if (after.isEmpty()) {
      String message = "it would leave the repository without " + Policy.FILE_NAME;
      return List.of(
          new Violation.OfRef(Code.POLICY_INVALID, update.ref(), message, "keep the file"));
    }
    LoadedPolicy next = branch.reader().read(Policy.FILE_NAME, after.get(0));
    if (next instanceof LoadedPolicy.Valid valid) {
      return moved(update, valid.policy());
    }
    List<Violation> found = new ArrayList<>();
    for (PolicyProblem problem : ((LoadedPolicy.Invalid) next).problems()) {
      found.add(invalid(update, "the policy in the push is not valid: " + problem));
    }
    return found;
  }

  /**
   * A policy on one branch that speaks of another would be refused at the next push, and every push
   * with it.
   */
  private List<Violation> moved(RefUpdate update, Policy next) {
    if (next.integration().branch().equals(policy.integration().branch())) {
      return List.of();
    }
    String message =
        "the policy in the push says `integration.branch: %s`, but is on %s"
            .formatted(next.integration().branch(), update.ref().shortName());
    return List.of(invalid(update, message));
  }

  private static Violation invalid(RefUpdate update, String message) {
    return new Violation.OfRef(
        Code.POLICY_INVALID, update.ref(), message, "gatekeeper lint " + Policy.FILE_NAME);
  }

  /**
   * The condition under which a push to the integration branch can change the policy
   * (docs/semantics.md, section 9).
   */
  public sealed interface PolicyLocation {
    /** It can't: the caller supplied the policy, or there is none. */
    record None() implements PolicyLocation {}

    /** It can't: the policy is a file in the git directory. */
    record Beside() implements PolicyLocation {}

    /** It can: the policy is the file on that branch, read with this. */
    record OnBranch(LoadedPolicy.Reader reader) implements PolicyLocation {}
  }
}
