package dev.gatekeeper.core.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.ProcessIdentity;
import dev.gatekeeper.core.store.RepositoryLock;
import dev.gatekeeper.core.upkeep.UpkeepReport.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upkeep with real git, looked at with JGit, which serves the repository. */
@Timeout(120)
class UpkeepTest {
  private static final Duration LATER = Duration.ofDays(8);

  private final BareRepository repository;
  private String tip = "";

  UpkeepTest(@TempDir Path temp) throws IOException {
    repository = BareRepository.create(temp.resolve("r.git"));
  }

  /** Adds packs of a commit each, as pushes over HTTP do, and a branch for every one. */
  private void push(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      String tree = repository.tree(TreeEntry.file("f", repository.blob(tip + i)));
      tip = tip.isEmpty() ? repository.commit(tree) : repository.commit(tree, tip);
      repository.git("update-ref", "refs/heads/b" + i, tip);
      repository.git("update-ref", "refs/heads/main", tip);
      repository.git("repack", "-d", "-q");
    }
  }

  private GatekeeperFolder folder() {
    return new GatekeeperFolder(repository.folder());
  }

  private UpkeepReport upkeep(Upkeep.Extent extent, Duration later) throws IOException {
    Clock clock = Clock.offset(Clock.systemUTC(), later);
    return new Upkeep(folder(), clock, false, step -> {}).run(extent);
  }

  private String refs() throws IOException {
    return repository.git("for-each-ref");
  }

  private void assertSound() throws IOException {
    assertThat(repository.git("fsck", "--full", "--strict", "--no-dangling")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Upkeep.Extent.class,
      names = {"ROUTINE", "FULL"})
  void packsDropAndNothingIsLost(Upkeep.Extent extent) throws IOException {
    push(12);
    String loose = repository.blob("nobody's");
    String refs = refs();
    try (Repository served = OpenRepository.shared(repository.folder())) {
      assertThat(read(served)).isEqualTo(12);
      UpkeepReport report = upkeep(extent, Duration.ZERO);
      assertThat(report.before().packs()).isEqualTo(12);
      assertThat(report.after().packs() - report.after().cruft()).isEqualTo(1);
      assertThat(report.after().looseObjects()).isZero();
      assertThat(report.after().looseRefs()).isZero();
      assertThat(refs()).isEqualTo(refs);
      assertThat(repository.git("cat-file", "-t", loose)).isEqualTo("blob");
      assertSound();
      assertThat(repository.folder().resolve("objects/info/commit-graphs")).doesNotExist();
      assertThat(repository.folder().resolve("objects/pack/multi-pack-index")).doesNotExist();
      assertThat(read(served)).isEqualTo(12);
      assertThat(served.exactRef("refs/heads/b3")).isNotNull();
      try (ObjectReader reader = served.newObjectReader()) {
        assertThat(reader.getCommitGraph()).isPresent();
        assertThat(reader.getCommitGraph().orElseThrow().getCommitCnt()).isEqualTo(12);
        assertThat(reader.getBitmapIndex() != null).isEqualTo(extent == Upkeep.Extent.FULL);
      }
    }
    assertThat(report(extent)).isEqualTo(extent == Upkeep.Extent.FULL);
  }

  /** Whether a second one packs again; of the routine there is nothing left to do. */
  private boolean report(Upkeep.Extent extent) throws IOException {
    List<Task> steps = upkeep(extent, Duration.ZERO).steps();
    return steps.contains(Task.GC) || steps.contains(Task.REPACK);
  }

  private int read(Repository served) throws IOException {
    try (RevWalk walk = new RevWalk(served)) {
      walk.markStart(walk.parseCommit(ObjectId.fromString(tip)));
      int commits = 0;
      for (var commit : walk) {
        assertThat(walk.getObjectReader().has(commit.getTree())).isTrue();
        commits++;
      }
      return commits;
    }
  }

  @ParameterizedTest(name = "{0} packs, {1} days after the last full one: {2}")
  @CsvSource({"0,0,", "6,0,COMMIT_GRAPH", "8,0,REPACK COMMIT_GRAPH", "0,8,", "1,8,GC"})
  void whatIsNotWorthWhileIsNotDone(int packs, int days, String steps) throws IOException {
    push(2);
    assertThat(upkeep(Upkeep.Extent.DUE, Duration.ZERO).steps()).contains(Task.GC);
    assertThat(upkeep(Upkeep.Extent.DUE, Duration.ZERO).steps()).isEmpty();
    push(packs);
    List<Task> done = upkeep(Upkeep.Extent.DUE, Duration.ofDays(days)).steps();
    String expected = steps == null ? "" : steps;
    assertThat(done.stream().filter(step -> step != Task.PACK_REFS).map(Task::name))
        .containsExactly(expected.isEmpty() ? new String[0] : expected.split(" ", -1));
  }

  /**
   * A push may have been checked against a ref that has been moved off its commits since; git alone
   * would count their time of grace from the date of a pack that is old.
   */
  @Test
  void theTimeOfGraceBeginsWhenARefIsMovedOff() throws IOException {
    push(3);
    upkeep(Upkeep.Extent.FULL, Duration.ZERO);
    for (Path index : RepositoryCondition.packs(repository.folder())) {
      Instant old = Instant.now().minus(Duration.ofDays(100));
      Files.setLastModifiedTime(RepositoryCondition.beside(index, ".pack"), FileTime.from(old));
    }
    repository.git("update-ref", "-d", "refs/heads/b2");
    repository.git("update-ref", "refs/heads/main", tip + "~1");
    upkeep(Upkeep.Extent.FULL, Duration.ZERO);
    assertThat(repository.git("cat-file", "-t", tip)).isEqualTo("commit");
    assertSound();
    repository.git("config", "gc.pruneExpire", "now");
    upkeep(Upkeep.Extent.FULL, Duration.ZERO);
    assertThatThrownBy(() -> repository.git("cat-file", "-t", tip)).isInstanceOf(IOException.class);
    assertSound();
  }

  @Test
  void twoAtOnceExcludeEachOther() throws Exception {
    push(1);
    try (RepositoryLock lock = RepositoryLock.ofUpkeep(folder())) {
      CompletableFuture<UpkeepReport> other =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return upkeep(Upkeep.Extent.FULL, Duration.ZERO);
                } catch (IOException e) {
                  throw new java.util.concurrent.CompletionException(e);
                }
              });
      assertThatThrownBy(other::join).hasCauseInstanceOf(Upkeep.UnderWay.class);
    }
    long pid = ProcessHandle.current().pid();
    Path noted = folder().upkeepProcess();
    Files.writeString(noted, pid + " " + ProcessIdentity.of(pid).orElseThrow().start() + "\n");
    assertThatThrownBy(() -> upkeep(Upkeep.Extent.FULL, Duration.ZERO))
        .isInstanceOf(Upkeep.UnderWay.class);
    Files.writeString(noted, pid + " 1\n"); // another of the same id
    assertThat(upkeep(Upkeep.Extent.FULL, Duration.ZERO).steps()).contains(Task.GC);
    assertThat(noted).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 30, 80, 150})
  void oneThatIsStoppedLeavesARepositoryThatWorks(int millis) throws Exception {
    push(6);
    String refs = refs();
    Thread stopped =
        new Thread(
            () -> {
              try {
                upkeep(Upkeep.Extent.FULL, Duration.ZERO);
              } catch (IOException e) {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
            });
    stopped.start();
    Thread.sleep(millis);
    stopped.interrupt();
    stopped.join(TimeUnit.SECONDS.toMillis(30));
    assertThat(stopped.isAlive()).isFalse();
    assertThat(refs()).isEqualTo(refs);
    assertSound();
    try (Stream<Path> files = Files.walk(repository.folder())) {
      assertThat(
              files.map(Path::toString).filter(name -> name.matches(".*(packed-refs|graph).lock")))
          .isEmpty();
    }
    assertThat(upkeep(Upkeep.Extent.FULL, Duration.ZERO).after().packs()).isEqualTo(1);
  }

  /** Git killed, so that it could clear nothing away. */
  @ParameterizedTest
  @ValueSource(ints = {2, 10, 20, 50})
  void oneThatIsKilledDoesNotStandInTheWayForLong(int millis) throws Exception {
    push(6);
    String refs = refs();
    Process gc = repository.start(List.of("git", "gc", "--quiet"));
    gc.waitFor(millis, TimeUnit.MILLISECONDS);
    Stream.concat(gc.descendants(), Stream.of(gc.toHandle()))
        .toList()
        .forEach(p -> p.destroyForcibly());
    gc.waitFor();
    assertThat(refs()).isEqualTo(refs);
    assertSound();
    assertThat(upkeep(Upkeep.Extent.FULL, LATER).after().packs()).isEqualTo(1);
    assertSound();
    repository.git("update-ref", "-d", "refs/heads/b3");
  }
}
