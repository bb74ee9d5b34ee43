package dev.gatekeeper.server.repository;

import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.operation.Admission;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.report.AgentStatus;
import dev.gatekeeper.core.report.PlanStatus;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.Ledger;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.Repository;

/**
 * A repository that is served.
 *
 * @param name what stands in its address, without {@code .git}
 * @param folder where it lies
 * @param policies reads its policy
 */
public record ServedRepository(String name, GatekeeperFolder folder, LoadedPolicy.Reader policies) {

  /** The policy that is in force now, or why there is none. */
  public LoadedPolicy policy() throws IOException {
    return gated().policy();
  }

  /** Where its agents stand under that policy. */
  public List<AgentStatus> status(Policy policy) throws IOException {
    try (JGitHistory history = JGitHistory.open(folder.gitDirectory())) {
      LedgerState ledger = new Ledger(folder).state(history);
      return PlanStatus.of(policy, ledger, history, Instant.now());
    }
  }

  /** Where the operations on its plan are asked for. */
  public GatedRepository gated() {
    return new GatedRepository(folder, policies, Clock.systemUTC());
  }

  /** The gate before it. */
  public Admission admission() {
    return new Admission(gated());
  }

  /** The repository, for reading; the caller closes it. */
  public Repository open() throws IOException {
    return OpenRepository.shared(folder.gitDirectory());
  }

  /** Reads the same bytes once: a policy is read for every request and changes once in a while. */
  static final class RememberedPolicy implements LoadedPolicy.Reader {
    private final LoadedPolicy.Reader reader;
    private volatile List<Read> last = List.of();

    RememberedPolicy(LoadedPolicy.Reader reader) {
      this.reader = reader;
    }

    private static final class Read {
      private final String name;
      private final byte[] bytes;
      private final LoadedPolicy policy;

      Read(String name, byte[] bytes, LoadedPolicy policy) {
        this.name = name;
        this.bytes = bytes;
        this.policy = policy;
      }
    }

    @Override
    public LoadedPolicy read(String fileName, byte[] bytes) {
      for (Read known : last) {
        if (known.name.equals(fileName) && Arrays.equals(known.bytes, bytes)) {
          return known.policy;
        }
      }
      LoadedPolicy policy = reader.read(fileName, bytes);
      last = List.of(new Read(fileName, bytes.clone(), policy));
      return policy;
    }
  }
}
