package dev.gatekeeper.core.repo;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.gate.JsonLine;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.ledger.Outcome;
import dev.gatekeeper.core.ledger.Removed;
import dev.gatekeeper.core.ledger.Restart;
import dev.gatekeeper.core.ledger.Standing;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state after an event as {@code state.json} holds it. One state is written in one way, so that
 * two of them are the same if their bytes are.
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
            write(json, state.agent(id));
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, AgentRecord agent) throws IOException {
    if (agent.handoff().isPresent()) {
      json.writeObjectFieldStart("handoff");
      write(json, agent.handoff().get());
      json.writeEndObject();
    }
    if (agent.first().isPresent()) {
      json.writeStringField("first", agent.first().get().hex());
    }
    json.writeBooleanField("open", agent.open());
    json.writeBooleanField("lapsed", agent.lapsed());
    if (agent.stopped().isPresent()) {
      AgentRecord.Mark mark = agent.stopped().get();
      json.writeObjectFieldStart("stopped");
      json.writeStringField("by", mark.by().text());
      json.writeStringField("at", mark.at().toString());
      json.writeStringField("reason", mark.reason());
      json.writeEndObject();
    }
    if (agent.running().isPresent()) {
      AgentRecord.Running running = agent.running().get();
      json.writeObjectFieldStart("running");
      json.writeNumberField("event", running.event());
      json.writeStringField("branch", running.branch().name());
      json.writeStringField("commit", running.commit().hex());
      json.writeStringField("by", running.by().text());
      json.writeStringField("at", running.at().toString());
      json.writeEndObject();
    }
    if (agent.last().isPresent()) {
      AgentRecord.Last last = agent.last().get();
      json.writeObjectFieldStart("last");
      json.writeNumberField("event", last.event());
      json.writeStringField("commit", last.commit().hex());
      json.writeStringField("outcome", last.outcome().word());
      json.writeStringField("at", last.at().toString());
      json.writeEndObject();
    }
    json.writeArrayFieldStart("standing");
    for (Standing standing : agent.standing()) {
      json.writeStartObject();
      EventJson.write(json, standing);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("leftBehind", agent.leftBehind());
    json.writeArrayFieldStart("integrations");
    for (Integration integration : agent.integrations()) {
      json.writeStartObject();
      json.writeObjectFieldStart("step");
      EventJson.write(json, integration.step());
      json.writeEndObject();
      json.writeObjectFieldStart("handoff");
      write(json, integration.handoff());
      json.writeEndObject();
      json.writeStringField("first", integration.first().hex());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("restarts");
    for (Restart restart : agent.restarts()) {
      json.writeStartObject();
      json.writeStringField("commit", restart.commit().hex());
      json.writeObjectFieldStart("step");
      EventJson.write(json, restart.step());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    removed(json, agent);
  }

  /** Only where there are any: what was written before there could be is written alike. */
  private static void removed(JsonGenerator json, AgentRecord agent) throws IOException {
    if (!agent.removed().isEmpty()) {
      json.writeArrayFieldStart("removed");
      for (Removed removed : agent.removed()) {
        json.writeStartObject();
        json.writeStringField("branch", removed.branch().name());
        json.writeStringField("tip", removed.tip().hex());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private static void write(JsonGenerator json, Handoff handoff) throws IOException {
    json.writeNumberField("event", handoff.event());
    json.writeStringField("at", handoff.at().toString());
    json.writeStringField("branch", handoff.branch().name());
    json.writeStringField("commit", handoff.commit().hex());
    json.writeObjectFieldStart("basis");
    EventJson.write(json, handoff.basis());
    json.writeEndObject();
    json.writeStringField("policy", handoff.policy());
  }

  /**
   * The state in these bytes.
   *
   * @param where for complaints
   */
  static LedgerState read(String where, byte[] bytes) throws IOException {
    JsonTree json = JsonTree.of(where, bytes);
    return json.make(
        () -> {
          if (json.number("version") != VERSION) {
            throw new IOException(
                where + " is of another version; install a newer gatekeeper to read it");
          }
          JsonTree agents = json.object("agents");
          Map<AgentId, AgentRecord> records = new HashMap<>();
          for (String name : agents.names()) {
            records.put(new AgentId(name), agent(agents.object(name)));
          }
          LedgerState state = new LedgerState(json.number("events"), json.text("policy"), records);
          json.end();
          return state;
        });
  }

  private static AgentRecord agent(JsonTree json) throws IOException {
    List<Standing> standing = new ArrayList<>();
    for (JsonTree one : json.objects("standing")) {
      standing.add(EventJson.standing(one));
    }
    AgentRecord agent =
        new AgentRecord(
            EventJson.maybe(json.maybe("handoff"), StateJson::handoff),
            json.maybeText("first").map(Oid::new),
            json.truth("open"),
            json.truth("lapsed"),
            EventJson.maybe(
                json.maybe("stopped"),
                mark ->
                    new AgentRecord.Mark(
                        Actor.of(mark.text("by")),
                        Instant.parse(mark.text("at")),
                        mark.text("reason"))),
            EventJson.maybe(
                json.maybe("running"),
                run ->
                    new AgentRecord.Running(
                        run.number("event"),
                        EventJson.ref(run, "branch"),
                        EventJson.oid(run, "commit"),
                        Actor.of(run.text("by")),
                        Instant.parse(run.text("at")))),
            EventJson.maybe(
                json.maybe("last"),
                last ->
                    new AgentRecord.Last(
                        last.number("event"),
                        EventJson.oid(last, "commit"),
                        Outcome.of(last.text("outcome")),
                        Instant.parse(last.text("at")))),
            standing,
            json.number("leftBehind"),
            integrations(json),
            restarts(json),
            json.names().contains("removed") ? removed(json) : List.of());
    json.end();
    return agent;
  }

  private static List<Integration> integrations(JsonTree json) throws IOException {
    List<Integration> integrations = new ArrayList<>();
    for (JsonTree one : json.objects("integrations")) {
      JsonTree handoff = one.object("handoff");
      integrations.add(
          new Integration(
              EventJson.step(one.object("step")), handoff(handoff), EventJson.oid(one, "first")));
      handoff.end();
      one.end();
    }
    return integrations;
  }

  private static List<Restart> restarts(JsonTree json) throws IOException {
    List<Restart> restarts = new ArrayList<>();
    for (JsonTree one : json.objects("restarts")) {
      restarts.add(new Restart(EventJson.oid(one, "commit"), EventJson.step(one.object("step"))));
      one.end();
    }
    return restarts;
  }

  private static List<Removed> removed(JsonTree json) throws IOException {
    List<Removed> removed = new ArrayList<>();
    for (JsonTree one : json.objects("removed")) {
      removed.add(new Removed(EventJson.ref(one, "branch"), EventJson.oid(one, "tip")));
      one.end();
    }
    return removed;
  }

  private static Handoff handoff(JsonTree json) throws IOException {
    return new Handoff(
        json.number("event"),
        Instant.parse(json.text("at")),
        EventJson.ref(json, "branch"),
        EventJson.oid(json, "commit"),
        EventJson.basis(json.object("basis")),
        json.text("policy"));
  }
}
