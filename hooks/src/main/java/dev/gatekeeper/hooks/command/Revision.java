package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** A commit as the user names it. */
final class Revision {
  private Revision() {}

  /** The commit of that name in the repository that a command speaks of. */
  static Oid commit(Workspace workspace, String revision) throws Failure, IOException {
    try (Repository repository = OpenRepository.settled(workspace.repository().gitDirectory())) {
      return commit(repository, revision);
    }
  }

  static Oid commit(Repository repository, String revision) throws Failure, IOException {
    try {
      ObjectId id = repository.resolve(revision + "^{commit}");
      if (id != null) {
        return new Oid(id.name());
      }
    } catch (RevisionSyntaxException e) {
      // It names nothing.
    }
    if (!repository.getObjectDatabase().getShallowCommits().isEmpty()) {
      throw Failure.unreadable(
          "`" + revision + "` is not in this repository, whose history is shallow",
          "git fetch --unshallow, and fetch the branch it is on; where CI checks out, ask for all of"
              + " it (`fetch-depth: 0`)");
    }
    throw Failure.usage(
        "`" + revision + "` is no commit of this repository",
        "git fetch brings what others have pushed; git branch --all lists what is here");
  }
}
