package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.hooks.Failure;
import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** What a user calls a commit. */
final class Revision {
  private Revision() {}

  /** The commit, which must be there. */
  static Oid commit(Repository repository, String revision) throws Failure, IOException {
    ObjectId id = repository.resolve(revision + "^{commit}");
    if (id == null) {
      throw Failure.usage("`" + revision + "` is no commit of this repository");
    }
    return new Oid(id.name());
  }
}
