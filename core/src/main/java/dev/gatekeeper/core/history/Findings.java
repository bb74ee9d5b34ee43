package dev.gatekeeper.core.history;

import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation.Change;
import java.util.function.Consumer;

/** The receiver of findings in judged commits; the defaults ignore them. */
public interface Findings {

  /** Findings that are forwarded one by one, if {@link #found} does so. */
  @FunctionalInterface
  interface OneByOne extends Findings {
    /** Takes a finding, as a call that reports it to another receiver. */
    void found(Consumer<Findings> finding);

    @Override
    default void trespass(Oid commit, RepoPath path, Change change) {
      found(to -> to.trespass(commit, path, change));
    }

    @Override
    default void waived(Oid commit, RepoPath path, Change change) {
      found(to -> to.waived(commit, path, change));
    }

    @Override
    default void effect(Code code, Oid commit, RepoPath path, Change change, String detail) {
      found(to -> to.effect(code, commit, path, change, detail));
    }

    @Override
    default void fsck(FsckId id, Oid of, String detail) {
      found(to -> to.fsck(id, of, detail));
    }

    @Override
    default void commit(Code code, Oid commit, String detail) {
      found(to -> to.commit(code, commit, detail));
    }
  }

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

  default void commit(Code code, Oid commit, String detail) {}
}
