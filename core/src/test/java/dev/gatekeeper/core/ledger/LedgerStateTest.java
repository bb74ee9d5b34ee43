package dev.gatekeeper.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The state is read and written with every event, and must not grow with the number of pushes. */
class LedgerStateTest {
  private static final AgentId A = new AgentId("a");
  private LedgerState state = LedgerState.EMPTY;

  private static Oid oid(int number) {
    return new Oid("%040x".formatted(number));
  }

  /** A maintainer pushes to the agent's branch, or what a waiver lets pass is pushed there. */
  private void push(int from, int to, String... waived) {
    push(ExemptCommits.OfPush.exactly(oid(to), List.of(oid(from)), List.of(waived)));
  }

  private void push(ExemptCommits.OfPush standing) {
    Event event =
        new Event.Pushed(
            Optional.of(A),
            Event.Why.MAINTAINER,
            RefName.branch("a"),
            standing.from().get(0),
            standing.tip(),
            standing,
            Optional.empty(),
            "");
    state =
        state.after(
            new Event.Entry(state.events() + 1, Instant.EPOCH, Actor.named("mia"), "", event));
  }

  private List<ExemptCommits> standing() {
    return state.agent(A).standing();
  }

  @Test
  void whatStandsGrowsTogetherWhereOnePushGoesOnFromAnother() {
    push(1, 2, "/x");
    push(2, 3, "/x");
    push(3, 4, "/x");
    assertThat(standing())
        .containsExactly(new ExemptCommits(oid(4), List.of(oid(1)), List.of("/x")));
    push(4, 5, "/y");
    push(6, 7, "/y");
    assertThat(standing()).hasSize(3);
  }

  @Test
  void eachPushOfAMaintainerIsKept() {
    push(1, 2);
    push(2, 3);
    assertThat(standing())
        .containsExactly(
            new ExemptCommits(oid(2), List.of(oid(1)), List.of()),
            new ExemptCommits(oid(3), List.of(oid(2)), List.of()));
  }

  /** What lies between two of them is somebody else's. */
  @Test
  void whatBeginsElsewhereAsWellStandsApart() {
    push(1, 2, "/x");
    ExemptCommits apart = new ExemptCommits(oid(5), List.of(oid(2), oid(4)), List.of("/x"));
    push(ExemptCommits.OfPush.exactly(apart.tip(), apart.from(), apart.waived()));
    assertThat(standing())
        .containsExactly(new ExemptCommits(oid(2), List.of(oid(1)), List.of("/x")), apart);
  }

  /** States of older releases follow from their events as they did. */
  @Test
  void anEventOfAnOlderReleaseGrowsTogetherAsItDid() {
    push(1, 2);
    push(new ExemptCommits.OfPush(oid(5), List.of(oid(2), oid(4)), List.of(), false));
    assertThat(standing()).containsExactly(new ExemptCommits(oid(5), List.of(oid(1)), List.of()));
  }

  @Test
  void aMaintainersPushIsNotForgottenForWhatWaiversLetPass() {
    push(1, 2);
    for (int i = 2; i <= 1002; i++) {
      push(2 * i, 2 * i + 1, "/x");
    }
    assertThat(standing()).hasSize(1000);
    assertThat(standing().get(0).tip()).isEqualTo(oid(2));
    assertThat(standing().get(1).tip()).isEqualTo(oid(9));
  }

  /** A push that git did not carry out is made again. */
  @Test
  void theSameStandsOnce() {
    push(1, 2);
    push(3, 4, "/x");
    push(1, 2);
    push(3, 4, "/x");
    assertThat(standing()).hasSize(2);
  }

  private void rollBack(Oid... keeps) {
    RefName branch = RefName.branch("a");
    Event event =
        new Event.RolledBack(
            A,
            branch,
            oid(9),
            oid(1),
            branch,
            true,
            Optional.empty(),
            List.of(keeps),
            List.of(),
            "r");
    state =
        state.after(
            new Event.Entry(state.events() + 1, Instant.EPOCH, Actor.named("mia"), "", event));
  }

  /** One of an older release names none. */
  @Test
  void ofWhatStoodARollbackKeepsTheMaintainersPushesThatItNames() {
    push(1, 2);
    push(3, 4, "/x");
    push(5, 6);
    rollBack(oid(2), oid(4));
    assertThat(standing()).containsExactly(new ExemptCommits(oid(2), List.of(oid(1)), List.of()));
    rollBack();
    assertThat(standing()).isEmpty();
  }

  @Test
  void ofWhatStandsTheOldestIsForgotten() {
    for (int i = 1; i <= 1001; i++) {
      push(2 * i, 2 * i + 1);
    }
    assertThat(standing()).hasSize(1000);
    assertThat(standing().get(0).tip()).isEqualTo(oid(5));
    assertThat(standing().get(999).tip()).isEqualTo(oid(2003));
  }
}
