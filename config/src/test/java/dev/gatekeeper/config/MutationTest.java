package dev.gatekeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.policy.LoadedPolicy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a good file, what comes of it is a policy or problems with their places. */
class MutationTest {
  private static final int ROUNDS = 1500;
  private static final List<String> SNIPPETS =
      List.of(
          "!",
          "*",
          "&a ",
          "*a",
          "\"",
          "'",
          "[",
          "]",
          "{",
          "}",
          ": ",
          "- ",
          "\n",
          "\t",
          "#",
          "|\n",
          "!!str ",
          "!!int ",
          "!!map ",
          "<<: ",
          "? ",
          "~",
          "\\",
          "//",
          "..",
          "\0",
          "\u00e9",
          "\u2028",
          "---\n",
          "...\n",
          "%YAML 1.1\n",
          "1e999",
          "[z-a]",
          "\"\\ud800\"",
          ">-\n");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nothingIsEverThrown(long seed) {
    Random random = new Random(seed);
    byte[] good = Files.resource("everything.yml").getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] file = good;
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        file = random.nextInt(4) == 0 ? linesChanged(file, random) : bytesChanged(file, random);
      }
      if (PolicyFile.load("f", file) instanceof LoadedPolicy.Invalid invalid) {
        refused++;
        assertThat(invalid.problems())
            .as(() -> "seed " + seed)
            .isNotEmpty()
            .isSorted()
            .allSatisfy(
                problem -> {
                  assertThat(problem.at().line()).isPositive();
                  assertThat(problem.at().column()).isPositive();
                  assertThat(problem.message()).isNotBlank();
                });
      }
    }
    assertThat(refused).isBetween(ROUNDS / 10, ROUNDS);
  }

  /** Some bytes taken out, overwritten, repeated, or a snippet put in. */
  private static byte[] bytesChanged(byte[] file, Random random) {
    if (file.length == 0) {
      return file;
    }
    int from = random.nextInt(file.length);
    int to = Math.min(file.length, from + random.nextInt(8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, from);
    switch (random.nextInt(4)) {
      case 0 -> out.write(random.nextInt(256));
      case 1 ->
          out.writeBytes(
              SNIPPETS.get(random.nextInt(SNIPPETS.size())).getBytes(StandardCharsets.UTF_8));
      case 2 -> {
        out.write(file, from, to - from);
        out.write(file, from, to - from);
      }
      default -> {
        // Taken out.
      }
    }
    int rest = random.nextBoolean() ? to : from;
    out.write(file, rest, file.length - rest);
    return out.toByteArray();
  }

  /** Some lines moved, repeated, taken out or indented. */
  private static byte[] linesChanged(byte[] file, Random random) {
    List<String> lines =
        new ArrayList<>(new String(file, StandardCharsets.ISO_8859_1).lines().toList());
    if (lines.isEmpty()) {
      return file;
    }
    int line = random.nextInt(lines.size());
    int other = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> Collections.swap(lines, line, other);
      case 1 -> lines.add(other, lines.get(line));
      case 2 -> lines.remove(line);
      default -> lines.set(line, "  " + lines.get(line));
    }
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
