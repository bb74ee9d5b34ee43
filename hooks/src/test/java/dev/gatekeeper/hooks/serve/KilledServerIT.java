package dev.gatekeeper.hooks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Sh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server ended with SIGKILL while it receives pushes, over and over: every ref is where the
 * decision log says, nobody was told of a push that is lost, and nobody has to repair anything.
 */
class KilledServerIT {
  private static final int CLIENTS = 3;
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia]}
      limits: {commits: 1000000} # 400 branches that are behind by as many commits as there were rounds
      agents:
        k0: {branches: ["k0/**"], owns: [/k0/], rewrite: true}
        k1: {branches: ["k1/**"], owns: [/k1/], rewrite: true}
        k2: {branches: ["k2/**"], owns: [/k2/], rewrite: true}
      """;

  /** What is pushed: arguments of {@code git push}, in which {@code @} is the agent. */
  private static final List<String> KINDS =
      List.of(
          "HEAD:refs/heads/@/one",
          "HEAD:refs/heads/@/one HEAD:refs/heads/@/two HEAD:refs/heads/@/three",
          "--atomic HEAD:refs/heads/@/one :refs/heads/@/two HEAD:refs/heads/@/four",
          "HEAD:refs/heads/@/two :refs/heads/@/four",
          "$(seq -f HEAD:refs/heads/@/many/%g 400)",
          "$(seq -f HEAD:refs/heads/@/many/%g 400) HEAD:refs/heads/main");

  private final long seed = Long.getLong("gatekeeper.test.seed", 20260701L);
  private final Random random = new Random(seed);

  @TempDir Path folder;

  @Test
  void nothingIsLostAndNothingHasToBeRepaired() throws Exception {
    killOver(3);
  }

  @Test
  @Tag("slow")
  void nothingIsLostAndNothingHasToBeRepairedInTwoHundredPushes() throws Exception {
    assertThat(killOver(67)).as("kills that left locks of git's behind").isPositive();
  }

  /** One push that came to an end, and what the client was told. */
  private record Told(String agent, String tip, Sh.Result result) {}

  private int killOver(int rounds) throws Exception {
    int locksLeft = 0;
    int told = 0;
    try (LiveServer server = LiveServer.start(folder, POLICY)) {
      prepare(server);
      for (int round = 0; round < rounds; round++) {
        List<CompletableFuture<Told>> pushes = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
          String kind = KINDS.get(random.nextInt(KINDS.size()));
          pushes.add(start(server, "k" + client, kind, round));
        }
        endSomewhere(server, pushes);
        List<Told> all = pushes.stream().map(CompletableFuture::join).toList();
        locksLeft += locks(server.repository()).isEmpty() ? 0 : 1;
        server.startAgain();
        told += check(server, all, round);
      }
      assertThat(
              new Sh(folder)
                  .ok("git -C root/r.git fsck --full --strict 2>&1 | grep -v ^dangling; :"))
          .isEmpty();
      for (int client = 0; client < CLIENTS; client++) {
        Told last = start(server, "k" + client, KINDS.get(4), rounds).join();
        assertThat(last.result().status()).as(last.result().output()).isZero();
      }
    }
    System.out.printf(
        "%d pushes, %d of them told as accepted, %d kills that left locks behind%n",
        rounds * CLIENTS, told, locksLeft);
    return locksLeft;
  }

  private void prepare(LiveServer server) {
    Sh sh = new Sh(folder);
    sh.ok("git init -q -b main w; cd w; echo 1 >f; git add .; git commit -q -m begin");
    sh.ok("git -C w push -q " + server.url("mia") + " main");
    for (int client = 0; client < CLIENTS; client++) {
      sh.ok("git clone -q w k%1$d; mkdir k%1$d/k%1$d".formatted(client));
    }
  }

  private CompletableFuture<Told> start(LiveServer server, String agent, String kind, int round) {
    Sh sh = new Sh(folder.resolve(agent)).with("GIT_TERMINAL_PROMPT", "0");
    sh.ok(
        "head -c 200000 /dev/urandom >%1$s/f; git add .; git commit -q -m %2$d"
            .formatted(agent, round));
    String tip = sh.ok("git rev-parse HEAD").strip();
    String line = "git push -f " + server.url(agent) + " " + kind.replace("@", agent);
    return CompletableFuture.supplyAsync(() -> new Told(agent, tip, sh.run(line)));
  }

  /** Kills it after some time, as soon as it has locked a ref, or when a client has its answer. */
  private void endSomewhere(LiveServer server, List<CompletableFuture<Told>> pushes)
      throws Exception {
    int when = random.nextInt(3);
    int pause = random.nextInt(when == 0 ? 1 : when == 1 ? 1200 : 60);
    CompletableFuture<?> all = CompletableFuture.allOf(pushes.toArray(new CompletableFuture<?>[0]));
    CompletableFuture<?> any = CompletableFuture.anyOf(pushes.toArray(new CompletableFuture<?>[0]));
    while (!all.isDone()
        && ((when == 0 && locks(server.repository()).isEmpty()) || (when == 2 && !any.isDone()))) {
      Thread.sleep(1);
    }
    Thread.sleep(pause);
    server.kill();
  }

  private static List<Path> locks(Path repository) throws IOException {
    List<Path> locks = new ArrayList<>();
    if (Files.exists(repository.resolve("packed-refs.lock"))) {
      locks.add(repository.resolve("packed-refs.lock"));
    }
    try (Stream<Path> refs =
        Files.find(repository.resolve("refs"), 9, (f, a) -> f.toString().endsWith(".lock"))) {
      locks.addAll(refs.toList());
    } catch (java.io.UncheckedIOException e) {
      return locks; // a folder that was there when it was listed
    }
    return locks;
  }

  private int check(LiveServer server, List<Told> pushes, int round) throws IOException {
    String where = "seed " + seed + ", round " + round;
    Path repository = server.repository();
    assertThat(locks(repository)).as(where).isEmpty();
    assertThat(repository.resolve("gatekeeper/moving")).as(where).doesNotExist();
    assertThat(new Sh(repository).ok("find objects -name 'tmp_objdir-incoming*'"))
        .as(where)
        .isEmpty();
    DecisionsOnRecord decisions = DecisionsOnRecord.of(repository);
    Map<String, String> refs = new TreeMap<>();
    new Sh(repository)
        .ok("git for-each-ref --format='%(objectname) %(refname)'")
        .lines()
        .forEach(line -> refs.put(line.substring(41), line.substring(0, 40)));
    assertThat(refs).as(where).isEqualTo(decisions.refs());
    int told = 0;
    for (Told push : pushes) {
      if (push.result().status() == 0) {
        told++;
        assertThat(refs)
            .as("%s: %s was told of %s", where, push.agent(), push.tip())
            .containsValue(push.tip());
      }
    }
    return told;
  }
}
