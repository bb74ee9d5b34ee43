package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.EventSamples;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Entry;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written into the ledger is read as it was, event by event and state by state. */
@Tag("bytes")
class LedgerJsonTest {
  private Random random = new Random(0);
  private EventSamples samples = new EventSamples(random);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatRandomEventsComeToIsReadAsItWasWritten(long seed) throws IOException {
    random = new Random(seed);
    samples = new EventSamples(random);
    LedgerState state = LedgerState.EMPTY;
    Set<Class<?>> kinds = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      Entry entry = entry(state);
      kinds.add(entry.event().getClass());
      Entry read = EventJson.read("here", bytes(EventJson.write(entry)));
      assertThat(read).isEqualTo(entry);
      LedgerState next = state.after(read);
      String written = StateJson.write(next);
      LedgerState back = StateJson.read("here", bytes(written));
      assertThat(back).isEqualTo(next);
      assertThat(StateJson.write(back)).isEqualTo(written);
      assertThat(EventWords.subject(entry)).doesNotContainPattern("\\p{Cntrl}").isNotBlank();
      state = back;
    }
    assertThat(kinds).containsExactlyInAnyOrderElementsOf(EventSamples.kinds());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"reason\":\"why\"   | \"reason\":\"why\",\"more\":1 | unknown fields",
        "\"n\":1              | \"n\":\"1\"                 | `n` is missing or malformed",
        "\"n\":1              | \"n\":1,\"n\":1             | is not JSON",
        "\"event\":\"stopped\" | \"event\":\"started\"      | is not a known event",
        "\"agent\":\"a\"      | \"agent\":\"../a\"          | not an agent id",
        "\"at\":\"2026        | \"at\":\"yesterday          | could not be parsed",
        ",\"reason\":\"why\"  |                             | `reason` is missing",
      })
  void whatIsNotAsItWasWrittenIsNotRead(String from, String to, String words) {
    Entry entry =
        new Entry(
            1,
            Instant.parse("2026-07-01T12:00:00Z"),
            Actor.named("mia"),
            "",
            new Event.Stopped(new AgentId("a"), "why"));
    String json = EventJson.write(entry);
    assertThat(json).contains(from);
    String changed = json.replace(from, to == null ? "" : to);
    assertThatThrownBy(() -> EventJson.read("here", bytes(changed)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("here")
        .hasMessageContaining(words);
  }

  /** As events were written before they had the counts. */
  @Test
  void aFailedIntegrationWithoutTrialsIsRead() throws IOException {
    String old =
        "{\"n\":4,\"event\":\"integration-failed\",\"at\":\"2026-07-01T12:00:00Z\",\"by\":\"mia\","
            + "\"policy\":\"\",\"agents\":[\"a\",\"b\"],\"before\":\""
            + "1".repeat(40)
            + "\",\"culprits\":[\"b\"],\"evidence\":[]}";
    assertThat(EventJson.read("here", bytes(old)).event())
        .isEqualTo(
            new Event.IntegrationFailed(
                List.of(new AgentId("a"), new AgentId("b")),
                new Oid("1".repeat(40)),
                List.of(new AgentId("b")),
                List.of(),
                List.of()));
  }

  @Test
  void aStateOfAnotherVersionIsNotRead() {
    String next = StateJson.write(LedgerState.EMPTY).replace("\"version\":1", "\"version\":2");
    assertThatThrownBy(() -> StateJson.read("here", bytes(next)))
        .hasMessageContaining("install a newer gatekeeper");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Entry entry(LedgerState state) {
    String policy = random.nextInt(10) == 0 ? "" : "0".repeat(63) + random.nextInt(3);
    Event event = samples.any();
    // a handoff is made under the policy by which the others were looked at
    boolean looked = event instanceof Event.Validated || event instanceof Event.Attested;
    return new Entry(
        state.events() + 1,
        Instant.ofEpochMilli(1_780_000_000_000L + random.nextInt(1_000_000_000)),
        samples.actor(),
        looked && state.hasHandoffs() ? state.policy() : policy,
        event);
  }
}
