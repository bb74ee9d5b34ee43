package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PusherRole;
import dev.gatekeeper.core.text.ShellWord;
import java.util.ArrayList;
import java.util.List;

/** The words for a pusher without permission for a ref: the reason, and where to push instead. */
record NoPermissionWords(Policy policy, Push push, Judgement.Builder found) {
  String at(Agent agent, PusherRole standing) {
    String who = PusherRole.name(push.pusher());
    if (standing instanceof PusherRole.Unknown) {
      return who + " is not named in " + policy.file();
    }
    if (standing instanceof PusherRole.Nameless) {
      return "the push is unauthenticated, and the policy sets `identity: required`";
    }
    return "the branch belongs to " + agent.id() + ", and " + who + " is not one of its principals";
  }

  /** Nobody is told whose name would do: it is not for them. */
  String todo(PusherRole standing, RefName ref) {
    if (standing instanceof PusherRole.Unknown) {
      return "push with the credential that you were given for this repository, or ask a"
          + " maintainer to name you in "
          + policy.file();
    }
    if (standing instanceof PusherRole.Nameless) {
      return "push with a credential that names you; the operator issues one";
    }
    return yourBranches(ref);
  }

  RemainingChecks refuse(RefName ref, PusherRole standing, String why) {
    if (standing instanceof PusherRole.Unknown) {
      String unknown = PusherRole.name(push.pusher()) + " is not named in " + policy.file();
      return found.refuse(Code.NOT_YOUR_BRANCH, ref, unknown, todo(standing, ref));
    }
    return found.refuse(Code.REF_NOT_ALLOWED, ref, why, yourBranches(ref));
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
      if (PusherRole.before(agent, push.pusher(), policy) instanceof PusherRole.AsAgent) {
        agent.branches().patterns().forEach(p -> branches.add("`" + p + "`"));
      }
    }
    return branches.isEmpty()
        ? "ask a maintainer"
        : "push to a branch that matches "
            + String.join(" or ", branches.subList(0, Math.min(branches.size(), 6)));
  }
}
