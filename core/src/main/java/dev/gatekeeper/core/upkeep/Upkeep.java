package dev.gatekeeper.core.upkeep;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.RepositoryLock;
import dev.gatekeeper.core.upkeep.UpkeepReport.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The upkeep of one repository by stock git while pushes and fetches go on: a reader that misses a
 * pack finds the one that replaced it, and nothing that was of use within git's grace period is
 * removed.
 *
 * <p>A commit-graph of one file, without a chain, is what JGit reads. No multi-pack-index is
 * written, which would hold the packs that JGit sees and git does not in place.
 */
public final class Upkeep {
  private static final int MANY_PACKS = 8;
  private static final int MANY_OBJECTS = 500;
  private static final int MANY_REFS = 100;

  private static final Duration FOR_GC = Duration.ofHours(12);
  private static final Duration FOR_REPACK = Duration.ofHours(4);
  private static final Duration FOR_GRAPH = Duration.ofHours(1);

  /** Pushes wait for the repository's lock, though not for ever (operation.Admission). */
  private static final Duration FOR_REFS = Duration.ofSeconds(15);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final GatekeeperFolder repository;
  private final Clock clock;
  private final ChildGit git;
  private final Consumer<Task> begins;
  private final List<Task> done = new ArrayList<>();

  /** How much is to be done. */
  public enum Extent {
    /** What is worth while, all of it if that has not been done for a week. */
    DUE,
    /** What can be done quickly. */
    ROUTINE,
    /** All packed anew, and what no ref has reached for git's grace period removed. */
    FULL
  }

  /** Another upkeep of the repository is going on. */
  public static final class UnderWay extends IOException {
    private static final long serialVersionUID = 1L;

    UnderWay(GatekeeperFolder repository, Throwable cause) {
      super("another upkeep of " + repository.gitDirectory() + " is running", cause);
    }
  }

  /** There is no git, or one that is too old. */
  public static final class NoGit extends IOException {
    private static final long serialVersionUID = 1L;

    NoGit(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @param loud whether git may tell how far it is on standard error
   * @param begins is told of each step as it begins
   */
  public Upkeep(GatekeeperFolder repository, Clock clock, boolean loud, Consumer<Task> begins) {
    this.repository = repository;
    this.clock = clock;
    this.git = new ChildGit(repository, loud);
    this.begins = begins;
  }

  /** Removes what dead processes left of their pushes, and does nothing else; which it was. */
  public static List<String> clearAway(GatekeeperFolder repository, Clock clock)
      throws IOException {
    return LeftOvers.ofPushes(repository, clock.instant());
  }

  /**
   * Does the upkeep.
   *
   * @throws UnderWay if another process is doing it
   * @throws java.io.InterruptedIOException if this thread was interrupted: git is ended first, and
   *     the repository works as it did
   */
  public UpkeepReport run(Extent extent) throws IOException {
    OpenRepository.checkUsable(repository.gitDirectory());
    try (RepositoryLock lock = lock()) {
      if (ChildGit.isAtWork(repository)) {
        throw new UnderWay(repository, new IOException("its git has outlived it"));
      }
      git.check();
      return run(extent, clock.instant());
    }
  }

  private RepositoryLock lock() throws IOException {
    try {
      return RepositoryLock.ofUpkeep(repository);
    } catch (RepositoryLock.Busy e) {
      throw new UnderWay(repository, e);
    }
  }

  private UpkeepReport run(Extent extent, Instant start) throws IOException {
    long nanos = System.nanoTime();
    List<String> removed = LeftOvers.all(repository, PATIENCE, start);
    RepositoryCondition before = RepositoryCondition.of(repository.gitDirectory());
    if (extent == Extent.FULL
        || (extent == Extent.DUE
            && UpkeepState.read(repository).isDue(repository, before, start))) {
      packRefs();
      collect();
      UpkeepState.of(repository, start).write(repository);
    } else {
      routine(extent == Extent.ROUTINE, before);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - nanos);
    RepositoryCondition after = RepositoryCondition.of(repository.gitDirectory());
    return new UpkeepReport(repository.gitDirectory(), done, removed, before, after, took);
  }

  private void routine(boolean all, RepositoryCondition before) throws IOException {
    int packs = before.packs() - before.cruft();
    if (packs >= (all ? 2 : MANY_PACKS) || before.looseObjects() >= (all ? 1 : MANY_OBJECTS)) {
      repack();
    }
    if (before.looseRefs() >= (all ? 1 : MANY_REFS)) {
      packRefs();
    }
    if (all || isHistoryAhead()) {
      step(Task.COMMIT_GRAPH);
      git.run(FOR_GRAPH, "commit-graph", "write", "--reachable");
    }
  }

  /**
   * Keeps the sizes of packs in a geometric row, so that only small ones are written again. What no
   * ref reaches stays.
   */
  private void repack() throws IOException {
    step(Task.REPACK);
    List<String> arguments = new ArrayList<>(List.of("-c", "repack.updateServerInfo=false"));
    arguments.addAll(List.of("repack", "-d", "-l"));
    // Before git 2.41 a row could count in packs of the repository that this one borrows from.
    boolean borrows = Files.exists(path("objects/info/alternates"));
    arguments.add(borrows ? "-q" : "--geometric=2");
    git.run(FOR_REPACK, arguments.toArray(new String[0]));
  }

  /**
   * Git's own {@code gc}, but for its way with refs. It counts the grace of an object from the date
   * of its pack, which may be long ago when a ref is moved off it; so packs are given today's date
   * first, and what this run finds unreached has its grace before it. That covers a push that was
   * checked against a ref which another one has moved since.
   */
  private void collect() throws IOException {
    step(Task.GC);
    for (Path index : RepositoryCondition.packs(repository.gitDirectory())) {
      if (!Files.exists(
          RepositoryCondition.beside(index, ".mtimes"))) { // which has a date for each object
        touch(RepositoryCondition.beside(index, ".pack"));
      }
    }
    git.run(
        FOR_GC,
        "-c",
        "gc.packRefs=false",
        "-c",
        "gc.cruftPacks=true",
        "-c",
        "gc.autoDetach=false",
        "-c",
        "repack.updateServerInfo=false",
        "gc");
  }

  private void touch(Path pack) throws IOException {
    try {
      Files.setLastModifiedTime(pack, FileTime.from(clock.instant()));
    } catch (NoSuchFileException e) {
      // somebody else's gc
    }
  }

  /**
   * Under the lock under which refs are moved. While pushes hold it they are not made to wait for
   * this: there will be another upkeep.
   */
  private void packRefs() throws IOException {
    try (RepositoryLock lock = RepositoryLock.take(repository, PATIENCE)) {
      step(Task.PACK_REFS);
      git.run(FOR_REFS, "pack-refs", "--all", "--prune");
    } catch (RepositoryLock.Busy e) {
      return;
    }
  }

  /** Whether there were pushes since the commit-graph was written. */
  private boolean isHistoryAhead() throws IOException {
    Path graph = path("objects/info/commit-graph");
    if (!Files.exists(graph)) {
      return true;
    }
    FileTime written = Files.getLastModifiedTime(graph);
    return IoStreams.any(
        List.of(path("objects/pack"), repository.decisionLog()),
        trace -> Files.exists(trace) && Files.getLastModifiedTime(trace).compareTo(written) > 0);
  }

  private void step(Task step) {
    begins.accept(step);
    done.add(step);
  }

  private Path path(String name) {
    return repository.gitDirectory().resolve(name);
  }
}
