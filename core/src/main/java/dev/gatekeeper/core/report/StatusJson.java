package dev.gatekeeper.core.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.plan.Holdup;
import dev.gatekeeper.core.plan.LeftOver;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where an agent stands, as JSON (docs/interfaces.md). States, times and reasons are no secret;
 * branches and commits are told to those who may fetch them.
 */
public final class StatusJson {
  private final JsonGenerator json;
  private final AgentStatus status;
  private final Visibility reader;

  private StatusJson(JsonGenerator json, AgentStatus status, Visibility reader) {
    this.json = json;
    this.status = status;
    this.reader = reader;
  }

  /** The object, on one line, as that reader is shown it. */
  public static String line(AgentStatus status, Visibility reader) {
    return JsonLine.of(json -> new StatusJson(json, status, reader).write());
  }

  private void write() throws IOException {
    Agent agent = status.agent();
    json.writeStringField("agent", agent.id().id());
    json.writeStringField("title", agent.title());
    json.writeStringField("state", status.state().word());
    json.writeNumberField("step", status.step());
    stopped();
    json.writeBooleanField("closed", status.closed());
    VerdictJson.strings(json, "after", ids(agent.after()));
    VerdictJson.strings(json, "blockedBy", ids(status.blockers()));
    VerdictJson.strings(json, "excludes", ids(agent.excludes()));
    waits();
    stuck();
    json.writeBooleanField("works", status.works());
    json.writeBooleanField("turn", status.turn());
    leftOver();
    handoff();
    validations();
    time("since", status.since());
    json.writeStringField("estimate", agent.estimate());
    time("began", status.time().began());
    if (status.time().elapsed().isPresent()) {
      json.writeNumberField("elapsed", status.time().elapsed().get().toSeconds());
    } else {
      json.writeNullField("elapsed");
    }
    VerdictJson.strings(
        json, "branches", agent.branches().patterns().stream().map(Object::toString).toList());
    heads();
  }

  private void stopped() throws IOException {
    Optional<AgentRecord.Mark> mark = status.record().stopped();
    if (begins("stopped", mark.isPresent())) {
      json.writeStringField("by", mark.get().by().text());
      json.writeStringField("at", mark.get().at().toString());
      json.writeStringField("reason", mark.get().reason());
      json.writeEndObject();
    }
  }

  private void waits() throws IOException {
    json.writeArrayFieldStart("waitsFor");
    for (Holdup holdup : status.waits()) {
      json.writeStartObject();
      json.writeStringField("code", holdup.code().name());
      text("agent", holdup.other().map(AgentId::id));
      json.writeStringField("why", holdup.why());
      json.writeStringField("next", holdup.todo());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** What is in a handoff is told to whom it is shown. */
  private void stuck() throws IOException {
    String why =
        reader.showsHandoff(status.agent().id())
            ? status.stuck()
            : "its handoff can't be integrated; a maintainer takes it back";
    text("stuck", Optional.of(why).filter(w -> !status.stuck().isEmpty()));
  }

  private void leftOver() throws IOException {
    json.writeArrayFieldStart("leftOver");
    for (LeftOver left : status.leftOver()) {
      boolean shown = reader.of(left.branch()) == Visibility.Sight.SHOWN;
      json.writeStartObject();
      text("branch", Optional.of(left.branch().name()).filter(name -> shown));
      json.writeBooleanField("removable", left.objection().isEmpty());
      text("next", Optional.of(left.words()).filter(words -> shown));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void handoff() throws IOException {
    Optional<Handoff> handoff = status.record().handoff();
    boolean shown = reader.showsHandoff(status.agent().id());
    if (begins("handoff", handoff.isPresent())) {
      commit("commit", handoff.map(Handoff::commit), shown);
      text("branch", handoff.map(Handoff::branch).map(RefName::name).filter(n -> shown));
      json.writeStringField("at", handoff.get().at().toString());
      json.writeBooleanField("valid", status.handoff().isPresent());
      json.writeNumberField("event", handoff.get().event());
      json.writeEndObject();
    }
    commit("first", status.record().first(), shown);
  }

  private void validations() throws IOException {
    boolean shown = reader.isOwn(status.agent().id());
    Optional<AgentRecord.Last> last = status.record().last();
    if (begins("last", last.isPresent())) {
      commit("commit", last.map(AgentRecord.Last::commit), shown);
      json.writeStringField("outcome", last.get().outcome().word());
      json.writeStringField("at", last.get().at().toString());
      json.writeNumberField("event", last.get().event());
      json.writeEndObject();
    }
    Optional<AgentRecord.Running> running = status.record().running();
    if (begins("validating", running.isPresent())) {
      commit("commit", running.map(AgentRecord.Running::commit), shown);
      json.writeStringField("since", running.get().at().toString());
      json.writeNumberField("event", running.get().event());
      json.writeEndObject();
    }
  }

  private void heads() throws IOException {
    json.writeArrayFieldStart("heads");
    for (AgentStatus.Head head : status.heads()) {
      if (reader.of(head.ref()) == Visibility.Sight.SHOWN) {
        json.writeStartObject();
        json.writeStringField("ref", head.ref().name());
        json.writeStringField("commit", head.tip().hex());
        json.writeBooleanField("works", head.works());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeBooleanField(
        "hidden",
        status.heads().stream().anyMatch(h -> reader.of(h.ref()) != Visibility.Sight.SHOWN));
  }

  /** Begins an object, or says that there is none. */
  private boolean begins(String name, boolean isThere) throws IOException {
    if (isThere) {
      json.writeObjectFieldStart(name);
    } else {
      json.writeNullField(name);
    }
    return isThere;
  }

  private void commit(String name, Optional<Oid> commit, boolean shown) throws IOException {
    text(name, commit.map(Oid::hex).filter(hex -> shown));
  }

  private void time(String name, Optional<Instant> time) throws IOException {
    text(name, time.map(Instant::toString));
  }

  private void text(String name, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    } else {
      json.writeNullField(name);
    }
  }

  private static List<String> ids(List<AgentId> agents) {
    return agents.stream().map(AgentId::id).toList();
  }
}
