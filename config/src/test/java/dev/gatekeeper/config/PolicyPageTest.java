package dev.gatekeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/policy.md} names every key, and what it shows can be used. */
class PolicyPageTest {
  private final String page = page();

  @Test
  void everyKeyIsDescribed() {
    List<String> keys =
        Stream.of(Keys.POLICY, Keys.INTEGRATION, Keys.LIMITS, Keys.AGENT, Keys.CHECK)
            .flatMap(List::stream)
            .toList();
    assertThat(keys).allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
    assertThat(Keys.EXPECT)
        .allSatisfy(key -> assertThat(page).contains("| `expect." + key + "` |"));
    assertThat(Keys.WAIVER).allSatisfy(key -> assertThat(page).contains(" " + key + ": "));
  }

  @Test
  void everyExampleIsGood() {
    List<String> examples =
        Pattern.compile("(?s)```yaml\n(.*?)```")
            .matcher(page)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(examples).hasSize(7);
    assertThat(Files.problems(examples.get(0))).isEmpty();
    assertThat(examples.get(1)).startsWith("#");
    String agents = "version: 1\n" + examples.get(2) + "  monitoring: {branches: [monitoring]}\n";
    assertThat(Files.problems(agents)).isEmpty();
    String checks = examples.get(3).indent(4);
    assertThat(Files.problems("version: 1\nagents:\n  a:\n    branches: [a]\n" + checks)).isEmpty();
    assertThat(Files.problems("version: 1\n" + shared(examples))).isEmpty();
    List<String> rest =
        examples.subList(4, 7).stream().filter(e -> !e.equals(shared(examples))).toList();
    assertThat(rest).hasSize(2).allSatisfy(e -> assertThat(Files.problems(agents + e)).isEmpty());
  }

  private static String shared(List<String> examples) {
    return examples.stream().filter(e -> e.contains("package-lock")).findFirst().orElseThrow();
  }

  private static String page() {
    try {
      return java.nio.file.Files.readString(Path.of("..", "docs", "policy.md"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
