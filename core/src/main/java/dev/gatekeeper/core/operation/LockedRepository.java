package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.store.DecisionLog;
import dev.gatekeeper.core.store.Pause;
import dev.gatekeeper.core.store.PolicyInForce;
import dev.gatekeeper.core.store.RefMoveJournal;
import dev.gatekeeper.core.store.RepositoryLock;
import dev.gatekeeper.core.store.Tickets;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A repository under its lock (docs/semantics.md, section 9): the remains of a killed holder are
 * cleared, and git has finished every accepted push that concerns this holder.
 */
record LockedRepository(RepositoryLock lock, JGitHistory history, PolicyInForce policy)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Takes the lock, once the accepted pushes whose refs git still has to move have been waited for.
   *
   * @param incoming objects to look at besides those of the repository
   * @param awaited what such a push is waited for by, that is such a one
   * @param concerns what it concerns, as tickets name it
   */
  static LockedRepository take(
      GatedRepository gated,
      IncomingObjects incoming,
      String awaited,
      Function<PolicyInForce, Set<String>> concerns)
      throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (long pause = 5; ; pause = Math.min(2 * pause, 200)) {
      Optional<LockedRepository> settled = ifSettled(gated, incoming, concerns);
      if (settled.isPresent()) {
        return settled.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "%s of the same agent has not been finished by git for %s s"
                .formatted(awaited, PATIENCE.toSeconds()));
      }
      Pause.of(pause, "waiting for " + awaited);
    }
  }

  private static Optional<LockedRepository> ifSettled(
      GatedRepository gated,
      IncomingObjects incoming,
      Function<PolicyInForce, Set<String>> concerns)
      throws IOException {
    RepositoryLock lock = inOrder(gated);
    Optional<LockedRepository> settled = Optional.empty();
    try {
      // Before anything is read: a push that ends between would be waited for no longer, and what
      // it changed would not be seen.
      Tickets.Live unfinished = new Tickets(gated.folder(), gated.clock()).live();
      JGitHistory history = JGitHistory.open(gated.folder().gitDirectory(), incoming);
      try {
        Set<String> unmoved = unfinished.concerns(history);
        PolicyInForce policy = PolicyInForce.of(gated.folder(), history, gated.policies());
        if (Collections.disjoint(unmoved, concerns.apply(policy))) {
          settled = Optional.of(new LockedRepository(lock, history, policy));
        }
      } finally {
        if (settled.isEmpty()) {
          history.close();
        }
      }
      return settled;
    } finally {
      if (settled.isEmpty()) {
        lock.close();
      }
    }
  }

  /** Puts in order what a process left that was killed while it moved refs, if one did. */
  static void recover(GatedRepository gated) throws IOException {
    if (RefMoveJournal.isUnfinished(gated.folder())) {
      inOrder(gated).close();
    }
  }

  private static RepositoryLock inOrder(GatedRepository gated) throws IOException {
    RepositoryLock lock = lock(gated);
    try {
      if (RefMoveJournal.isUnfinished(gated.folder())) {
        RefMoveJournal left = RefMoveJournal.read(gated.folder());
        left.unlock(gated.folder());
        if (left.isOfPush()
            && !left.isDone(gated.folder())
            && !new DecisionLog(gated.folder()).find(left.decision()).isEmpty()) {
          String why =
              UnjudgedVerdicts.unmoved(
                  left.decision(), "were not moved, since the gate was killed");
          gated.record(
              UnjudgedVerdicts.failed(left.push(), gated.clock().instant(), new IOException(why)));
        }
        RefMoveJournal.end(gated.folder());
      }
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static RepositoryLock lock(GatedRepository gated) throws IOException {
    try {
      return RepositoryLock.take(gated.folder(), Duration.ZERO);
    } catch (RepositoryLock.Busy e) {
      // longer than whoever holds the lock may judge
      Duration patience =
          gated.policy() instanceof LoadedPolicy.Valid valid
              ? PATIENCE.plus(valid.policy().limits().time())
              : PATIENCE;
      return RepositoryLock.take(gated.folder(), patience);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      history.close();
    } finally {
      lock.close();
    }
  }
}
