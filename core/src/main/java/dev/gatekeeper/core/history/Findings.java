package dev.gatekeeper.core.history;

import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation.Change;

/** Where the judging of commits reports what it finds; what nobody asks about is passed over. */
public interface Findings {

  /**
   * A path that the pusher may not change; {@link dev.gatekeeper.core.policy.Permission} says why.
   */
  default void trespass(Oid commit, RepoPath path, Change change) {}

  /** A path that the agent may change by a waiver alone. */
  default void waived(Oid commit, RepoPath path, Change change) {}

  /**
   * An effect that is refused whoever owns the path.
   *
   * @param detail what is wrong with it, to follow the path in a sentence
   */
  default void effect(Code code, Oid commit, RepoPath path, Change change, String detail) {}

  /**
   * Something that git's fsck calls an error, of an object that the commit brings.
   *
   * @param of the commit, or the tag itself
   * @param detail which object, and what is wrong with it
   */
  default void fsck(FsckId id, Oid of, String detail) {
    commit(Code.BAD_OBJECT, of, detail + " (" + id.word() + ")");
  }

  /** A commit that cannot be judged. */
  default void commit(Code code, Oid commit, String detail) {}
}
