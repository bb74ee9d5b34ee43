package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole pushes, by what has happened to the plan (docs/semantics.md, section 6). A row names the
 * sentence that it holds. A push is {@code branch commit}, parted by commas; under policy 2 agents
 * may rewrite.
 */
class GateTest {

  private static PlanStory told(String plan, String story) throws IOException {
    PolicyBuilder rewriting = new PolicyBuilder().plan(plan).digest('2');
    for (String id : new String[] {"a", "b"}) {
      rewriting.rewriting(id);
    }
    return PlanStory.of(story, new PolicyBuilder().plan(plan).build(), rewriting.build());
  }

  private static Judgement judged(PlanStory told, String pusher, String pushes) throws IOException {
    List<RefUpdate> updates = new ArrayList<>();
    for (String one : pushes.split(", ", -1)) {
      String[] words = one.split(" ", -1);
      updates.add(told.update(words[0], words[1]));
    }
    Pusher who = pusher.equals("-") ? Pusher.unnamed() : Pusher.named(pusher);
    return new Gate(told.policy(), told.ledger(), told.history(), PlanStory.TODAY)
        .judge(new Push(who, updates, List.of()), new PolicyLocation.None());
  }

  private static String codes(Judgement judged) {
    return judged.violations().stream()
        .map(v -> v.code() + " " + v.ref().shortName())
        .collect(Collectors.joining(", "));
  }

  private static String events(Judgement judged) {
    return judged.events().stream()
        .map(
            event ->
                event instanceof Event.Pushed pushed
                    ? pushed.why().word()
                        + pushed.pin().map(pin -> " " + pin.shortName()).orElse("")
                    : event.kind())
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest(name = "{0}: {1}; {2} pushes {3}: {4}, {5}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a b<a   | t works at b/f as w                                | b    | b w        | HANDOFF_PENDING b  | "" | A push to an agent's branch, or its deletion, is refused with … HANDOFF_PENDING
          a b<a   | t works at b/f as w                                | mia  | b w        | ""                 | maintainer | Maintainers' pushes to the branch are not affected
          a       | a works; a hands off; t works on a at a/f as w     | a    | a w        | HANDED_OFF a       | "" | After a handoff the agent's branches are closed
          a       | a works; a hands off; t works on a at a/f as w     | mia  | a w        | ""                 | maintainer | Maintainers' pushes to the branch are not affected
          a       | a stops; t works at a/f as w                       | mia  | a w        | ""                 | maintainer | Maintainers' pushes to the branch are not affected
          a!b b!a | t works at a/f as v; u works at b/f as w           | -    | a v, b w   | EXCLUDED a, EXCLUDED b | "" | Changes of one push to branches of several agents are judged as if the others had started
          a!b b   | t works at a/f as v; u works at b/f as w           | -    | a v, b w   | EXCLUDED a         | "" | Changes of one push to branches of several agents are judged as if the others had started
          a!b b!a | t works at a/f as v                                | -    | a v, b root | EXCLUDED b        | "" | Changes of one push to branches of several agents are judged as if the others had started
          a       | a works; a/x works; a hands off                    | a    | a/x none   | ""                 | removed refs/gatekeeper/rollback/a/1 | The agent may delete such a branch if … Its tip is kept
          a       | a works; a/x works; a/y works; a hands off         | a    | a/x none, a/y none | ""         | removed refs/gatekeeper/rollback/a/1, removed refs/gatekeeper/rollback/a/2 | Its tip is kept under refs/gatekeeper/rollback/<agent>/<n>, and the ledger records the deletion
          a!b b   | a works; a/x works; a hands off; b works           | a    | a/x none   | ""                 | removed refs/gatekeeper/rollback/a/1 | Of the codes of order only STOPPED applies to it
          a       | a works; a/x works; a hands off; a stops           | a    | a/x none   | STOPPED a/x        | "" | Of the codes of order only STOPPED applies to it
          a       | a works; a/x works                                 | a    | a/x none   | REF_DELETE a/x     | "" | Any other deletion is REF_DELETE
          a       | a works; a hands off                               | a    | a none     | HANDED_OFF a, REF_DELETE a | "" | Any other deletion is REF_DELETE
          a       | a works; a hands off                               | mia  | a none     | ""                 | "" | a maintainer may always delete
          a b     | policy 2 comes; a works                            | a    | a none     | ""                 | "" | Any other deletion is REF_DELETE
          a       | a/w works; a/x works as x; a/w hands off; a/x removes; a reopens; main works; t works on root at a/f as w | a | a/x w | NON_FAST_FORWARD a/x | "" | A later branch of the same name has to contain the kept tip or that of the integration branch (NON_FAST_FORWARD)
          a       | a/w works; a/x works as x; a/w hands off; a/x removes; a reopens; main works; t works on x at a/f as w | a | a/x w | "" | "" | A later branch of the same name has to contain the kept tip or that of the integration branch (NON_FAST_FORWARD)
          a b     | policy 2 comes; a/w works; a/x works as x; a/w hands off; a/x removes; a reopens; main works; t works on root at a/f as w | a | a/x w | "" | "" | unless the agent has rewrite: true
          a b<a   | a works; a hands off; b works on a; b hands off; a rolls back; a works; a hands off; t works on a at b/f as w | b | b w | "" | rewrite refs/gatekeeper/rollback/b/1 | they are not trusted and not integrated, and their agents may rewrite
          a b<a   | a works; a hands off; b works on a; b hands off; b reopens; t works on a at b/g as w | b | b w | NON_FAST_FORWARD b | "" | Reopening keeps the handoff valid until the next one replaces it
          a       | a works as w; a hands off; a is in; a is undone    | a    | a w        | HANDOFF_NOT_INCLUDED a, NON_FAST_FORWARD a | "" | The agent's later pushes and handoffs must contain that commit
          a       | a works as w; a hands off                          | mia  | main w     | ""                 | integrated | The push is recorded as an integration, and runs no checks of the combined result
          a       | a works as w                                       | mia  | main w     | NOT_VALIDATED main | "" | Any other push of a maintainer is refused with NOT_VALIDATED
          a       | a works at x/f as w                                | a    | a w        | ""                 | "" | A handoff must satisfy everything a push must
          a       | t works at x/f as w                                | a    | a w        | PATH_NOT_OWNED a   | "" | A handoff must satisfy everything a push must
          """)
  void push(
      String plan,
      String story,
      String pusher,
      String push,
      String codes,
      String events,
      String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    Judgement judged = judged(told(plan, story), pusher, push);
    assertThat(codes(judged)).isEqualTo(codes);
    assertThat(judged.accepted()).isEqualTo(codes.isEmpty());
    assertThat(events(judged)).isEqualTo(events);
  }

  @Test
  void anAgentHasSoManyBranchesAtMost() throws IOException {
    Semantics.assertSays(6, "An agent has at most 10,000 branches (LIMIT)");
    PlanStory told = told("a", "t works at a/f as w");
    for (int n = 1; n < 10_000; n++) {
      told.history().branch("a/" + n, told.oid("root"));
    }
    assertThat(codes(judged(told, "a", "a/x w"))).isEmpty();
    assertThat(codes(judged(told, "a", "a/x w, a/y w"))).isEqualTo("LIMIT a/x, LIMIT a/y");
    assertThat(codes(judged(told, "a", "a/x w, a/1 w"))).isEmpty();
    told.history().branch("a/0", told.oid("root"));
    assertThat(codes(judged(told, "a", "a/x w"))).isEqualTo("LIMIT a/x");
    assertThat(codes(judged(told, "mia", "a/x w"))).isEmpty();
  }

  @Test
  void whatAPushBringsIsBounded() throws IOException {
    Limits few = new Limits(1, 10, Limits.DEFAULT.time(), 100, 100);
    Policy policy = new PolicyBuilder().plan("a").limits(few).build();
    PlanStory told = PlanStory.of("t works at a/f as v; t works at a/f as w", policy);
    assertThat(codes(judged(told, "a", "a v"))).isEmpty();
    Judgement judged = judged(told, "a", "a w");
    assertThat(codes(judged)).isEqualTo("LIMIT a");
    assertThat(judged.repairs()).singleElement().matches(repair -> repair.isCommand());
    told.history().incoming(100, false);
    assertThat(codes(judged(told, "a", "a v"))).isEmpty();
    told.history().incoming(101, false);
    assertThat(codes(judged(told, "a", "a v"))).isEqualTo("LIMIT a");
  }

  @Test
  void aRefusedPathIsMendedAndAnAcceptedPushIsNot() throws IOException {
    PlanStory told = told("a", "t works at a/f x/f as w; u works on root at a/f as v");
    assertThat(judged(told, "a", "a w").repairs()).singleElement().matches(r -> r.isCommand());
    assertThat(judged(told, "a", "a v").repairs()).isEmpty();
    assertThat(judged(told, "a", "a w").refs())
        .singleElement()
        .matches(ref -> ref.agents().equals(List.of(told.agent("a").id())));
    RefUpdate asks = new RefUpdate(new RefName("refs/gatekeeper/ask/state/a"), Oid.ZERO, Oid.ZERO);
    for (String pusher : List.of("a", "eve")) {
      assertThat(
              Gate.judgedRefs(
                  new Push(Pusher.named(pusher), List.of(asks), List.of()), told.policy()))
          .singleElement()
          .matches(ref -> ref.agents().isEmpty() == pusher.equals("eve"));
    }
  }
}
