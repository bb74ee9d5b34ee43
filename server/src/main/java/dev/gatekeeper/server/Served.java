package dev.gatekeeper.server;

import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.repo.Admission;
import dev.gatekeeper.core.repo.GatekeeperFolder;
import dev.gatekeeper.core.repo.IncomingObjects;
import dev.gatekeeper.core.repo.PolicyInForce;
import java.io.IOException;
import java.time.Clock;
import org.eclipse.jgit.lib.Repository;

/**
 * A repository that is served.
 *
 * @param name what stands in its address, without {@code .git}
 * @param folder where it lies
 * @param policies reads its policy
 */
public record Served(String name, GatekeeperFolder folder, LoadedPolicy.Reader policies) {

  /** The policy that is in force now, or why there is none. */
  public LoadedPolicy policy() throws IOException {
    try (JGitHistory history = JGitHistory.open(folder.gitDirectory(), IncomingObjects.NONE)) {
      return PolicyInForce.of(folder, history, policies).loaded();
    }
  }

  /** The gate before it. */
  public Admission admission() {
    return new Admission(folder, policies, Clock.systemUTC());
  }

  /** The repository, for reading; the caller closes it. */
  public Repository open() throws IOException {
    return OpenRepository.shared(folder.gitDirectory());
  }
}
