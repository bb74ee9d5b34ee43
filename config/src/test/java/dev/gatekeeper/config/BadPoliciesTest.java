package dev.gatekeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bad file says all that is wrong with it; the table is {@code bad-policies.txt}. */
@Tag("bytes")
class BadPoliciesTest {

  /** A name, a file, and what is said about it. */
  record Case(String name, String file, List<String> problems) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Arrays.stream(Files.resource("bad-policies.txt").split("(?m)^=== "))
        .filter(text -> !text.isEmpty())
        .map(BadPoliciesTest::read);
  }

  private static Case read(String text) {
    int file = text.indexOf('\n') + 1;
    int problems = text.indexOf("\n>>>\n") + 1;
    return new Case(
        text.substring(0, file - 1),
        text.substring(file, problems),
        text.substring(problems + ">>>\n".length()).lines().toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysAllThatIsWrong(Case bad) {
    assertThat(Files.problems(bad.file())).containsExactlyElementsOf(bad.problems());
  }
}
