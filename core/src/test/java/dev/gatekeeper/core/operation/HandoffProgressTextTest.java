package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.validate.ValidationListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What code that is validated prints goes to terminals of people, who must not be deceived. */
class HandoffProgressTextTest {
  private final List<String> told = new ArrayList<>();
  private final ValidationListener story = new HandoffProgressText(told::add).listener();

  private void printed(String text) throws Exception {
    Check check = new Check.Exists("it is there", Location.ofDefault("x"), PathPattern.parse("/a"));
    story.printed(check, text);
  }

  /** Escapes, a carriage return, what turns the direction of writing, what ends a line unseen. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\u001b", "\r", "\b", "\u0000", "\u009b", "\u202e", "\u200b", "\u2028", "\u2029"})
  void whatSteersATerminalIsNotPassedOn(String character) throws Exception {
    printed("a" + character + "[2Jgatekeeper: handed off\n");
    assertThat(told).containsExactly("      | a?[2Jgatekeeper: handed off");
  }

  @Test
  void whateverIsPrintedStandsBehindAMarkLineByLine() throws Exception {
    printed("one\ngatekeeper: handed");
    printed(" off\n");
    printed("x".repeat(1000) + "\n");
    assertThat(told).hasSize(3).allMatch(line -> line.startsWith("      | "));
    assertThat(told.get(1)).isEqualTo("      | gatekeeper: handed off");
    assertThat(told.get(2)).hasSize(200).endsWith("...");
  }

  /** Whoever asks where the agent stands names no tip, which may be an old one by then. */
  @Test
  void whatCountsForNothingSaysHowToAsk(@TempDir Path temp) throws Exception {
    Policy policy = new PolicyBuilder().agent("a", List.of(), List.of(), "/a/").build();
    Workshop shop = Workshop.open(temp.resolve("r"), policy, "a/f=0");
    String work = shop.commit(List.of(shop.tip("heads/main")), "a/f=1");
    assertThat(shop.push("a", "a/w", work)).isEmpty();
    Handoffs handoffs = new Handoffs(shop.gated());
    Handoffs.Attempt attempt =
        ((Handoffs.Answer.Begun) handoffs.begin(shop.request("a", "a/w", ""))).attempt();
    Handoffs.Ending ending = handoffs.drop(attempt, "it was cancelled", List.of());
    new HandoffProgressText(told::add)
        .ends(new HandoffRun.Result(attempt, ending, List.of(), List.of()));
    assertThat(told.get(2))
        .startsWith(
            "next: with git alone: git fetch REMOTE && git push REMOTE REMOTE/main:refs/gatekeeper/ask/state/a/");
  }
}
