package dev.gatekeeper.core.store;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder {@code gatekeeper} in the git directory, with all files of the gate.
 *
 * @param gitDirectory the bare repository, or the {@code .git} of a working copy
 */
public record GatekeeperFolder(Path gitDirectory) {

  public Path path() {
    return gitDirectory.resolve("gatekeeper");
  }

  /** The policy, where the operator keeps it beside the repository. */
  public Path policyFile() {
    return gitDirectory.resolve("gatekeeper.yml");
  }

  /**
   * What citations call that policy: with the folder, so that nobody looks for the line in the
   * {@code gatekeeper.yml} of a branch.
   */
  public String policyName() {
    Path name = gitDirectory.toAbsolutePath().normalize().getFileName();
    return name == null ? Policy.FILE_NAME : name + "/" + Policy.FILE_NAME;
  }

  /**
   * A new file that is to replace another one, written next to it with its permissions, or else
   * with those of the repository.
   */
  public Path toReplace(Path file, byte[] bytes) throws IOException {
    Path next = Files.createTempFile(gitDirectory, ".new-", ".tmp");
    Files.write(next, bytes);
    if (Files.exists(file) && SharedRepositoryMode.isKept(file)) {
      Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
    } else {
      SharedRepositoryMode.give(this, next);
    }
    return next;
  }

  public Path lockFile() {
    return path().resolve("lock");
  }

  /** Held by the process that validates an agent's work for as long as it does. */
  public Path validating(AgentId agent) {
    return path().resolve("validating").resolve(agent.id());
  }

  /** The same for the integration of all. */
  public Path integrating() {
    return path().resolve("integrating");
  }

  /** Held while upkeep goes on. */
  public Path upkeepLock() {
    return path().resolve("upkeep.lock");
  }

  /** When all was last gone through, and what it was like then. */
  public Path upkeepState() {
    return path().resolve("upkeep");
  }

  /** The process id and start of the git that does the upkeep, while there is one. */
  public Path upkeepProcess() {
    return path().resolve("upkeep.pid");
  }

  /** One file a live native push, named by the process id of its receive-pack. */
  public Path tickets() {
    return path().resolve("tickets");
  }

  /** There while refs are moved by a process that holds the lock. */
  Path moving() {
    return path().resolve("moving");
  }

  public Path decisionLog() {
    return path().resolve("decisions.jsonl");
  }
}
