package dev.gatekeeper.core.store;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Entry;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.time.Instant;

/** The JSON form of an event, {@code event.json} (docs/interfaces.md, "The ledger"). */
public final class EventJson {
  private EventJson() {}

  /** The object, on one line. */
  public static String write(Entry entry) {
    return JsonLine.of(json -> write(json, entry));
  }

  /** The same for readers: with the commit that holds it, and in words. */
  public static String line(LedgerChain.CommittedEvent link) {
    return JsonLine.of(
        json -> {
          write(json, link.entry());
          json.writeStringField("ledger", link.commit().hex());
          json.writeStringField("words", EventWords.subject(link.entry()));
        });
  }

  private static void write(JsonGenerator json, Entry entry) throws IOException {
    Event event = entry.event();
    json.writeNumberField("n", entry.number());
    json.writeStringField("event", event.kind());
    json.writeStringField("at", entry.at().toString());
    json.writeStringField("by", entry.by().text());
    json.writeStringField("policy", entry.policy());
    if (event instanceof Event.IntegrationUndone undone) {
      json.writeStringField("agent", undone.agent().id());
    }
    RecordJson.writeFields(json, (Record) event);
  }

  /**
   * The event in these bytes.
   *
   * @param where for complaints
   */
  static Entry read(String where, byte[] bytes) throws IOException {
    return RecordJson.read(
        where,
        bytes,
        fields -> {
          long number = fields.take("n", Long.class);
          Class<? extends Record> kind = Event.ofKind(fields.take("event", String.class));
          Instant at = fields.take("at", Instant.class);
          Actor by = fields.take("by", Actor.class);
          String policy = fields.take("policy", String.class);
          if (kind == Event.IntegrationUndone.class) {
            AgentId unused = fields.take("agent", AgentId.class); // it is in the step as well
          }
          return new Entry(number, at, by, policy, (Event) fields.takeAll(kind));
        });
  }
}
