package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As what a pusher stands before a branch of a, and before what is no agent's. */
class PusherRoleTest {

  private static String word(PusherRole standing) {
    return standing.getClass().getSimpleName();
  }

  @ParameterizedTest(name = "{0}, required {1}: {2}; {3}")
  @CsvSource({
    "a, false, AsAgent, AsOther",
    "b, false, AsOther, AsOther",
    "mia, false, AsMaintainer, AsMaintainer",
    "vera, false, AsOther, AsOther",
    "eve, false, Unknown, Unknown",
    "-, false, AsAgent, Nameless",
    "-, true, Nameless, Nameless",
    "a, true, AsAgent, AsOther",
    "eve, true, Unknown, Unknown"
  })
  void before(String pusher, boolean required, String atA, String elsewhere) {
    Policy policy =
        new PolicyBuilder()
            .plan("a b")
            .identity(required ? Policy.Identity.REQUIRED : Policy.Identity.BRANCH)
            .build();
    Pusher who = pusher.equals("-") ? Pusher.unnamed() : Pusher.named(pusher);
    assertThat(word(PusherRole.before(policy.agents().get(0), who, policy))).isEqualTo(atA);
    assertThat(word(PusherRole.before(who, policy))).isEqualTo(elsewhere);
  }

  @Test
  void whoIsBothStandsAsTheAgent() {
    Policy policy = new PolicyBuilder().agent("mia", "/m/").build();
    assertThat(word(PusherRole.before(policy.agents().get(0), Pusher.named("mia"), policy)))
        .isEqualTo("AsAgent");
    assertThat(word(PusherRole.before(Pusher.named("mia"), policy))).isEqualTo("AsMaintainer");
  }

  @Test
  void inWords() {
    assertThat(PusherRole.name(Pusher.named("a"))).isEqualTo("`a`");
    assertThat(PusherRole.name(Pusher.unnamed())).isEqualTo("a push without a principal");
    assertThat(PusherRole.names(List.of(new AgentId("a"), new AgentId("b")))).isEqualTo("a, b");
  }
}
