package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;

/**
 * The operation that puts a policy in force in the git directory, under the lock of the repository
 * and recorded in the ledger (docs/semantics.md, section 9). A policy on the integration branch is
 * only changed by a push: a file in the git directory would replace it.
 */
public record PolicyChange(GatedRepository gated) {
  /**
   * The result.
   *
   * @param event the number of the event, or 0 if this policy was in force already
   */
  public record Done(long event) {}

  /**
   * Puts the policy in force.
   *
   * @throws LockedPlan.NoPolicy if {@code bytes} are not a valid policy
   */
  public Done set(byte[] bytes, Actor by) throws IOException, OperationRefused {
    LoadedPolicy read = gated.policies().read(Policy.FILE_NAME, bytes);
    if (read instanceof LoadedPolicy.Invalid invalid) {
      throw new LockedPlan.NoPolicy(invalid.problems());
    }
    Policy policy = ((LoadedPolicy.Valid) read).policy();
    try (LockedRepository locked =
        LockedRepository.take(gated, IncomingObjects.NONE, "a push", inForce -> Set.of())) {
      checkPlace(locked);
      Path file = gated.folder().policyFile();
      if (Files.exists(file) && Policy.digestOf(Files.readAllBytes(file)).equals(policy.digest())) {
        return new Done(0);
      }
      Path next = gated.folder().toReplace(file, bytes);
      try {
        Ledger ledger = new Ledger(gated.folder());
        LedgerState before = ledger.state(locked.history());
        // Recorded before the file is replaced: a change without a record would be worse.
        LedgerState after =
            ledger.changed(before, policy, locked.history(), gated.clock().instant(), by);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Done(after.events());
      } finally {
        Files.deleteIfExists(next);
      }
    }
  }

  private static void checkPlace(LockedRepository locked) throws OperationRefused {
    if (locked.policy().successors() instanceof PolicyLocation.OnBranch) {
      throw new OperationRefused(
          "the policy of this repository is on its integration branch",
          "change " + Policy.FILE_NAME + " there, and push that as a maintainer");
    }
  }
}
