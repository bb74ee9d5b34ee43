package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.List;

/**
 * Notes about a policy file on the integration branch that has no effect, since the policy in force
 * is in the git directory (docs/semantics.md, section 9).
 *
 * @param policy the one in force, in the git directory
 */
public record IneffectivePolicy(Policy policy, History history) {
  /** What has to be said of it at a push, before its refs move. */
  List<String> notes(Push push, boolean accepted) throws IOException {
    String branch = policy.integration().branch();
    String file = Policy.FILE_NAME + " on " + branch;
    if (!accepted) {
      return isOn(history.tip(RefName.branch(branch)))
          ? List.of(
              "the policy in force is " + Policy.FILE_NAME + " in the git directory, not " + file)
          : List.of();
    }
    for (RefUpdate update : push.updates()) {
      if (policy.isIntegration(update.ref())
          && isOn(update.after())
          && !digest(update.after()).equals(digest(update.before()))) {
        return List.of(
            file
                + " is changed without effect: the policy in force is the one in the git"
                + " directory");
      }
    }
    return List.of();
  }

  /** Whether a commit holds another policy than the one in force. */
  public boolean isOn(Oid commit) throws IOException {
    List<String> digest = digest(commit);
    return !digest.isEmpty() && !digest.contains(policy.digest());
  }

  private List<String> digest(Oid commit) throws IOException {
    return commit.isZero()
        ? List.of()
        : history.file(commit, RepoPath.of(Policy.FILE_NAME)).stream()
            .map(Policy::digestOf)
            .toList();
  }
}
