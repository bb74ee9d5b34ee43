package dev.gatekeeper.server.git;

import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reasons why a push can't be judged. */
record PushFault(Code code, String reason, String next) {
  private static final Logger LOG = LoggerFactory.getLogger(PushFault.class);
  private static final String FIND_LARGEST =
      "to see what is large: git rev-list --objects HEAD --not --remotes | git cat-file"
          + " --batch-check='%(objectsize) %(rest)' | sort -n | tail -n 3; then take it out of"
          + " every commit";
  private static final long TAKEN_IN = 16L << 20;

  /**
   * The size from which on an object is not even taken in. What is somewhat too large is, so that
   * the gate can say where it stands, as it does through the hook.
   */
  static long received(long allowed) {
    return Math.max(2 * Math.min(allowed, Long.MAX_VALUE / 2), TAKEN_IN);
  }

  /**
   * What is said of an error.
   *
   * @param pack as far as it was received
   */
  static PushFault of(Throwable error, IncomingPack pack, Limits limits) {
    if (error instanceof Slots.Busy) {
      return new PushFault(Code.GATE_ERROR, String.valueOf(error.getMessage()), "push again later");
    }
    if (error instanceof Connectivity.Surplus) {
      return new PushFault(
          Code.BAD_OBJECT, String.valueOf(error.getMessage()), "git fsck, and push again");
    }
    if (error instanceof Connectivity.Unreadable) {
      LOG.error("a push can't be judged", error);
      return new PushFault(
          Code.GATE_ERROR,
          "the repository can't be read: " + error.getMessage(),
          "push again later, and tell the operator");
    }
    if (error instanceof PushBudget.Exceeded exceeded) {
      return new PushFault(
          Code.LIMIT,
          "the search for the objects that the pack leaves out was given up: " + exceeded.why(),
          "git -c pack.useBitmaps=false push ...; or " + PushBudget.Exceeded.next());
    }
    if (pack.isComplete()) {
      // the same words whatever is wrong: they must not tell what is hidden from what is not there
      return new PushFault(
          Code.BAD_OBJECT,
          "an object that it needs is neither in it nor among those that you may fetch, or is of"
              + " another type",
          "git fetch, and push again");
    }
    if (error instanceof TooLargeObjectInPackException) {
      return new PushFault(
          Code.LIMIT,
          ("an object in it has more than %s bytes, and at most %s are allowed (`limits.object`);"
                  + " it was not taken in, so that its path is not known")
              .formatted(received(limits.object()), limits.object()),
          FIND_LARGEST);
    }
    if (error instanceof TooLargePackException) {
      return new PushFault(
          Code.LIMIT,
          "it has more than " + limits.pack() + " bytes (`limits.pack`)",
          "push less at once, or ask a maintainer to raise the limit; " + FIND_LARGEST);
    }
    if (error instanceof IncomingPack.TooMuch) {
      return tooLarge("too much for this server: " + error.getMessage());
    }
    if (error instanceof OutOfMemoryError) {
      return tooLarge("too much for this server: it needs more memory than there is");
    }
    if (pack.isThin()) {
      return new PushFault(
          Code.BAD_OBJECT,
          "the pack is thin: it has deltas against objects that are not in it",
          "git push --no-thin");
    }
    String detail = error instanceof IOException ? ": " + error.getMessage() : "";
    return new PushFault(
        Code.BAD_OBJECT, "the pack is malformed" + detail, "git fsck, and push again");
  }

  private static PushFault tooLarge(String why) {
    return new PushFault(
        Code.LIMIT, "what was pushed is " + why, "push less at once, or ask a maintainer");
  }
}
