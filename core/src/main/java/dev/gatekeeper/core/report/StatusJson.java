package dev.gatekeeper.core.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The status of an agent as JSON (docs/interfaces.md). States, times and reasons are no secret;
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
    JsonLine.strings(json, "after", ids(agent.after()));
    JsonLine.strings(json, "blockedBy", ids(status.blockers()));
    JsonLine.strings(json, "excludes", ids(agent.excludes()));
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
    JsonLine.strings(
        json, "branches", agent.branches().patterns().stream().map(Object::toString).toList());
    heads();
  }

  private void stopped() throws IOException {
    JsonLine.object(
        json,
        "stopped",
        status.record().stopped(),
        mark -> {
          json.writeStringField("by", mark.by().text());
          json.writeStringField("at", mark.at().toString());
          json.writeStringField("reason", mark.reason());
        });
  }

  private void waits() throws IOException {
    JsonLine.objects(
        json,
        "waitsFor",
        status.waits(),
        blocker -> {
          json.writeStringField("code", blocker.code().name());
          text("agent", blocker.other().map(AgentId::id));
          json.writeStringField("why", blocker.why());
          json.writeStringField("next", blocker.todo());
        });
  }

  /** What is in a handoff is told to whom it is shown. */
  private void stuck() throws IOException {
    String why =
        reader.showsHandoff(status.agent().id())
            ? status.stuck()
            : "its handoff can't be integrated; a maintainer rolls it back";
    text("stuck", Optional.of(why).filter(w -> !status.stuck().isEmpty()));
  }

  private void leftOver() throws IOException {
    JsonLine.objects(
        json,
        "leftOver",
        status.leftOver(),
        left -> {
          boolean shown = reader.of(left.branch()) == Visibility.Sight.SHOWN;
          text("branch", Optional.of(left.branch().name()).filter(name -> shown));
          json.writeBooleanField("removable", left.objection().isEmpty());
          text("next", Optional.of(left.words()).filter(words -> shown));
        });
  }

  private void handoff() throws IOException {
    boolean shown = reader.showsHandoff(status.agent().id());
    JsonLine.object(
        json,
        "handoff",
        status.record().handoff(),
        handoff -> {
          commit("commit", Optional.of(handoff.commit()), shown);
          text("branch", Optional.of(handoff.branch().name()).filter(name -> shown));
          json.writeStringField("at", handoff.at().toString());
          json.writeBooleanField("valid", status.handoff().isPresent());
          json.writeNumberField("event", handoff.event());
        });
    commit("first", status.record().first(), shown);
  }

  private void validations() throws IOException {
    boolean shown = reader.isOwn(status.agent().id());
    JsonLine.object(
        json,
        "last",
        status.record().last(),
        last -> {
          commit("commit", Optional.of(last.commit()), shown);
          json.writeStringField("outcome", last.outcome().word());
          json.writeStringField("at", last.at().toString());
          json.writeNumberField("event", last.event());
        });
    JsonLine.object(
        json,
        "validating",
        status.record().running(),
        running -> {
          commit("commit", Optional.of(running.commit()), shown);
          json.writeStringField("since", running.at().toString());
          json.writeNumberField("event", running.event());
        });
  }

  private void heads() throws IOException {
    List<AgentStatus.Head> shown =
        status.heads().stream()
            .filter(head -> reader.of(head.ref()) == Visibility.Sight.SHOWN)
            .toList();
    JsonLine.objects(
        json,
        "heads",
        shown,
        head -> {
          json.writeStringField("ref", head.ref().name());
          json.writeStringField("commit", head.tip().hex());
          json.writeBooleanField("works", head.works());
        });
    json.writeBooleanField("hidden", shown.size() < status.heads().size());
  }

  private void commit(String name, Optional<Oid> commit, boolean shown) throws IOException {
    text(name, commit.map(Oid::hex).filter(hex -> shown));
  }

  private void time(String name, Optional<Instant> time) throws IOException {
    text(name, time.map(Instant::toString));
  }

  private void text(String name, Optional<String> text) throws IOException {
    JsonLine.optional(json, name, text);
  }

  private static List<String> ids(List<AgentId> agents) {
    return agents.stream().map(AgentId::id).toList();
  }
}
