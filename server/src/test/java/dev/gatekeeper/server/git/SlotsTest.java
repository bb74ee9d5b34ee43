package dev.gatekeeper.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {

  /** Nobody has more than half of the places, so that another one is left. */
  @ParameterizedTest
  @CsvSource({"8, 4", "5, 2", "2, 1", "1, 1"})
  void oneHasHalfOfThemAtMost(int most, int mine) throws Exception {
    Slots slots = new Slots(most, 0, Duration.ofSeconds(30));
    for (int i = 0; i < mine; i++) {
      slots.take("greedy");
    }
    assertThatThrownBy(() -> slots.take("greedy")).isInstanceOf(Slots.Busy.class);
    assertThat(slots.running()).isEqualTo(mine);
    if (most > mine) {
      slots.take("other").close();
    }
  }

  /** Who waits for a place of its own share does not stand in the way of the others. */
  @Test
  void whoHasHalfWaitsAside() throws Exception {
    Slots slots = new Slots(2, 4, Duration.ofSeconds(30));
    Slots.Slot first = slots.take("greedy");
    CompletableFuture<Slots.Slot> second = taking(slots, "greedy");
    while (slots.waiting() < 1) {
      Thread.onSpinWait();
    }
    slots.take("other").close();
    assertThat(second).isNotDone();
    first.close();
    second.get(30, TimeUnit.SECONDS).close();
    assertThat(slots.running()).isZero();
    assertThat(slots.waiting()).isZero();
  }

  @Test
  void oneHasHalfOfTheQueueAtMost() throws Exception {
    Slots slots = new Slots(1, 4, Duration.ofSeconds(30));
    Slots.Slot first = slots.take("greedy");
    CompletableFuture<Slots.Slot> second = taking(slots, "greedy");
    awaitWaiting(slots, 1);
    CompletableFuture<Slots.Slot> third = taking(slots, "greedy");
    awaitWaiting(slots, 2);
    assertThatThrownBy(() -> slots.take("greedy"))
        .isInstanceOf(Slots.Busy.class)
        .hasMessageContaining("of your requests are waiting already");
    CompletableFuture<Slots.Slot> other = taking(slots, "other");
    awaitWaiting(slots, 3);
    first.close();
    second.get(30, TimeUnit.SECONDS).close();
    third.get(30, TimeUnit.SECONDS).close();
    other.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void patienceEnds() throws Exception {
    Slots slots = new Slots(1, 4, Duration.ofMillis(20));
    slots.take("one");
    assertThatThrownBy(() -> slots.take("other"))
        .isInstanceOf(Slots.Busy.class)
        .hasMessageContaining("not your turn");
    assertThat(slots.waiting()).isZero();
  }

  private static void awaitWaiting(Slots slots, int many) {
    while (slots.waiting() < many) {
      Thread.onSpinWait();
    }
  }

  private static CompletableFuture<Slots.Slot> taking(Slots slots, String who) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return slots.take(who);
          } catch (Slots.Busy e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
