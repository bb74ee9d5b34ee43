package dev.gatekeeper.hooks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.NeedsSandbox;
import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that validates, and what happens to it and to those who wait for it meanwhile. */
@Timeout(120)
class ValidatingServerIT {
  /** The commit itself says what it does. */
  private static final String SCRIPT = "sh one/check";

  /** The test says when it ends. */
  private static final String WAIT =
      "echo 1 >'%1$s/started-@'; while [ ! -e '%1$s/go-@' ]; do sleep 0.02; done; echo late";

  @TempDir Path folder;
  private Sh sh = new Sh(Path.of("."));

  private static String agent(String id, String folder, String... checks) {
    return "  %1$s:\n    branches: [\"%1$s/**\"]\n    owns: [/%2$s/]\n    validate:\n"
            .formatted(id, folder)
        + String.join("", Stream.of(checks).map(check -> "      - " + check + "\n").toList());
  }

  private static String policy(String... agents) {
    return "version: 1\nintegration: {branch: main, maintainers: [mia]}\nagents:\n"
        + String.join("", agents);
  }

  /** An agent whose check waits for the file {@code go-ID}. */
  private String waiting(String id) {
    return agent(id, id, "run: " + WAIT.formatted(folder).replace("@", id));
  }

  private void begin(LiveServer server) {
    sh = new Sh(folder).with("GIT_TERMINAL_PROMPT", "0");
    sh.ok("git init -q -b main w; cd w; echo 1 >f; git add .; git commit -q -m begin");
    sh.ok("cd w; git push -q " + server.url("mia") + " main");
  }

  /** Commits in a clone of the agent's own, and returns the line that pushes it. */
  private String work(LiveServer server, String agent, String file, String text) {
    sh.with("TEXT", text);
    sh.ok(
        "[ -e %1$s ] || git clone -q w %1$s; cd %1$s; mkdir -p %3$s; printf %%s \"$TEXT\" >%2$s; git add .; git commit -q -m work"
            .formatted(agent, file, Path.of(file).getParent()));
    return "git -C %1$s push %2$s HEAD:refs/heads/%1$s/x".formatted(agent, server.url(agent));
  }

  private CompletableFuture<Sh.Result> start(String line) {
    return CompletableFuture.supplyAsync(() -> sh.run(line));
  }

  private static void await(BooleanSupplier reached, String what) throws InterruptedException {
    for (int i = 0; i < 1500 && !reached.getAsBoolean(); i++) {
      Thread.sleep(20);
    }
    assertThat(reached.getAsBoolean()).as(what).isTrue();
  }

  private boolean isThere(String file) {
    return Files.exists(folder.resolve(file));
  }

  private Sh.Result gatekeeper(String arguments) {
    return Called.in(
        folder.resolve("root/r.git").toAbsolutePath(), Map.of(), List.of(arguments.split(" ", -1)));
  }

  private void assertSound() {
    Sh.Result verified = gatekeeper("log --verify");
    assertThat(verified.status()).as(verified.output()).isZero();
  }

  private boolean isHandedOff(String agent) {
    return sh.run("git -C root/r.git rev-parse -q --verify refs/gatekeeper/handoff/" + agent)
            .status()
        == 0;
  }

  private HttpResponse<String> ask(LiveServer server, String agent, String body) {
    return call(server, agent, "POST", "agents/" + agent + "/handoff", body);
  }

  @ParameterizedTest(name = "{0} with SIG{1}")
  @CsvSource({"--upkeep-after=never, TERM", "--upkeep-after=never, KILL", "--no-sandbox, TERM"})
  void whatAServerWasInTheMiddleOfIsEndedAndSaidSo(String option, String signal) throws Exception {
    boolean isKilled = signal.equals("KILL");
    if (!option.equals("--no-sandbox")) {
      NeedsSandbox.here();
    }
    String time = "8" + (1_000_000 + System.nanoTime() % 1_000_000);
    String policy = policy(agent("a1", "one", "run: " + SCRIPT));
    try (LiveServer server = LiveServer.start(folder, policy, option.split("=", -1))) {
      begin(server);
      String push = work(server, "a1", "one/check", "sleep " + time + " & sleep " + time);
      CompletableFuture<Sh.Result> pushed = start(push + " -o handoff");
      await(() -> running(time) >= 2, "the check runs");
      if (isKilled) {
        server.kill();
      } else {
        server.end();
        assertThat(pushed.join().status()).as(pushed.join().output()).isZero();
        assertThat(pushed.join().output()).contains("not handed off", "it was cancelled");
        assertThat(gatekeeper("log").output()).contains("was discarded: it was cancelled");
      }
      await(() -> running(time) == 0, "no process of the check is left");
      assertSound();
      server.startAgain();
      await(
          () -> !gatekeeper("status --json").output().contains("\"state\":\"validating\""),
          "settled");
      assertThat(gatekeeper("log").output())
          .contains("was discarded: it was " + (isKilled ? "interrupted" : "cancelled"));
      Sh.Result again = sh.run(work(server, "a1", "one/check", "exit 0") + " -o handoff");
      assertThat(again.output()).contains("gatekeeper: handed off a1");
      assertSound();
    }
  }

  /** How many processes sleep for just that time. */
  private static long running(String time) {
    return Stream.of(Objects.requireNonNull(new File("/proc").list()))
        .filter(name -> name.matches("[0-9]+") && isSleeping(Path.of("/proc", name), time))
        .count();
  }

  private static boolean isSleeping(Path process, String time) {
    try {
      return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
          .equals("sleep\0" + time + "\0");
    } catch (IOException e) {
      return false; // it has just ended
    }
  }

  @Test
  void silentChecksAreWaitedForSoManyAtOnceAndOneOfAnAgent() throws Exception {
    String policy = policy(waiting("a1"), waiting("a2"), waiting("a3"));
    String[] options = {"--no-sandbox", "--idle-timeout", "2s", "--validations", "2"};
    try (LiveServer server = LiveServer.start(folder, policy, options)) {
      begin(server);
      String first = work(server, "a1", "a1/f", "1");
      sh.ok(work(server, "a2", "a2/f", "1"));
      String third = work(server, "a3", "a3/f", "1");
      CompletableFuture<Sh.Result> pushed = start(first + " -o handoff");
      CompletableFuture<HttpResponse<String>> asked =
          CompletableFuture.supplyAsync(() -> ask(server, "a2", "{}"));
      await(() -> isThere("started-a1") && isThere("started-a2"), "two at once");
      CompletableFuture<Sh.Result> waits = start(third + " -o handoff");
      await(
          () -> gatekeeper("log --agent a3").output().contains("a3"),
          "the third has its turn to come");
      HttpResponse<String> second = ask(server, "a1", "{}");
      assertThat(second.statusCode()).as(second.body()).isEqualTo(409);
      assertThat(second.body()).contains("a validation of a1 at ", "has been running since");
      Thread.sleep(7000); // longer than the time-out, and than the server's signs of life are apart
      assertThat(isThere("started-a3")).as("a third at once").isFalse();
      sh.ok(": >go-a1; : >go-a2; : >go-a3");
      assertThat(pushed.join().status()).as(pushed.join().output()).isZero();
      assertThat(pushed.join().output()).contains("| late", "gatekeeper: handed off a1");
      assertThat(asked.join().statusCode()).isEqualTo(200);
      assertThat(asked.join().body()).contains("| late").contains("\"handedOff\":true");
      assertThat(waits.join().output()).contains("| late", "gatekeeper: handed off a3");
      assertSound();
    }
  }

  @Test
  void whatWasBegunGoesOnWhenWhoAskedHasGone() throws Exception {
    String policy = policy(waiting("a1"), waiting("a2"));
    try (LiveServer server = LiveServer.start(folder, policy, "--no-sandbox")) {
      begin(server);
      Process push =
          new ProcessBuilder("sh", "-c", work(server, "a1", "a1/f", "1") + " -o handoff; :")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      sh.ok(work(server, "a2", "a2/f", "1"));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket
            .getOutputStream()
            .write(
                ("POST /api/v1/repos/r/agents/a2/handoff HTTP/1.1\r\nHost: localhost\r\n"
                        + "Authorization: Bearer "
                        + server.token("a2")
                        + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                    .getBytes(StandardCharsets.US_ASCII));
        await(() -> isThere("started-a1") && isThere("started-a2"), "both are validated");
      }
      push.descendants().forEach(ProcessHandle::destroyForcibly);
      push.destroyForcibly().waitFor();
      sh.ok(": >go-a1; : >go-a2");
      await(() -> isHandedOff("a1") && isHandedOff("a2"), "both are handed off");
      assertSound();
    }
  }

  @Test
  void aBaselineTellsWhatProvesNothingAndWhatCannotPass() throws Exception {
    String policy =
        policy(agent("a1", "a1", "exists: /f", "run: [no-such-program]", "exists: /a1/f"));
    try (LiveServer server = LiveServer.start(folder, policy, "--no-sandbox")) {
      begin(server);
      sh.ok(work(server, "a1", "a1/f", "1"));
      String remote = ask(server, "a1", "{\"baseline\":true}").body();
      Sh.Result local = gatekeeper("handoff a1 --baseline --no-sandbox --json");
      Sh.Result told = gatekeeper("handoff a1 --baseline --no-sandbox");
      for (String answer : List.of(remote, local.output())) {
        assertThat(answer)
            .containsPattern("\"check\":\"/f exists\",\"finding\":\"proves-nothing\"")
            .containsPattern("\"check\":\"no-such-program\",\"finding\":\"cannot-pass\"")
            .doesNotContain("\"check\":\"/a1/f exists\",\"finding\"")
            .contains("\"handedOff\":false");
      }
      assertThat(told.output())
          .contains(
              "baseline: /f exists: passes already on the commit that the work started from",
              "baseline: no-such-program: errors before the work and after it");
      assertThat(List.of(local.status(), told.status())).containsOnly(1);
    }
  }

  /** Once the first integration whose check printed something made the ledger look damaged. */
  @Test
  void whatTheChecksOfTheWholePrintIsKeptAndTheLedgerSound() throws Exception {
    String policy =
        policy(agent("a1", "a1", "exists: /a1/f"))
            .replace(
                "maintainers: [mia]",
                "maintainers: [mia], validate: [{name: loud, run: 'echo seen; grep -q good a1/f'}]");
    try (LiveServer server = LiveServer.start(folder, policy, "--no-sandbox")) {
      begin(server);
      sh.ok(work(server, "a1", "a1/f", "bad") + " -o handoff");
      integrates(server, false);
      assertThat(gatekeeper("integrate --no-sandbox").status()).isEqualTo(1);
      isSoundAtBothDoors(server);
      assertThat(mia(server, "POST", "agents/a1/reopen", "{\"reason\":\"bad\"}").statusCode())
          .isEqualTo(200);
      sh.ok(work(server, "a1", "a1/f", "good") + " -o handoff");
      integrates(server, true);
      isSoundAtBothDoors(server);
      HttpResponse<String> own =
          call(server, "a1", "GET", "ledger/" + lastEvent() + "/outputs", "");
      assertThat(own.statusCode()).as("what the whole prints is not the agent's").isEqualTo(404);
    }
  }

  @Test
  void nobodyIsNamedBecauseOfACheckThatFailsOnce() throws Exception {
    String once = "f=%s/failed; [ -e $f ] || { : >$f; echo by chance; exit 1; }".formatted(folder);
    String policy =
        policy(agent("a1", "a1", "exists: /a1/f"), agent("a2", "a2", "exists: /a2/f"))
            .replace(
                "maintainers: [mia]",
                "maintainers: [mia], validate: [{name: flaky, run: '" + once + "'}]");
    try (LiveServer server = LiveServer.start(folder, policy, "--no-sandbox")) {
      begin(server);
      sh.ok(work(server, "a1", "a1/f", "1") + " -o handoff");
      sh.ok(work(server, "a2", "a2/f", "1") + " -o handoff");
      String answer = mia(server, "POST", "integrate", "{}").body();
      assertThat(answer)
          .contains("the checks are unreliable: with a1, a2 they passed once and did not once")
          .contains("\"culprits\":[],\"failsAlone\":false,\"unreliable\":true")
          .contains("{\"agents\":[\"a1\",\"a2\"],\"passed\":1,\"failed\":1}");
      assertThat(gatekeeper("log --limit 1").output())
          .contains("the checks are unreliable, no agent is named");
      assertThat(gatekeeper("log --limit 1 --json").output()).contains("\"culprits\":[]");
      assertThat(gatekeeper("integrate --no-sandbox").status()).isZero();
      assertSound();
    }
  }

  private void integrates(LiveServer server, boolean passes) {
    HttpResponse<String> answer = mia(server, "POST", "integrate", "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("| seen").contains("\"integrated\":" + passes);
  }

  private void isSoundAtBothDoors(LiveServer server) {
    assertSound();
    HttpResponse<String> verified = mia(server, "GET", "ledger/verification", "");
    assertThat(verified.body()).contains("\"problems\":[]");
    String sound = "sound, with ";
    assertThat(gatekeeper("preflight --no-sandbox").output()).contains(sound);
    assertThat(mia(server, "GET", "preflight", "").body()).contains(sound);
    String event = lastEvent();
    assertThat(gatekeeper("log --output " + event + "/loud").output()).isEqualTo("seen\n");
    assertThat(mia(server, "GET", "ledger/" + event + "/outputs", "").body())
        .contains("\"check\":\"loud\"", "\"output\":\"seen\\n\"");
  }

  private String lastEvent() {
    return gatekeeper("log --limit 1").output().split(" ", 2)[0];
  }

  private static HttpResponse<String> mia(
      LiveServer server, String method, String page, String body) {
    return call(server, "mia", method, page, body);
  }

  private static HttpResponse<String> call(
      LiveServer server, String who, String method, String page, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/api/v1/repos/r/%s".formatted(server.port(), page)))
            .header("Authorization", "Bearer " + server.token(who))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
