package dev.gatekeeper.config.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of small plans; the table is {@code plans.txt}. The lines that are expected stand in
 * the policy in that order, whatever stands between them; one after a {@code !} does not.
 */
@Tag("bytes")
class PlansTest {

  /** A name, a plan, and lines of the policy. */
  record Case(String name, String plan, List<String> lines) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Arrays.stream(resource("plans.txt").split("(?m)^=== "))
        .filter(text -> !text.isEmpty())
        .map(PlansTest::read);
  }

  private static Case read(String text) {
    int plan = text.indexOf('\n') + 1;
    int lines = text.indexOf("\n>>>\n") + 1;
    return new Case(
        text.substring(0, plan - 1),
        text.substring(plan, lines),
        text.substring(lines + ">>>\n".length()).lines().toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void becomesThatPolicy(Case one) throws NotImportable {
    String policy = PlanImport.policy("dir/plan.md", one.plan().getBytes(StandardCharsets.UTF_8));

    List<String> lines = policy.lines().map(line -> line.strip().replaceAll("\\s+", " ")).toList();
    int from = 0;
    for (String expected : one.lines()) {
      if (expected.startsWith("! ")) {
        assertThat(lines).as(policy).doesNotContain(expected.substring(2));
        continue;
      }
      int at = lines.subList(from, lines.size()).indexOf(expected);
      assertThat(at).as("`%s` after line %d of\n%s", expected, from, policy).isNotNegative();
      from += at + 1;
    }
  }

  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(PlansTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
