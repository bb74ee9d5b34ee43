package dev.gatekeeper.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who is in the ledger (docs/semantics.md, section 7): no text is two actors', and none is lost.
 */
class ActorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gatekeeper                                   | GATE",
        "a push without a principal                   | PUSHER",
        "root (on the repository)                     | LocalUser",
        "gatekeeper (on the repository)               | LocalUser",
        "x (on the repository) (on the repository)    | LocalUser",
        "mia                                          | Named",
        "Gatekeeper                                   | Named",
        "a push without a principal at all            | Named",
        "root (on the repository) x                   | Named",
        "root(on the repository)                      | Named",
      })
  void everyTextIsOfOneAndIsWrittenAsItWasRead(String text, String kind) {
    Actor actor = Actor.of(text);
    String found =
        actor instanceof Actor.Unproved unproved
            ? unproved.name()
            : actor.getClass().getSimpleName();
    assertThat(found).isEqualTo(kind);
    assertThat(actor.text()).isEqualTo(text);
    assertThat(actor.toString()).isEqualTo(text);
    assertThat(Actor.of(actor.text())).isEqualTo(actor);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gatekeeper", "a push without a principal", "root (on the repository)"})
  void noPrincipalIsTakenForAnother(String text) {
    assertThatThrownBy(() -> Actor.named(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Actor.of(Pusher.named(text)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Actor.isReserved(text)).isTrue();
  }

  @Test
  void isReservedHoweverItIsWrittenForPeople() {
    assertThat(
            List.of(
                "Gatekeeper",
                "GATEKEEPER",
                " gatekeeper",
                "A Push  without a principal",
                "(on the repository)",
                "x (On the Repository)",
                "gate\u200bkeeper",
                "\u00a0gatekeeper\u00ad",
                "a\u00a0push without\u2003a principal",
                "x\u00a0(on\u00a0the repository)",
                "\uff47atekeeper",
                "x  (on  the repository) "))
        .allMatch(Actor::isReserved);
    assertThat(
            List.of(
                "mia",
                "gatekeeper-1",
                "the gatekeeper",
                "x(on the repository)",
                "a push",
                "on the repository"))
        .noneMatch(Actor::isReserved);
  }

  @Test
  void textsOfDifferentActorsDiffer() {
    Random random = new Random(13);
    String[] parts = {"gatekeeper", " (on the repository)", "a push without a principal", "x", " "};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      String name = text.toString();
      if (!name.isBlank()) {
        Actor user = new Actor.LocalUser(name);
        assertThat(Actor.of(user.text())).isEqualTo(user);
      }
      if (Principal.isValid(name) && !Actor.isReserved(name)) {
        Actor named = Actor.named(name);
        assertThat(Actor.of(named.text())).isEqualTo(named);
      }
    }
  }
}
