package dev.gatekeeper.core.store;

import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The JSON form of the state after an event, {@code state.json}. One state is written in one way,
 * so that two of them are the same if their bytes are.
 */
final class StateJson {
  private static final long VERSION = 1;

  private StateJson() {}

  static String write(LedgerState state) {
    return JsonLine.of(
        json -> {
          json.writeNumberField("version", VERSION);
          json.writeNumberField("events", state.events());
          json.writeStringField("policy", state.policy());
          json.writeObjectFieldStart("agents");
          for (AgentId id : state.ids()) {
            json.writeObjectFieldStart(id.id());
            RecordJson.writeFields(json, state.agent(id));
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  /**
   * The state in these bytes.
   *
   * @param where for complaints
   */
  static LedgerState read(String where, byte[] bytes) throws IOException {
    return RecordJson.read(
        where,
        bytes,
        fields -> {
          if (fields.take("version", Long.class) != VERSION) {
            throw new IOException(
                where + " is of another version; install a newer gatekeeper to read it");
          }
          long events = fields.take("events", Long.class);
          String policy = fields.take("policy", String.class);
          RecordJson.Fields agents = fields.object("agents");
          fields.end();
          Map<AgentId, AgentRecord> records = new HashMap<>();
          for (String name : agents.names()) {
            records.put(new AgentId(name), agents.object(name).takeAll(AgentRecord.class));
          }
          return new LedgerState(events, policy, records);
        });
  }
}
