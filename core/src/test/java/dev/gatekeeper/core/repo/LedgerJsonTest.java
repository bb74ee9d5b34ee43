package dev.gatekeeper.core.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.ledger.Basis;
import dev.gatekeeper.core.ledger.Entry;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Evidence;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.ledger.Outcome;
import dev.gatekeeper.core.ledger.Standing;
import dev.gatekeeper.core.ledger.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written into the ledger is read as it was, event by event and state by state. */
class LedgerJsonTest {
  private static final String[] WORDS = {
    "", "x", "two words", "caf\u00e9", "a\nb\t\u0000\u001b[31m", "\"\\", "\ud83d\ude00", "{}"
  };

  private Random random = new Random(0);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatRandomEventsComeToIsReadAsItWasWritten(long seed) throws IOException {
    random = new Random(seed);
    LedgerState state = LedgerState.EMPTY;
    Set<String> kinds = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      Entry entry = entry(state);
      kinds.add(entry.event().kind());
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
    assertThat(kinds).hasSize(13);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"reason\":\"why\"   | \"reason\":\"why\",\"more\":1 | fields that do not belong there",
        "\"n\":1              | \"n\":\"1\"                 | `n` is missing or not as it should be",
        "\"n\":1              | \"n\":1,\"n\":1             | is no JSON",
        "\"event\":\"stopped\" | \"event\":\"started\"      | is no event that is known",
        "\"agent\":\"a\"      | \"agent\":\"../a\"          | not an agent id",
        "\"at\":\"2026        | \"at\":\"yesterday          | could not be parsed",
        ",\"reason\":\"why\"  |                             | `reason` is missing",
      })
  void whatIsNotAsItWasWrittenIsNotRead(String from, String to, String words) {
    Entry entry =
        new Entry(
            1,
            Instant.parse("2026-07-01T12:00:00Z"),
            "mia",
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
    Event event = event(state);
    // a handoff is made under the policy by which the others were looked at
    boolean looked = event instanceof Event.Validated || event instanceof Event.Attested;
    return new Entry(
        state.events() + 1,
        Instant.ofEpochMilli(1_780_000_000_000L + random.nextInt(1_000_000_000)),
        word(),
        looked && state.hasHandoffs() ? state.policy() : policy,
        event);
  }

  private Event event(LedgerState state) {
    AgentId agent = agent();
    return switch (random.nextInt(13)) {
      case 0 -> new Event.ValidationStarted(agent, ref(), oid());
      case 1 ->
          new Event.Validated(
              agent, ref(), oid(), pick(Outcome.values()), basis(), some(this::evidence));
      case 2 -> new Event.ValidationDropped(agent, oid(), word(), some(this::evidence));
      case 3 -> new Event.Attested(agent, ref(), oid(), random.nextBoolean(), basis(), word());
      case 4 -> new Event.Stopped(agent, word());
      case 5 -> new Event.Resumed(agent, word());
      case 6 -> new Event.Reopened(agent, word());
      case 7 -> new Event.RolledBack(agent, ref(), oid(), oid(), ref(), flip(), again(), word());
      case 8 ->
          new Event.PolicyChanged(
              state.ids().stream().filter(id -> flip()).toList(),
              state.ids().stream()
                  .filter(id -> flip())
                  .map(id -> new Event.Gone(id, ref(), again()))
                  .toList());
      case 9 -> new Event.Integrated(some(this::step), oid(), oid(), word(), some(this::evidence));
      case 10 ->
          new Event.IntegrationFailed(
              some(this::agent), oid(), some(this::agent), some(this::evidence));
      case 11 ->
          new Event.IntegrationUndone(
              step(),
              oid(),
              oid(),
              oid(),
              oid(),
              flip() ? Optional.of(ref()) : Optional.empty(),
              again(),
              word());
      default ->
          new Event.Pushed(
              pick(Event.Why.values()),
              flip() ? Optional.of(agent) : Optional.empty(),
              ref(),
              oid(),
              oid(),
              new Standing(flip() ? Oid.ZERO : oid(), some(this::oid), some(this::word)),
              flip() ? Optional.of(ref()) : Optional.empty(),
              word());
    };
  }

  private Optional<Oid> again() {
    return flip() ? Optional.of(oid()) : Optional.empty();
  }

  private Step step() {
    return new Step(agent(), ref(), oid(), oid(), oid());
  }

  private boolean flip() {
    return random.nextBoolean();
  }

  private AgentId agent() {
    return new AgentId("agent-" + random.nextInt(5));
  }

  private RefName ref() {
    return RefName.branch(pick(new String[] {"a", "a/b", "caf\u00e9", "x\"y"}));
  }

  private Oid oid() {
    return new Oid(String.format("%040x", random.nextInt(1000)));
  }

  private String word() {
    return pick(WORDS);
  }

  private Basis basis() {
    return new Basis(oid(), word(), some(this::oid), some(this::oid), flip(), flip());
  }

  private Evidence evidence() {
    return new Evidence(word(), pick(Outcome.values()), word(), random.nextInt(9999), word());
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> List<T> some(java.util.function.Supplier<T> one) {
    List<T> some = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      some.add(one.get());
    }
    return some;
  }
}
