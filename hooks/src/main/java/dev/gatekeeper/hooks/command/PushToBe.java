package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.repo.Admission;
import dev.gatekeeper.hooks.Console;
import dev.gatekeeper.hooks.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** A push that nobody has made yet, out of the commits of a repository. */
final class PushToBe {
  private static final String HEADS = "refs/heads/";

  private final Workspace workspace;
  private final Console console;
  private final String policy;
  private final Pusher pusher;

  PushToBe(Workspace workspace, Console console, String policy, Pusher pusher) {
    this.workspace = workspace;
    this.console = console;
    this.policy = policy;
    this.pusher = pusher;
  }

  /** What the gate would say; "" stands for what is usual. */
  Verdict judge(String branch, String base, String head) throws Failure, IOException {
    // What is checked out in a working copy is no integration branch, so there the policy is named.
    List<Policy> named =
        policy.isEmpty() && workspace.top().isEmpty()
            ? List.of()
            : List.of(PolicySource.policy(workspace, console, policy));
    String name = branch.isEmpty() ? checkedOut() : shortName(branch);
    try (Repository repository = OpenRepository.settled(workspace.repository().gitDirectory())) {
      Oid after = Revision.commit(repository, head.isEmpty() ? HEADS + name : head);
      Oid before =
          base.isEmpty()
              ? known(repository, "refs/remotes/origin/" + name)
              : Revision.commit(repository, base);
      RefUpdate update = new RefUpdate(RefName.branch(name), before, after);
      Push push = new Push(pusher, List.of(update), List.of());
      return new Admission(workspace.repository(), PolicyFile::load, Clock.systemUTC())
          .verify(push, named);
    }
  }

  private String checkedOut() throws Failure, IOException {
    String head = Files.readString(workspace.gitDirectory().resolve("HEAD")).strip();
    String prefix = "ref: " + HEADS;
    if (workspace.top().isEmpty() || !head.startsWith(prefix)) {
      throw Failure.usage("no branch is checked out here: name one with --branch");
    }
    return head.substring(prefix.length());
  }

  private static String shortName(String branch) {
    return branch.startsWith(HEADS) ? branch.substring(HEADS.length()) : branch;
  }

  private static Oid known(Repository repository, String ref) throws IOException {
    ObjectId id = repository.resolve(ref);
    return id == null ? Oid.ZERO : new Oid(id.name());
  }
}
