package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.validate.ValidationListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What code that is validated prints goes to terminals of people, who must not be deceived. */
class HandoffStoryTest {
  private final List<String> told = new ArrayList<>();
  private final ValidationListener story = new HandoffStory(told::add).listener();

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
}
