package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.FakeHistory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A policy file on the integration branch that has no effect (docs/semantics.md, section 9). {@code
 * mine} is the policy in force, in the git directory.
 */
class IneffectivePolicyTest {

  @ParameterizedTest(name = "{0} to {1} on {2}, accepted {3}: {4}")
  @CsvSource({
    "none, other, main, true, is changed without effect",
    "other, more, main, true, is changed without effect",
    "other, other, main, true, ''",
    "none, none, main, true, ''",
    "none, mine, main, true, ''",
    "other, mine, main, true, ''",
    "mine, other, main, true, is changed without effect",
    "none, other, a, true, ''",
    "other, none, main, true, ''",
    "other, more, main, false, the policy in force is gatekeeper.yml in the git directory",
    "mine, other, main, false, ''",
    "none, other, main, false, ''",
    "missing, other, main, false, ''",
    "missing, other, main, true, is changed without effect"
  })
  void notes(String before, String after, String branch, boolean accepted, String note)
      throws IOException {
    FakeHistory history = new FakeHistory();
    String digest = Policy.digestOf("mine".getBytes(StandardCharsets.UTF_8));
    Policy mine = new PolicyBuilder().plan("a").digest(digest).build();
    Oid from = commit(history, before);
    Oid to = commit(history, after);
    history.branch("main", from);
    Push push =
        new Push(
            Pusher.named("mia"),
            List.of(new RefUpdate(RefName.branch(branch), from, to)),
            List.of());
    List<String> notes = new IneffectivePolicy(mine, history).notes(push, accepted);
    assertThat(notes).hasSize(note.isEmpty() ? 0 : 1);
    assertThat(String.join("", notes)).contains(note);
  }

  private static Oid commit(FakeHistory history, String policy) {
    return switch (policy) {
      case "missing" -> Oid.ZERO;
      case "none" -> history.commit(List.of(), "f=1");
      default -> history.commit(List.of(), "gatekeeper.yml=" + policy);
    };
  }
}
