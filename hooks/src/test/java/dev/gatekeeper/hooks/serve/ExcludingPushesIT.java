package dev.gatekeeper.hooks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Installed;
import dev.gatekeeper.hooks.Sh;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two agents that exclude each other push at the same moment: one of them gets in, never both,
 * through whichever doors they come (docs/semantics.md, section 9).
 */
@Timeout(600)
class ExcludingPushesIT {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia]}
      agents:
        a1: {branches: ["a1/**"], owns: [/a1/], excludes: [a2], rewrite: true}
        a2: {branches: ["a2/**"], owns: [/a2/], excludes: [a1], rewrite: true}
      """;

  @TempDir Path folder;
  private Sh sh = new Sh(Path.of("."));

  @ParameterizedTest(name = "one over HTTP, one {0}")
  @ValueSource(strings = {"native", "http"})
  void oneOfTwoGetsIn(String door) throws Exception {
    push(door, 4);
  }

  @ParameterizedTest(name = "one over HTTP, one {0}")
  @ValueSource(strings = {"native", "http"})
  @Tag("slow")
  void oneOfTwoGetsInManyTimes(String door) throws Exception {
    push(door, 60);
  }

  private void push(String door, int rounds) throws Exception {
    sh = new Sh(folder).with("GIT_TERMINAL_PROMPT", "0").with("PUSHER", "a2");
    try (LiveServer server = LiveServer.start(folder, POLICY)) {
      sh.ok("git init -q -b main w; cd w; echo 1 >f; git add .; git commit -q -m begin");
      sh.ok("cd w; git push -q " + server.url("mia") + " main");
      for (String agent : List.of("a1", "a2")) {
        sh.ok("git clone -q w %1$s; cd %1$s; mkdir %1$s; echo 1 >%1$s/f".formatted(agent));
        sh.ok("cd %s; git add .; git commit -q -m work".formatted(agent));
      }
      if (door.equals("native")) {
        install();
      }
      String second = door.equals("native") ? "../root/r.git" : server.url("a2");
      for (int round = 0; round < rounds; round++) {
        CompletableFuture<Sh.Result> two = start("a2", second);
        if (door.equals("native") && round % 2 == 0) {
          awaitTicket(server, two);
        }
        CompletableFuture<Sh.Result> one = start("a1", server.url("a1"));
        String said = one.join().output() + two.join().output();
        String in =
            sh.ok(
                "git -C root/r.git for-each-ref --format='%(refname)' refs/heads/a1 refs/heads/a2");
        assertThat(in.lines()).as("round %d: %s", round, said).hasSize(1);
        String agent = in.substring("refs/heads/".length(), "refs/heads/a1".length());
        assertThat((agent.equals("a1") ? two : one).join().output()).contains("EXCLUDED");
        sh.ok("git -C %1$s push -q %2$s :refs/heads/%1$s/x".formatted(agent, server.url(agent)));
      }
    }
  }

  private CompletableFuture<Sh.Result> start(String agent, String url) {
    return CompletableFuture.supplyAsync(
        () -> sh.run("git -C %1$s push %2$s HEAD:refs/heads/%1$s/x".formatted(agent, url)));
  }

  /** Until the native push is accepted, whose ref git has still to move. */
  private static void awaitTicket(LiveServer server, CompletableFuture<Sh.Result> push)
      throws Exception {
    File tickets = server.repository().resolve("gatekeeper/tickets").toFile();
    String[] names = tickets.list();
    while (!push.isDone() && (names == null || names.length == 0)) {
      Thread.sleep(1);
      names = tickets.list();
    }
  }

  /** With a hook that takes its time between the gate and the move of the ref. */
  private void install() {
    sh.ok("cd root/r.git/hooks; printf '#!/bin/sh\\nsleep 1\\n' >update; chmod +x update");
    sh.ok("'" + Installed.launcher() + "' install root/r.git --principal-variable PUSHER");
  }
}
