package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the gate's own refs each reader is shown: c comes after b, and b after a. */
class VisibilityTest {
  private static final Policy POLICY =
      new PolicyBuilder()
          .agent("a", List.of(), List.of(), "/a/")
          .agent("b", List.of("a"), List.of(), "/b/")
          .agent("c", List.of("b"), List.of("a"), "/c/")
          .build();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "refs/gatekeeper/ledger       | mia vera",
        "refs/gatekeeper/handoff/a    | mia vera a b",
        "refs/gatekeeper/handoff/b    | mia vera b c",
        "refs/gatekeeper/handoff/c    | mia vera c",
        "refs/gatekeeper/handoff/aa   | mia vera",
        "refs/gatekeeper/rollback/a/1 | mia vera a",
        "refs/gatekeeper/rollback/b/7 | mia vera b",
        "refs/gatekeeper/rollback/ab/1 | mia vera",
        "refs/gatekeeper/anything     | mia vera",
        "refs/heads/a                 | mia vera a",
        "refs/heads/main              | mia vera a b c -",
      })
  void whatBelongsToTheGateIsShownToThoseItIsFor(String ref, String readers) {
    for (String reader : List.of("mia", "vera", "a", "b", "c", "eve", "-")) {
      Pusher who = reader.equals("-") ? Pusher.unnamed() : Pusher.named(reader);
      boolean shown = Visibility.of(POLICY, who).of(new RefName(ref)) == Visibility.Sight.SHOWN;
      assertThat(shown).as(reader).isEqualTo(List.of(readers.split(" ", -1)).contains(reader));
    }
  }
}
