package dev.gatekeeper.core.git;

import java.io.IOException;
import org.eclipse.jgit.lib.AnyObjectId;

/**
 * The error of a clone that lacks objects for an answer: its history is cut off (shallow), or
 * objects were left out (partial). Nothing is judged by what is left.
 */
public final class IncompleteHistory extends IOException {
  private static final long serialVersionUID = 1L;

  private final String next;

  private IncompleteHistory(String message, String next) {
    super(message);
    this.next = next;
  }

  /** A shallow clone, whose history ends at a commit that has parents. */
  public static IncompleteHistory shallow(AnyObjectId end) {
    return new IncompleteHistory(
        "the history is shallow: it is cut off at "
            + end.abbreviate(7).name()
            + ", and the commits below it could change the answer",
        "git fetch --unshallow; in CI, check out all of it (`fetch-depth: 0`)");
  }

  /** A partial clone, from which an object was left out. */
  static IncompleteHistory partial(AnyObjectId missing) {
    return new IncompleteHistory(
        "the clone is partial: object " + missing.abbreviate(7).name() + " was left out of it",
        "git fetch --refetch --no-filter, or clone without `--filter`");
  }

  /** What to do about it, in words and commands. */
  public String next() {
    return next;
  }
}
