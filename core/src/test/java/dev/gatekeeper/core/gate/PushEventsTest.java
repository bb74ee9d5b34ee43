package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.ExemptCommits;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Agent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the ledger remembers of a push (docs/semantics.md, sections 3 to 6). */
class PushEventsTest {
  private static final Agent A = new PolicyBuilder().plan("a").build().agents().get(0);
  private static final RefName BRANCH = RefName.branch("a");
  private static final RefName PIN = new RefName("refs/gatekeeper/rollback/a/1");
  private static final Oid BEFORE = new Oid("1".repeat(40));
  private static final Oid AFTER = new Oid("2".repeat(40));
  private static final Oid KNOWN = new Oid("3".repeat(40));
  private static final RefUpdate UPDATE = new RefUpdate(BRANCH, BEFORE, AFTER);
  private static final Step STEP = new Step(A.id(), BRANCH, AFTER, BEFORE, AFTER);

  private static RemainingChecks.Remembered why(Event.Why why, String reason) {
    boolean isAgents = why == Event.Why.MAINTAINER;
    return new RemainingChecks.Remembered(
        why, isAgents ? Optional.of(A.id()) : Optional.empty(), reason);
  }

  private static RemainingChecks ruling(String word) {
    return switch (word) {
      case "agent" -> new RemainingChecks.JudgeAgent(A, Optional.empty());
      case "rewrite" -> new RemainingChecks.JudgeAgent(A, Optional.of(PIN));
      case "remove" -> new RemainingChecks.Remove(A, PIN);
      case "unjudged" -> new RemainingChecks.Unjudged(why(Event.Why.OVERRIDE, "lost"));
      case "maintainer" -> new RemainingChecks.JudgeMaintainer(Optional.empty(), List.of());
      case "theirs" ->
          new RemainingChecks.JudgeMaintainer(
              Optional.of(why(Event.Why.MAINTAINER, "")), List.of());
      case "direct" ->
          new RemainingChecks.JudgeMaintainer(Optional.of(why(Event.Why.DIRECT, "")), List.of());
      case "override" ->
          new RemainingChecks.JudgeMaintainer(
              Optional.of(why(Event.Why.OVERRIDE, "must")), List.of());
      case "integrated" -> new RemainingChecks.JudgeMaintainer(Optional.empty(), List.of(STEP));
      default -> new RemainingChecks.Done();
    };
  }

  private static List<Event> events(String ruling, boolean waived, String override) {
    return PushEvents.of(
        UPDATE,
        ruling(ruling),
        Set.of(KNOWN),
        waived,
        List.of("/w/"),
        override.isEmpty() ? Optional.empty() : Optional.of(override));
  }

  @ParameterizedTest(name = "{0}, waived {1}, untidy {2}: {3}")
  @CsvSource({
    "done, false, '', ''",
    "done, true, '', ''",
    "agent, false, '', ''",
    "agent, true, '', waived by a stands for /w/",
    "rewrite, false, '', rewrite by a left at 1",
    "rewrite, true, '', 'waived by a stands for /w/; rewrite by a left at 1'",
    "remove, false, '', removed by a left at 1",
    "unjudged, false, '', override: lost",
    "maintainer, false, '', ''",
    "maintainer, false, why, override: why",
    "theirs, false, '', maintainer by a stands",
    "theirs, false, why, maintainer by a stands: why",
    "direct, false, '', direct",
    "override, false, '', override: must",
    "override, false, must (it is), override: must (it is)",
    "integrated, false, '', integrated a",
    "integrated, false, why, 'override: why; integrated a'"
  })
  void of(String ruling, boolean waived, String override, String remembered) {
    List<Event> events = events(ruling, waived, override);
    assertThat(String.join("; ", events.stream().map(PushEventsTest::words).toList()))
        .isEqualTo(remembered);
  }

  private static String words(Event event) {
    if (event instanceof Event.Integrated integrated) {
      assertThat(integrated.before()).isEqualTo(BEFORE);
      assertThat(integrated.after()).isEqualTo(AFTER);
      return "integrated " + integrated.steps().get(0).agent();
    }
    Event.Pushed pushed = (Event.Pushed) event;
    assertThat(pushed.ref()).isEqualTo(BRANCH);
    assertThat(pushed.before()).isEqualTo(BEFORE);
    assertThat(pushed.after()).isEqualTo(AFTER);
    String standing =
        pushed.standing().isNone()
            ? ""
            : " stands"
                + (pushed.standing().waived().isEmpty()
                    ? ""
                    : " for " + String.join(" ", pushed.standing().waived()));
    return pushed.why().word()
        + pushed.agent().map(agent -> " by " + agent).orElse("")
        + standing
        + pushed.pin().map(pin -> " left at " + pin.name().substring(27)).orElse("")
        + (pushed.reason().isEmpty() ? "" : ": " + pushed.reason());
  }

  @Test
  void whatStandsIsWhatIsNew() {
    Event.Pushed pushed = (Event.Pushed) events("theirs", false, "").get(0);
    assertThat(pushed.standing())
        .isEqualTo(ExemptCommits.OfPush.exactly(AFTER, List.of(KNOWN), List.of()));
  }
}
