package dev.gatekeeper.core.model;

/** One reason to refuse a push. A verdict lists all of them. */
public sealed interface Violation {
  Code code();

  RefName ref();

  /** What is wrong and why, in one line of plain text. */
  String message();

  /**
   * About a ref as a whole.
   *
   * @param todo what to do next, a command where there is one
   */
  record OfRef(Code code, RefName ref, String message, String todo) implements Violation {}

  record OfCommit(Code code, RefName ref, Oid commit, String message) implements Violation {}

  /**
   * About one path in one commit.
   *
   * @param change relative to what was expected of the commit
   * @param ruling for the path codes what section 3 answered; for the others the answer for that
   *     path all the same
   */
  record OfPath(
      Code code,
      RefName ref,
      Oid commit,
      RepoPath path,
      Change change,
      Ruling ruling,
      String message)
      implements Violation {}

  /**
   * How a path differs from what was expected of the commit (semantics, section 4); the letters are
   * git's.
   */
  enum Change {
    /** Added. */
    A,
    /** Modified, its mode included. */
    M,
    /** Deleted. */
    D,
    /** Of another type: file, symbolic link, submodule. */
    T
  }
}
