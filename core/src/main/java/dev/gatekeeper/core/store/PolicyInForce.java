package dev.gatekeeper.core.store;

import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PolicyProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/**
 * The policy that a repository is judged by: the file in the git directory if there is one,
 * otherwise the file at the tip of the branch that {@code HEAD} names, as it is before the push
 * (docs/semantics.md, section 9).
 *
 * @param loaded the policy, or why there is none
 * @param successors whether a push can bring the next one
 */
public record PolicyInForce(LoadedPolicy loaded, PolicyLocation successors) {

  /** Reads it. */
  public static PolicyInForce of(
      GatekeeperFolder folder, History history, LoadedPolicy.Reader reader) throws IOException {
    if (Files.exists(folder.policyFile())) {
      byte[] bytes = Files.readAllBytes(folder.policyFile());
      return new PolicyInForce(
          reader.read(folder.policyName(), bytes), new PolicyLocation.Beside());
    }
    String head =
        Files.readString(folder.gitDirectory().resolve("HEAD"), StandardCharsets.UTF_8).strip();
    if (!head.startsWith("ref: refs/heads/")) {
      return none("HEAD names no branch, and there is no " + folder.policyFile());
    }
    RefName branch = new RefName(head.substring("ref: ".length()));
    Oid tip = history.tip(branch);
    List<byte[]> file = tip.isZero() ? List.of() : history.file(tip, RepoPath.of(Policy.FILE_NAME));
    if (file.isEmpty()) {
      return none(
          "there is no policy, neither in the git directory nor on the branch "
              + branch.shortName()
              + "; the operator can use `gatekeeper install REPO --policy FILE`");
    }
    LoadedPolicy loaded = reader.read(Policy.FILE_NAME, file.get(0));
    if (loaded instanceof LoadedPolicy.Valid valid
        && !valid.policy().integration().branch().equals(branch.shortName())) {
      return none(
          ("the policy is on the branch %s, which HEAD names, and says `integration.branch: %s`:"
                  + " both must be the same branch, or anyone who may push to it could change the"
                  + " policy")
              .formatted(branch.shortName(), valid.policy().integration().branch()));
    }
    return new PolicyInForce(loaded, new PolicyLocation.OnBranch(reader));
  }

  /** What holds if another policy is to judge, which somebody brought. */
  public PolicyInForce judgingBy(Policy policy) {
    PolicyLocation next =
        successors instanceof PolicyLocation.OnBranch ? successors : new PolicyLocation.None();
    return new PolicyInForce(new LoadedPolicy.Valid(policy), next);
  }

  private static PolicyInForce none(String why) {
    PolicyProblem problem = new PolicyProblem(Location.ofDefault(Policy.FILE_NAME), why);
    return new PolicyInForce(new LoadedPolicy.Invalid(List.of(problem)), new PolicyLocation.None());
  }
}
