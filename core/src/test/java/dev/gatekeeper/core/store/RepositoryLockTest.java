package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One holder at a time, among threads and among processes (semantics, section 9). */
@Timeout(60)
class RepositoryLockTest {
  private static final Duration AT_ONCE = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path temp;

  /** In a process of its own: takes the lock, adds one to a number in a file, many times. */
  static final class Adder {
    private Adder() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      GatekeeperFolder folder = new GatekeeperFolder(Paths.get(arguments[0]));
      add(folder, Integer.parseInt(arguments[1]));
      if (arguments.length > 2) {
        RepositoryLock lock = RepositoryLock.take(folder, LONG);
        Files.writeString(folder.gitDirectory().resolve("held"), "");
        Thread.sleep(60_000);
        lock.close();
      }
    }

    static void add(GatekeeperFolder folder, int times) throws IOException {
      Path file = folder.gitDirectory().resolve("number");
      for (int i = 0; i < times; i++) {
        try (RepositoryLock lock = RepositoryLock.take(folder, LONG)) {
          int n = Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
          Thread.onSpinWait();
          Files.writeString(file, Integer.toString(n + 1));
        }
      }
    }
  }

  private Process adder(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Adder.class.getName(),
                temp.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).inheritIO().start();
  }

  @Test
  void nothingIsLostBetweenThreadsAndProcesses() throws Exception {
    Process one = adder("200");
    Process two = adder("200");
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<?>> added = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      added.add(
          threads.submit(
              () -> {
                Adder.add(new GatekeeperFolder(temp), 200);
                return 0;
              }));
    }
    for (Future<?> future : added) {
      future.get();
    }
    threads.shutdown();
    assertThat(one.waitFor()).isZero();
    assertThat(two.waitFor()).isZero();
    assertThat(Files.readString(temp.resolve("number"))).isEqualTo("1000");
  }

  @Test
  void whoWaitsTooLongIsToldSo() throws Exception {
    GatekeeperFolder folder = new GatekeeperFolder(temp);
    try (RepositoryLock lock = RepositoryLock.take(folder, LONG)) {
      ExecutorService other = Executors.newSingleThreadExecutor();
      Future<?> refused =
          other.submit(
              () ->
                  assertThatThrownBy(() -> RepositoryLock.take(folder, AT_ONCE))
                      .isInstanceOf(RepositoryLock.Busy.class));
      refused.get(20, TimeUnit.SECONDS);
      other.shutdown();
    }
    RepositoryLock.take(folder, AT_ONCE).close();
  }

  @Test
  void theLockOfAKilledProcessIsFree() throws Exception {
    GatekeeperFolder folder = new GatekeeperFolder(temp);
    Process holder = adder("1", "hold");
    while (!Files.exists(temp.resolve("held"))) {
      Thread.sleep(10);
    }
    assertThatThrownBy(() -> RepositoryLock.take(folder, AT_ONCE))
        .isInstanceOf(RepositoryLock.Busy.class);
    holder.destroyForcibly().waitFor();
    RepositoryLock.take(folder, LONG).close();
  }
}
