package dev.gatekeeper.bench;

import java.nio.file.Path;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** {@code bench W2 [REPOSITORY]} or {@code bench W3}; see bench/README.md. */
public final class Bench {
  /** {@code -Druns=N} on java's command line; a single run says little. */
  private static final int RUNS = Integer.getInteger("runs", 5);

  private Bench() {}

  public static void main(String[] args) throws Exception {
    String workload = args.length == 0 ? "" : args[0];
    switch (workload) {
      case "W2" ->
          HistoryBench.run(
              args.length > 1
                  ? Path.of(args[1]).toRealPath()
                  : GeneratedHistory.in(Path.of("bench/target")),
              RUNS);
      case "W3" ->
          new Runner(new OptionsBuilder().include(PermissionBench.class.getSimpleName()).build())
              .run();
      default -> {
        System.err.println("usage: bench/run W2 [BARE-REPOSITORY] | bench/run W3");
        System.exit(2);
      }
    }
  }
}
