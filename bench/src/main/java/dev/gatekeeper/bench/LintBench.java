package dev.gatekeeper.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** W6: {@code lint}, the whole process, with proofs for many agents. */
final class LintBench {
  private static final int AGENTS = 500;

  private final List<String> program;
  private final Path folder;

  private LintBench(List<String> program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /**
   * Runs it.
   *
   * @param program how gatekeeper is started
   * @param folder where policies are written
   */
  static void run(List<String> program, Path folder, int runs) throws Exception {
    LintBench bench = new LintBench(program, folder);
    String many = bench.policy("many.yml", GeneratedPolicies.disjoint(AGENTS));
    String hard = bench.policy("hard.yml", GeneratedPolicies.hard());
    new Table("W6: lint, whole process", runs)
        .add("--version, for orientation", () -> bench.ends(0, "gatekeeper", "--version"))
        .add(
            AGENTS + " agents of 20 patterns",
            () -> bench.ends(0, "nothing is wrong", "lint", many))
        .add("patterns that are too complex", () -> bench.ends(1, "`*aa*`", "lint", hard))
        .print();
  }

  private String policy(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toAbsolutePath().toString();
  }

  private void ends(int status, String words, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    Path printed = folder.resolve("printed");
    int ended =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start()
            .waitFor();
    if (ended != status || !Files.readString(printed).contains(words)) {
      throw new IllegalStateException(command + " ended with " + ended + ", see " + printed);
    }
  }
}
