package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.EventSamples;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Evidence;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the gate writes into the ledger it calls sound when it reads all of it, and shows the
 * output that belongs to it: every kind of event there is, with output and without.
 */
@Timeout(120)
class EveryEventTest {
  private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");
  private static final String POLICY = "0".repeat(64);

  @TempDir Path temp;
  private GatekeeperFolder folder;

  @BeforeEach
  void create() throws IOException {
    folder = new GatekeeperFolder(BareRepository.create(temp.resolve("r")).folder());
  }

  static List<Class<?>> kinds() {
    return EventSamples.kinds();
  }

  private static SortedMap<String, byte[]> logs(Event event) {
    SortedMap<String, byte[]> logs = new TreeMap<>();
    for (Evidence evidence : EventSamples.evidence(event)) {
      if (!evidence.log().isEmpty()) {
        logs.put(evidence.log(), output(evidence).getBytes(StandardCharsets.UTF_8));
      }
    }
    return logs;
  }

  private static String output(Evidence evidence) {
    return "printed into " + evidence.log();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isSoundAndShowsItsOutput(Class<?> kind) throws IOException {
    EventSamples samples = new EventSamples(new Random(1));
    Ledger ledger = new Ledger(folder);
    LedgerState state = LedgerState.EMPTY;
    int outputs = 0;
    for (int i = 1; i <= 20; i++) {
      Event event = samples.of(kind);
      SortedMap<String, byte[]> logs = logs(event);
      outputs += logs.size();
      state =
          ledger.append(
              state, new Ledger.Writing(event, NOON, Actor.GATE, POLICY, logs, List.of()));
      shows(i, EventSamples.evidence(event));
    }
    assertThat(outputs > 0).isEqualTo(EventSamples.bearsEvidence(kind));
    LedgerChain.Verification examined = LedgerChain.examine(folder);
    assertThat(examined.problems()).isEmpty();
    assertThat(examined.events()).isEqualTo(20);
  }

  private void shows(long number, List<Evidence> evidence) throws IOException {
    try (LedgerChain chain = LedgerChain.open(folder.gitDirectory())) {
      List<String> lines = LedgerPage.outputs(chain, LedgerPage.find(chain, number).get(0));
      assertThat(lines).hasSameSizeAs(evidence);
      for (int i = 0; i < lines.size(); i++) {
        Evidence one = evidence.get(i);
        String output = one.log().isEmpty() ? "" : output(one);
        assertThat(lines.get(i)).contains("\"output\":\"" + output + "\"");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isNotWrittenWithOtherOutputThanItNames(Class<?> kind) throws IOException {
    EventSamples samples = new EventSamples(new Random(2));
    for (int i = 0; i < 10; i++) {
      Event event = samples.of(kind);
      SortedMap<String, byte[]> logs = logs(event);
      if (!logs.isEmpty()) {
        refuses(event, Collections.emptySortedMap());
      }
      logs.put("999.txt", new byte[] {'x'});
      refuses(event, logs);
    }
  }

  private void refuses(Event event, SortedMap<String, byte[]> logs) throws IOException {
    Ledger.Writing writing = new Ledger.Writing(event, NOON, Actor.GATE, POLICY, logs, List.of());
    assertThatThrownBy(() -> new Ledger(folder).append(LedgerState.EMPTY, writing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("output");
    assertThat(LedgerChain.examine(folder).events()).isZero();
  }
}
