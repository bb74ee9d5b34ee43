package dev.gatekeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.upkeep.Upkeep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upkeep beside a server that takes pushes, and by it. */
@Timeout(120)
class UpkeepRoundsTest {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [olga]}
      agents:
        a: {branches: ["a/**"], principals: [anna], owns: [/a/]}
      """;

  @TempDir private Path folder;

  private static void prepare(Site site) throws Exception {
    site.sh(
        """
        git init -q -b main w; cd w; mkdir a; echo 1 >a/f; git add .; git commit -q -m one
        git push -q %s main
        """
            .formatted(site.url("olga")));
  }

  private static void push(Site site, String url, int number) throws Exception {
    site.sh(
        """
        cd w; echo %d >a/f; git commit -q -a -m %d; git push -q %s HEAD:a/x HEAD:a/%d
        """
            .formatted(number, number, url, number));
  }

  private long packs() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("app.git/objects/pack"))) {
      return files.filter(file -> file.toString().endsWith(".idx")).count();
    }
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
    while (!condition.call()) { // until the test's time is over
      Thread.sleep(50);
    }
  }

  @Test
  void whatIsQuietIsPackedAndWhatDeadServersLeftIsGone() throws Exception {
    Path dead = folder.resolve("app.git/objects/tmp_objdir-incoming-gatekeeper-7");
    try (Site site = new Site(folder, POLICY, Optional.of(Duration.ofHours(1)))) {
      prepare(site);
      String url = site.url("anna");
      for (int i = 0; i < 9; i++) {
        push(site, url, 10 + i);
      }
      // not quiet for long enough
      assertThat(packs()).isGreaterThanOrEqualTo(9);
    }
    Files.createDirectory(dead);
    Files.createFile(dead.resolve("lock"));
    Files.writeString(dead.resolve("some"), "object");
    try (Site site = new Site(folder, POLICY, Optional.of(Duration.ofSeconds(1)))) {
      await(() -> packs() == 1);
      await(
          () ->
              site.body("anna", "/metrics")
                  .contains("gatekeeper_upkeep_seconds_count{result=\"done\"} 1"));
      assertThat(site.body("anna", "/metrics"))
          .containsPattern("gatekeeper_upkeep_last_seconds 1\\.\\d+E9");
      assertThat(dead).doesNotExist();
      assertThat(site.sh("git -C app.git fsck --full --strict --no-dangling")).isEmpty();
      assertThat(site.sh("git ls-remote " + site.url("anna")).lines().count()).isEqualTo(12);
    }
  }

  @Test
  void pushesAndFetchesAtTheSameMomentWork() throws Exception {
    try (Site site = new Site(folder, POLICY)) {
      prepare(site);
      String url = site.url("anna");
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> pushes =
          CompletableFuture.supplyAsync(() -> pushUntil(site, url, over));
      CompletableFuture<Integer> clones =
          CompletableFuture.supplyAsync(() -> cloneUntil(site, url, over));
      GatekeeperFolder repository = new GatekeeperFolder(folder.resolve("app.git").toRealPath());
      try {
        for (int i = 0; i < 5; i++) {
          Upkeep.Extent extent = i % 2 == 0 ? Upkeep.Extent.ROUTINE : Upkeep.Extent.FULL;
          new Upkeep(repository, Clock.systemUTC(), false, step -> {}).run(extent);
        }
      } finally {
        over.set(true);
      }
      assertThat(clones.join()).isPositive();
      int pushed = pushes.join();
      assertThat(pushed).isPositive();
      assertThat(site.sh("git -C app.git fsck --full --strict --no-dangling")).isEmpty();
      assertThat(site.sh("git -C app.git rev-parse a/x"))
          .isEqualTo(site.sh("git -C w rev-parse HEAD"));
      assertThat(site.sh("git -C app.git branch --list 'a/*'").lines().count())
          .isEqualTo(pushed + 1);
    }
  }

  private static int pushUntil(Site site, String url, AtomicBoolean over) {
    int count = 0;
    while (!over.get()) {
      int number = 10 + count;
      run(() -> push(site, url, number), count);
      count++;
    }
    return count;
  }

  private static int cloneUntil(Site site, String url, AtomicBoolean over) {
    int count = 0;
    while (!over.get()) {
      run(() -> site.sh("rm -rf c; git clone -q " + url + " c; git -C c fsck --full"), count);
      count++;
    }
    return count;
  }

  private interface Act {
    void run() throws Exception;
  }

  private static void run(Act act, int count) {
    try {
      act.run();
    } catch (Exception e) {
      throw new AssertionError("number " + count, e);
    }
  }

  /** A server that died between the files of a pack, and the same push again. */
  @Test
  void halfAPackIsReplacedWhole() throws Exception {
    try (Site site = new Site(folder, POLICY)) {
      prepare(site);
      String url = site.url("anna");
      List<String> before = names();
      push(site, url, 2);
      List<String> after = new ArrayList<>(names());
      after.removeAll(before);
      String pack = after.stream().filter(name -> name.endsWith(".pack")).findFirst().orElseThrow();
      site.sh("cd app.git; git update-ref -d refs/heads/a/x; git update-ref -d refs/heads/a/2");
      Path packs = folder.resolve("app.git/objects/pack");
      Files.delete(packs.resolve(pack.replace(".pack", ".idx")));
      Files.delete(packs.resolve(pack)); // git and JGit make packs that nobody may write
      Files.writeString(packs.resolve(pack), "half");
      site.sh("git -C w push -q " + url + " HEAD:a/x");
      assertThat(names()).contains(pack);
      assertThat(site.sh("git -C app.git fsck --full --strict --no-dangling")).isEmpty();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("app.git/objects/pack"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
