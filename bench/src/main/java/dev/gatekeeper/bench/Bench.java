package dev.gatekeeper.bench;

import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * {@code bench W2 [REPOSITORY]}, {@code bench W3}, {@code bench W6 [PROGRAM]} or {@code bench W8
 * [FOLDER]}; see bench/README.md.
 */
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
      case "W6" ->
          LintBench.run(
              args.length > 1
                  ? List.of(args[1])
                  : List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-jar",
                      "hooks/target/gatekeeper.jar"),
              Path.of("bench/target"),
              RUNS);
      case "W8" ->
          LedgerBench.run(Path.of(args.length > 1 ? args[1] : "bench/target"), 10 * RUNS + 1);
      default -> {
        System.err.println(
            "usage: bench/run W2 [BARE-REPOSITORY] | bench/run W3 | bench/run W6 [PROGRAM] | bench/run W8 [FOLDER]");
        System.exit(2);
      }
    }
  }
}
