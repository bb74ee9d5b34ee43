package dev.gatekeeper.hooks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Installed;
import dev.gatekeeper.hooks.Sh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is done to a plan, ended with SIGKILL at every step: it is done or not done, whole, and the
 * next command finds nothing in its way. A named pipe in the place of a file that is about to be
 * written holds the program there.
 */
@Timeout(600)
class KilledPlanIT {
  /** The check waits, so that the test says when it ends. */
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia]}
      agents:
        a1:
          branches: ["a1/**"]
          owns: [/one/]
          validate:
            - run: echo 1 >'%1$s/started'; while [ ! -e '%1$s/go' ]; do sleep 0.02; done
        a2: {branches: ["a2/**"], owns: [/two/], after: [a1]}
      """;

  private enum Operation {
    STOP("begun", "stop a1 --reason x", "is stopped already"),
    REOPEN("handed-off", "reopen a1 --reason x", "is not closed"),
    ROLLBACK("handed-off", "rollback a1 --reason x", "never asked again"),
    ATTEST("begun", "attest a1 --commit %s --passed --evidence http://x/1", "a1"),
    HANDOFF("begun", "handoff a1 --no-sandbox", "has handed off"),
    INTEGRATE("handed-off", "integrate --no-sandbox", "there is nothing to integrate"),
    UNDO("integrated", "rollback a1 --reason x", "never asked again");

    private final String state;
    private final String arguments;

    /** What it says if it was done already. */
    private final String again;

    Operation(String state, String arguments, String again) {
      this.state = state;
      this.arguments = arguments;
      this.again = again;
    }

    /** Whether it makes commits, whose ids have the time in them. */
    boolean makesCommits() {
      return this == INTEGRATE || this == UNDO;
    }
  }

  private enum Step {
    BEFORE_ANYTHING,
    BEFORE_HEAD,
    BEFORE_MOVING,
    WHILE_MOVING,
    AFTER_MOVING
  }

  private final long seed = Long.getLong("gatekeeper.test.seed", 20260701L);
  private final Random random = new Random(seed);
  private String where = "";
  private String headBefore = "";
  private long objectsBefore;
  private int locksLeft;
  private int done;
  private int undone;

  @TempDir Path folder;
  private Sh sh = new Sh(Path.of("."));

  @Test
  void whatIsKilledIsDoneOrNotDone() throws Exception {
    prepare();
    kill(Operation.HANDOFF, Step.WHILE_MOVING, false);
    killWhileChecking();
    kill(Operation.HANDOFF, Step.BEFORE_MOVING, true);
    kill(Operation.ROLLBACK, Step.WHILE_MOVING, false);
    kill(Operation.INTEGRATE, Step.WHILE_MOVING, false);
    kill(Operation.UNDO, Step.BEFORE_MOVING, false);
  }

  @Test
  @Tag("slow")
  void everyOperationIsDoneOrNotDoneWhereverItIsKilled() throws Exception {
    prepare();
    for (int round = 0; round < 8; round++) {
      for (Operation operation : Operation.values()) {
        for (Step step : Step.values()) {
          if (round == 0 || step == Step.WHILE_MOVING) {
            kill(operation, step, false);
            if (operation == Operation.HANDOFF && step != Step.BEFORE_ANYTHING) {
              kill(operation, step, true);
            }
          }
        }
      }
      killWhileChecking();
    }
    System.out.printf("%d done, %d undone, %d left locks behind%n", done, undone, locksLeft);
    assertThat(done).isPositive();
    assertThat(undone).isPositive();
    assertThat(locksLeft).as("kills that left locks of git's behind").isPositive();
  }

  /**
   * A repository in each state that something starts from: {@code begun}, {@code handed-off} and
   * {@code integrated}.
   */
  private void prepare() throws Exception {
    sh = new Sh(folder);
    sh.ok("git init -q --bare -b main begun; git init -q -b main w");
    sh.ok("cd w; echo 1 >f; git add .; git commit -q -m begin; git push -q ../begun main");
    sh.ok("cd w; mkdir one; echo 1 >one/f; git add .; git commit -q -m work");
    sh.ok("cd w; git push -q ../begun HEAD:refs/heads/a1/x");
    Files.writeString(folder.resolve("begun/gatekeeper.yml"), POLICY.formatted(folder));
    sh.ok("cp -r begun handed-off; : >go");
    assertThat(gatekeeper("handed-off", "handoff a1 --no-sandbox").status()).isZero();
    sh.ok("cp -r handed-off integrated");
    assertThat(gatekeeper("integrated", "integrate --no-sandbox").status()).isZero();
  }

  private Sh.Result gatekeeper(String repository, String arguments) {
    return Called.in(folder.resolve(repository), Map.of(), List.of(arguments.split(" ", -1)));
  }

  private Process begin(String arguments) throws IOException {
    List<String> command = Installed.java(arguments.split(" ", -1));
    command.addAll(List.of("--repo", "r"));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private String arguments(Operation operation) {
    return operation.arguments.formatted(sh.ok("git -C begun rev-parse a1/x").strip());
  }

  /**
   * @param result whether it is the second event of a handoff that is met, and not the first
   */
  private void kill(Operation operation, Step step, boolean result) throws Exception {
    where = "seed %d, %s %s %s".formatted(seed, operation, step, result ? "of its result" : "");
    open(operation);
    String before = refs("r");
    Files.createDirectories(folder.resolve("r/gatekeeper"));
    if (result) {
      sh.ok("rm go");
    } else {
      hold(step);
    }
    Process process = begin(arguments(operation));
    if (result) {
      await(process, this::hasBegun);
      hold(step);
      sh.ok(": >go");
    }
    meet(process, step);
    process.destroyForcibly().waitFor();
    settle(operation, before);
  }

  private void killWhileChecking() throws Exception {
    where = "while a check runs";
    open(Operation.HANDOFF);
    String before = refs("r");
    sh.ok("rm go");
    Process process = begin(arguments(Operation.HANDOFF));
    await(process, this::hasBegun);
    process.destroyForcibly().waitFor();
    assertThat(gatekeeper("r", "status --json").output()).contains("\"state\":\"validating\"");
    settle(Operation.HANDOFF, before);
  }

  private void open(Operation operation) {
    sh.ok("rm -rf r started; cp -r %s r; : >go".formatted(operation.state));
  }

  private boolean hasBegun() {
    return Files.exists(folder.resolve("started"));
  }

  /** Notes where it is, and puts in its way what holds it at that step. */
  private void hold(Step step) {
    headBefore = head();
    objectsBefore = objects();
    switch (step) {
      case BEFORE_HEAD -> sh.ok("mkfifo r/gatekeeper/.ledger-head.new");
      case BEFORE_MOVING -> sh.ok("mkfifo r/gatekeeper/moving.new");
      default -> {}
    }
  }

  /** Waits until it is at that step. */
  private void meet(Process process, Step step) throws Exception {
    Path moving = folder.resolve("r/gatekeeper/moving");
    switch (step) {
      case BEFORE_ANYTHING -> Thread.sleep(random.nextInt(800));
      case BEFORE_HEAD -> {
        await(process, () -> objects() >= objectsBefore + 4);
        Thread.sleep(random.nextInt(50));
      }
      case BEFORE_MOVING -> await(process, () -> !head().equals(headBefore));
      case WHILE_MOVING, AFTER_MOVING -> {
        while (!Files.exists(moving) && process.isAlive() && head().equals(headBefore)) {
          pause();
        }
        if (step == Step.WHILE_MOVING) {
          TimeUnit.MICROSECONDS.sleep(random.nextInt(30_000));
        } else {
          while (Files.exists(moving) && process.isAlive()) {
            pause();
          }
        }
      }
    }
  }

  /** A moment, in which what is waited for may have the processor. */
  private static void pause() {
    LockSupport.parkNanos(20_000);
  }

  private void await(Process process, BooleanSupplier reached) throws Exception {
    while (!reached.getAsBoolean()) {
      assertThat(process.isAlive()).as("%s: %s", where, sh.ok("cat said")).isTrue();
      Thread.sleep(1);
    }
  }

  private String head() {
    try {
      Path head = folder.resolve("r/gatekeeper/ledger-head");
      return Files.exists(head) ? Files.readString(head) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long objects() {
    try (Stream<Path> files = Files.walk(folder.resolve("r/objects"))) {
      return files.filter(file -> file.getFileName().toString().length() == 38).count();
    } catch (IOException | UncheckedIOException e) {
      return 0; // a file that was there when it was listed
    }
  }

  /** All refs but the ledger's. */
  private String refs(String repository) {
    return sh.ok(
        "git -C %s for-each-ref --format='%%(refname) %%(objectname)' | grep -v refs/gatekeeper/ledger; :"
            .formatted(repository));
  }

  /** The refs as two runs of an operation have to leave them alike. */
  private String shape(Operation operation, String repository) {
    return operation.makesCommits()
        ? sh.ok(
            "git -C %s for-each-ref --format='%%(refname) %%(tree)' | grep -v refs/gatekeeper/ledger; :"
                .formatted(repository))
        : refs(repository);
  }

  private String locks() {
    return sh.ok("cd r; find . -name '*.lock'; ls gatekeeper/moving 2>/dev/null; :");
  }

  /** The next commands find all in order, and bring to its end what was not done. */
  private void settle(Operation operation, String before) throws Exception {
    sh.ok(
        ": >go; cd r/gatekeeper; for f in .ledger-head.new moving.new; do [ ! -p $f ] || echo half >$f.1; done");
    sh.ok(
        "cd r/gatekeeper; for f in *.1 .*.1; do [ ! -e \"$f\" ] || mv -f \"$f\" \"${f%.1}\"; done");
    locksLeft += locks().contains(".lock") ? 1 : 0;
    assertSound();
    assertThat(gatekeeper("r", "stop a2 --reason next").status()).as(where).isZero();
    assertSound();
    assertThat(locks()).as(where).isEmpty();
    assertThat(gatekeeper("r", "status --json").output())
        .as(where)
        .doesNotContain("\"state\":\"validating\"");
    String now = refs("r");
    if (now.equals(before)) {
      Sh.Result again = gatekeeper("r", arguments(operation));
      boolean wasDone = again.output().contains(operation.again);
      assertThat(again.status() == 0 || wasDone).as("%s: %s", where, again.output()).isTrue();
      done += again.status() == 0 ? 0 : 1;
      undone += again.status() == 0 ? 1 : 0;
      assertSound();
    } else {
      done++;
    }
    assertThat(shape(operation, "r")).as(where).isEqualTo(whenDone(operation));
    assertThat(locks()).as(where).isEmpty();
    assertThat(sh.ok("git -C r fsck --full --strict 2>&1 | grep -v ^dangling; :"))
        .as(where)
        .isEmpty();
  }

  private void assertSound() {
    Sh.Result verified = gatekeeper("r", "log --verify");
    assertThat(verified.status()).as("%s: %s", where, verified.output()).isZero();
  }

  /** The refs as the operation leaves them that nobody disturbs. */
  private String whenDone(Operation operation) throws IOException {
    Path known = folder.resolve("done-" + operation);
    if (!Files.exists(known)) {
      sh.ok("rm -rf d; cp -r %s d".formatted(operation.state));
      Sh.Result result = gatekeeper("d", arguments(operation));
      assertThat(result.status()).as(result.output()).isZero();
      Files.writeString(known, shape(operation, "d"));
    }
    return Files.readString(known);
  }
}
