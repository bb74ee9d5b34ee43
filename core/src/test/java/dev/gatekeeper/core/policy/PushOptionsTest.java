package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of {@code git push -o} that the gate knows, and those that are nearly one. */
class PushOptionsTest {

  @ParameterizedTest(name = "{0}: overrides for \"{1}\", noted {2}")
  @CsvSource({
    "gatekeeper.override=why, why, ''",
    "gatekeeper.override=, '', ''",
    "'gatekeeper.override= ', '', ''",
    "gatekeeper.override, '', ''",
    "gatekeeper.overide=why, '', gatekeeper.override",
    "handoff, '', ''",
    "handof, '', handoff",
    "gatekeeper.reason=why, '', ''",
    "gatekeeper.raeson=why, '', gatekeeper.reason",
    "ci.skip, '', ''"
  })
  void options(String option, String reason, String meant) {
    Push push = new Push(Pusher.named("a"), List.of(), List.of("other", option));
    assertThat(PushOptions.override(push).orElse("")).isEqualTo(reason);
    assertThat(PushOptions.notes(push)).hasSize(meant.isEmpty() ? 0 : 1);
    assertThat(String.join("", PushOptions.notes(push))).contains(meant);
  }
}
