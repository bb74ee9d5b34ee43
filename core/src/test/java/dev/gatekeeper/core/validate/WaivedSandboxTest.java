package dev.gatekeeper.core.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Check.Expect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds where the sandbox is waived: limits, an end for all processes, and no trace. */
final class WaivedSandboxTest {
  @TempDir Path folder;
  private Proof proof;
  private Oid commit;
  private Sandbox sandbox;

  @BeforeEach
  void prepare() throws IOException {
    proof = new Proof(folder);
    commit = new CommitBuilder(proof.repository()).file("a", "x\n").file("d/b", "y\n").commit();
    sandbox = Sandbox.waived(proof.settings());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '"',
      value = {
        "cat a d/b; pwd | grep -q '/checkout$'@60@PASSED@''",
        "test -z \"$GIT_CONFIG_NOSYSTEM\"@60@PASSED@''",
        "test \"$HOME\" = \"$TMPDIR\" && touch \"$HOME/x\"@60@PASSED@''",
        "chmod 555 d; mkdir -p e/f; chmod 0 e/f e@60@PASSED@''",
        "trap '' TERM HUP; while :; do sleep 1; done@1@ERRORED@did not end within 1s",
        "yes@1@ERRORED@did not end within 1s",
        "tail /dev/zero@60@ERRORED@took more than 160 MiB of memory",
        "head -c 10G /dev/zero >big@60@FAILED@expected exit status 0",
        "sh -c 'while :; do sleep 1; done' & exit 0@60@PASSED@''",
        "(setsid sh -c 'while :; do sleep 1; done' >/dev/null 2>&1 &)@60@PASSED@''",
        "(cd / && setsid sh -c 'while :; do sleep 1; done' &)@60@PASSED@''",
        "(env -i setsid sh -c 'while :; do sleep 1; done' &)@60@PASSED@''",
      })
  void ends(String script, int seconds, CheckOutcome status, String detail) throws IOException {
    String known = script.replace("sh -c 'while", "sh -c ': " + proof.token() + "; while");
    CheckResult result =
        proof.run(sandbox, commit, proof.script(known, seconds, Expect.EXIT_ZERO)).get(0);
    assertThat(result.status()).as(result.toString()).isEqualTo(status);
    assertThat(result.detail()).contains(detail.replace("''", ""));
  }

  /** Not even of a command that is gone before anybody has read what it printed. */
  @Test
  void losesNothingOfWhatIsPrinted() throws IOException {
    List<Check> checks = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      checks.add(proof.printing("printf 'the end'", "the end"));
    }
    assertThat(proof.run(sandbox, commit, checks.toArray(new Check[0])))
        .allSatisfy(result -> assertThat(result.passed()).as(result.toString()).isTrue());
  }

  @Test
  void tellsWhatHappensWhileItDoes() throws IOException {
    List<String> told = new ArrayList<>();
    ValidationListener listener =
        new ValidationListener() {
          @Override
          public void begins(Check check, int number, int of) {
            told.add("begins " + number + " of " + of);
          }

          @Override
          public void printed(Check check, String text) {
            told.add(text);
          }

          @Override
          public void ends(Check check, CheckResult result) {
            told.add(result.status().toString());
            throw new IllegalStateException("a listener's own trouble");
          }
        };
    new Validation(
            proof.repository().folder(),
            commit,
            List.of(
                proof.script("printf 'caf\\303'; sleep 0.3; printf '\\251\\n'"),
                proof.script("exit 1")),
            sandbox,
            listener)
        .run();
    assertThat(told)
        .containsExactly("begins 1 of 2", "caf", "\u00e9\n", "PASSED", "begins 2 of 2", "FAILED");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsAtOnceWhenToldTo(boolean byInterrupt) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    ValidationListener listener =
        new ValidationListener() {
          @Override
          public void printed(Check check, String text) {
            begun.countDown();
          }
        };
    Validation validation =
        new Validation(
            proof.repository().folder(),
            commit,
            List.of(proof.script("echo here; sleep 500"), proof.script("true")),
            sandbox,
            listener);
    FutureTask<List<CheckResult>> results = new FutureTask<>(validation::run);
    Thread thread = new Thread(results);
    thread.start();
    begun.await();
    if (byInterrupt) {
      thread.interrupt();
    } else {
      validation.cancel();
    }
    assertThat(results.get())
        .extracting(CheckResult::status)
        .containsExactly(CheckOutcome.ERRORED, CheckOutcome.SKIPPED);
    proof.assertNothingIsLeft();
  }

  /** A process that is killed gives up its lock, and nothing else. */
  @Test
  void removesWhatADeadProcessLeft() throws IOException {
    TemporaryFolder.create(proof.temporary()).close();
    Path home = proof.temporary().resolve("gatekeeper-" + SandboxPrograms.user());
    Path dead = Files.createDirectories(home.resolve("dead/checkout/closed"));
    Files.writeString(dead.resolve("file"), "x");
    assertThat(dead.toFile().setWritable(false)).isTrue();
    Files.writeString(home.resolve("dead.lock"), "");
    Files.createDirectories(home.resolve("living/checkout"));
    Process holder = null;
    Path livingLock = Files.writeString(home.resolve("living.lock"), "");
    try {
      holder = lockElsewhere(livingLock);
      try (TemporaryFolder mine = TemporaryFolder.create(proof.temporary());
          TemporaryFolder other = TemporaryFolder.create(proof.temporary())) {
        assertThat(mine.path()).isDirectory();
        assertThat(other.path()).isDirectory();
        assertThat(home.resolve("dead")).doesNotExist();
        assertThat(home.resolve("dead.lock")).doesNotExist();
        assertThat(home.resolve("living/checkout")).isDirectory();
      }
    } finally {
      if (holder != null) {
        holder.destroyForcibly().onExit().join();
      }
    }
    TemporaryFolder.create(proof.temporary()).close();
    proof.assertNothingIsLeft();
  }

  /** The lock of another process, as only another process can hold it. */
  private Process lockElsewhere(Path file) throws IOException {
    Path source = folder.resolve("Hold.java");
    Files.writeString(
        source,
        """
        public class Hold {
          public static void main(String[] a) throws Exception {
            java.nio.channels.FileChannel.open(
                java.nio.file.Path.of(a[0]), java.nio.file.StandardOpenOption.WRITE).lock();
            System.out.println("held");
            System.in.read();
          }
        }
        """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, source.toString(), file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat((char) process.getInputStream().read()).isEqualTo('h');
    return process;
  }

  @Test
  void usesNoFolderThatOthersCanWriteTo() throws IOException {
    Path home =
        Files.createDirectory(proof.temporary().resolve("gatekeeper-" + SandboxPrograms.user()));
    Files.setPosixFilePermissions(
        home, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
    CheckResult result = proof.run(sandbox, commit, proof.script("true")).get(0);
    assertThat(result.status()).isEqualTo(CheckOutcome.ERRORED);
    assertThat(result.detail()).contains("is not a folder that belongs to this user alone");
    Files.delete(home);
  }

  /** Not to lose what this process has locked, its own lock files are never opened. */
  @Test
  void keepsItsOwnLocks() throws IOException {
    try (TemporaryFolder one = TemporaryFolder.create(proof.temporary())) {
      TemporaryFolder.create(proof.temporary()).close();
      Path lock = one.path().resolveSibling(one.path().getFileName() + ".lock");
      Process tried = lockAttempt(lock);
      assertThat(
              new String(
                  tried.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("null");
    }
  }

  private Process lockAttempt(Path file) throws IOException {
    Path source = folder.resolve("Try.java");
    Files.writeString(
        source,
        """
        public class Try {
          public static void main(String[] a) throws Exception {
            System.out.print(java.nio.channels.FileChannel.open(
                java.nio.file.Path.of(a[0]), java.nio.file.StandardOpenOption.WRITE).tryLock());
          }
        }
        """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(java, source.toString(), file.toString()).start();
  }
}
