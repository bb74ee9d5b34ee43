package dev.gatekeeper.core.repo;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.gate.JsonLine;
import dev.gatekeeper.core.gate.VerdictJson;
import dev.gatekeeper.core.ledger.Basis;
import dev.gatekeeper.core.ledger.Entry;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Evidence;
import dev.gatekeeper.core.ledger.Outcome;
import dev.gatekeeper.core.ledger.Standing;
import dev.gatekeeper.core.ledger.Step;
import dev.gatekeeper.core.ledger.Trials;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An event as {@code event.json} holds it (docs/interfaces.md, "The ledger"). */
public final class EventJson {
  private EventJson() {}

  /** The object, on one line. */
  public static String write(Entry entry) {
    return JsonLine.of(json -> write(json, entry));
  }

  /** The same for readers: with the commit that holds it, and in words. */
  public static String line(LedgerChain.Link link) {
    return JsonLine.of(
        json -> {
          write(json, link.entry());
          json.writeStringField("ledger", link.commit().hex());
          json.writeStringField("words", EventWords.subject(link.entry()));
        });
  }

  private static void write(JsonGenerator json, Entry entry) throws IOException {
    json.writeNumberField("n", entry.number());
    json.writeStringField("event", entry.event().kind());
    json.writeStringField("at", entry.at().toString());
    json.writeStringField("by", entry.by().text());
    json.writeStringField("policy", entry.policy());
    write(json, entry.event());
  }

  private static void write(JsonGenerator json, Event event) throws IOException {
    if (event instanceof Event.OfAgent one) {
      json.writeStringField("agent", one.agent().id());
    }
    if (event instanceof Event.ValidationStarted e) {
      json.writeStringField("branch", e.branch().name());
      json.writeStringField("commit", e.commit().hex());
    } else if (event instanceof Event.Validated e) {
      json.writeStringField("branch", e.branch().name());
      json.writeStringField("commit", e.commit().hex());
      json.writeStringField("outcome", e.outcome().word());
      json.writeObjectFieldStart("basis");
      write(json, e.basis());
      json.writeEndObject();
      evidence(json, e.evidence());
    } else if (event instanceof Event.ValidationDropped e) {
      json.writeStringField("commit", e.commit().hex());
      json.writeStringField("why", e.why());
      evidence(json, e.evidence());
    } else if (event instanceof Event.Attested e) {
      json.writeStringField("branch", e.branch().name());
      json.writeStringField("commit", e.commit().hex());
      json.writeBooleanField("passed", e.passed());
      json.writeObjectFieldStart("basis");
      write(json, e.basis());
      json.writeEndObject();
      json.writeStringField("evidence", e.evidence());
    } else if (event instanceof Event.Stopped e) {
      json.writeStringField("reason", e.reason());
    } else if (event instanceof Event.Resumed e) {
      json.writeStringField("reason", e.reason());
    } else if (event instanceof Event.Reopened e) {
      json.writeStringField("reason", e.reason());
    } else if (event instanceof Event.RolledBack e) {
      json.writeStringField("branch", e.branch().name());
      json.writeStringField("before", e.before().hex());
      json.writeStringField("after", e.after().hex());
      json.writeStringField("pin", e.pin().name());
      json.writeBooleanField("revokes", e.revokes());
      again(json, e.again());
      keeps(json, e.keeps());
      json.writeStringField("reason", e.reason());
    } else if (event instanceof Event.Integrated e) {
      steps(json, e.steps());
      json.writeStringField("before", e.before().hex());
      json.writeStringField("after", e.after().hex());
      json.writeStringField("tag", e.tag());
      evidence(json, e.evidence());
    } else if (event instanceof Event.IntegrationFailed e) {
      ids(json, "agents", e.agents());
      json.writeStringField("before", e.before().hex());
      ids(json, "culprits", e.culprits());
      if (!e.trials().isEmpty()) { // earlier builds kept none
        write(json, e.trials());
      }
      evidence(json, e.evidence());
    } else if (event instanceof Event.IntegrationUndone e) {
      json.writeObjectFieldStart("step");
      write(json, e.step());
      json.writeEndObject();
      json.writeStringField("undoneBy", e.undoneBy().hex());
      json.writeStringField("before", e.before().hex());
      json.writeStringField("after", e.after().hex());
      json.writeStringField("tip", e.tip().hex());
      if (e.pin().isPresent()) {
        json.writeStringField("pin", e.pin().get().name());
      }
      again(json, e.again());
      keeps(json, e.keeps());
      json.writeStringField("reason", e.reason());
    } else if (event instanceof Event.PolicyChanged e) {
      ids(json, "lapsed", e.lapsed());
      json.writeArrayFieldStart("gone");
      for (Event.Gone gone : e.gone()) {
        json.writeStartObject();
        json.writeStringField("agent", gone.agent().id());
        json.writeStringField("pin", gone.pin().name());
        again(json, gone.again());
        keeps(json, gone.keeps());
        json.writeEndObject();
      }
      json.writeEndArray();
    } else if (event instanceof Event.Pushed e) {
      if (e.agent().isPresent()) {
        json.writeStringField("agent", e.agent().get().id());
      }
      json.writeStringField("why", e.why().word());
      json.writeStringField("ref", e.ref().name());
      json.writeStringField("before", e.before().hex());
      json.writeStringField("after", e.after().hex());
      json.writeObjectFieldStart("standing");
      write(json, e.standing());
      if (e.standing().exact()) {
        json.writeBooleanField("exact", true);
      }
      json.writeEndObject();
      if (e.pin().isPresent()) {
        json.writeStringField("pin", e.pin().get().name());
      }
      json.writeStringField("reason", e.reason());
    }
  }

  private static void again(JsonGenerator json, Optional<Oid> handoff) throws IOException {
    if (handoff.isPresent()) {
      json.writeStringField("again", handoff.get().hex());
    }
  }

  private static void keeps(JsonGenerator json, List<Oid> pushes) throws IOException {
    if (!pushes.isEmpty()) {
      oids(json, "keeps", pushes);
    }
  }

  /** The field {@code trials}. */
  public static void write(JsonGenerator json, List<Trials> trials) throws IOException {
    json.writeArrayFieldStart("trials");
    for (Trials one : trials) {
      json.writeStartObject();
      ids(json, "agents", one.agents());
      json.writeNumberField("passed", one.passed());
      json.writeNumberField("failed", one.failed());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void write(JsonGenerator json, Basis basis) throws IOException {
    json.writeStringField("tree", basis.tree().hex());
    json.writeStringField("terms", basis.terms());
    oids(json, "trusted", basis.trusted());
    oids(json, "builtOn", basis.builtOn());
    json.writeBooleanField("clean", basis.clean());
    json.writeBooleanField("continues", basis.continues());
  }

  static void write(JsonGenerator json, Standing standing) throws IOException {
    json.writeStringField("tip", standing.tip().hex());
    oids(json, "from", standing.from());
    VerdictJson.strings(json, "waived", standing.waived());
  }

  static void write(JsonGenerator json, Step step) throws IOException {
    json.writeStringField("agent", step.agent().id());
    json.writeStringField("branch", step.branch().name());
    json.writeStringField("handoff", step.handoff().hex());
    json.writeStringField("before", step.before().hex());
    json.writeStringField("after", step.after().hex());
  }

  private static void steps(JsonGenerator json, List<Step> steps) throws IOException {
    json.writeArrayFieldStart("steps");
    for (Step step : steps) {
      json.writeStartObject();
      write(json, step);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void ids(JsonGenerator json, String name, List<AgentId> ids) throws IOException {
    VerdictJson.strings(json, name, ids.stream().map(AgentId::id).toList());
  }

  static void oids(JsonGenerator json, String name, List<Oid> oids) throws IOException {
    VerdictJson.strings(json, name, oids.stream().map(Oid::hex).toList());
  }

  private static void evidence(JsonGenerator json, List<Evidence> evidence) throws IOException {
    json.writeArrayFieldStart("evidence");
    for (Evidence one : evidence) {
      json.writeStartObject();
      json.writeStringField("check", one.check());
      json.writeStringField("outcome", one.outcome().word());
      json.writeStringField("detail", one.detail());
      json.writeNumberField("millis", one.millis());
      json.writeStringField("log", one.log());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * The event in these bytes.
   *
   * @param where for complaints
   */
  static Entry read(String where, byte[] bytes) throws IOException {
    JsonTree json = JsonTree.of(where, bytes);
    return json.make(
        () -> {
          Entry entry =
              new Entry(
                  json.number("n"),
                  Instant.parse(json.text("at")),
                  Actor.of(json.text("by")),
                  json.text("policy"),
                  event(json.text("event"), json));
          json.end();
          return entry;
        });
  }

  private static Event event(String kind, JsonTree json) throws IOException {
    return switch (kind) {
      case "validation-started" ->
          new Event.ValidationStarted(agent(json), ref(json, "branch"), oid(json, "commit"));
      case "validated" ->
          new Event.Validated(
              agent(json),
              ref(json, "branch"),
              oid(json, "commit"),
              Outcome.of(json.text("outcome")),
              basis(json.object("basis")),
              evidence(json));
      case "validation-dropped" ->
          new Event.ValidationDropped(
              agent(json), oid(json, "commit"), json.text("why"), evidence(json));
      case "attested" ->
          new Event.Attested(
              agent(json),
              ref(json, "branch"),
              oid(json, "commit"),
              json.truth("passed"),
              basis(json.object("basis")),
              json.text("evidence"));
      case "stopped" -> new Event.Stopped(agent(json), json.text("reason"));
      case "resumed" -> new Event.Resumed(agent(json), json.text("reason"));
      case "reopened" -> new Event.Reopened(agent(json), json.text("reason"));
      case "rolled-back" ->
          new Event.RolledBack(
              agent(json),
              ref(json, "branch"),
              oid(json, "before"),
              oid(json, "after"),
              ref(json, "pin"),
              json.truth("revokes"),
              again(json),
              keeps(json),
              json.text("reason"));
      case "integrated" ->
          new Event.Integrated(
              steps(json),
              oid(json, "before"),
              oid(json, "after"),
              json.text("tag"),
              evidence(json));
      case "integration-failed" ->
          new Event.IntegrationFailed(
              ids(json, "agents"),
              oid(json, "before"),
              ids(json, "culprits"),
              trials(json),
              evidence(json));
      case "integration-undone" -> {
        agent(json); // beside the step, for those who read the file
        yield new Event.IntegrationUndone(
            step(json.object("step")),
            oid(json, "undoneBy"),
            oid(json, "before"),
            oid(json, "after"),
            oid(json, "tip"),
            json.maybeText("pin").map(RefName::new),
            again(json),
            keeps(json),
            json.text("reason"));
      }
      case "policy-changed" -> new Event.PolicyChanged(ids(json, "lapsed"), gone(json));
      case "pushed" ->
          new Event.Pushed(
              Event.Why.of(json.text("why")),
              json.maybeText("agent").map(AgentId::new),
              ref(json, "ref"),
              oid(json, "before"),
              oid(json, "after"),
              pushedStanding(json.object("standing")),
              json.maybeText("pin").map(RefName::new),
              json.text("reason"));
      default -> throw new IllegalArgumentException("`" + kind + "` is no event that is known");
    };
  }

  private static Optional<Oid> again(JsonTree json) throws IOException {
    return json.maybeText("again").map(Oid::new);
  }

  private static List<Oid> keeps(JsonTree json) throws IOException {
    return json.names().contains("keeps") ? oids(json, "keeps") : List.of();
  }

  private static List<Event.Gone> gone(JsonTree json) throws IOException {
    List<Event.Gone> gone = new ArrayList<>();
    for (JsonTree one : json.objects("gone")) {
      gone.add(new Event.Gone(agent(one), ref(one, "pin"), again(one), keeps(one)));
      one.end();
    }
    return gone;
  }

  static Step step(JsonTree json) throws IOException {
    Step step =
        new Step(
            agent(json),
            ref(json, "branch"),
            oid(json, "handoff"),
            oid(json, "before"),
            oid(json, "after"));
    json.end();
    return step;
  }

  private static List<Step> steps(JsonTree json) throws IOException {
    List<Step> steps = new ArrayList<>();
    for (JsonTree one : json.objects("steps")) {
      steps.add(step(one));
    }
    return steps;
  }

  /** What was kept of them; nothing was once. */
  private static List<Trials> trials(JsonTree json) throws IOException {
    List<Trials> trials = new ArrayList<>();
    for (JsonTree one : json.maybeObjects("trials")) {
      trials.add(
          new Trials(
              ids(one, "agents"),
              Math.toIntExact(one.number("passed")),
              Math.toIntExact(one.number("failed"))));
      one.end();
    }
    return trials;
  }

  private static List<AgentId> ids(JsonTree json, String name) throws IOException {
    return json.texts(name).stream().map(AgentId::new).toList();
  }

  private static AgentId agent(JsonTree json) throws IOException {
    return new AgentId(json.text("agent"));
  }

  static Oid oid(JsonTree json, String name) throws IOException {
    return new Oid(json.text(name));
  }

  static RefName ref(JsonTree json, String name) throws IOException {
    return new RefName(json.text(name));
  }

  static List<Oid> oids(JsonTree json, String name) throws IOException {
    return json.texts(name).stream().map(Oid::new).toList();
  }

  static Basis basis(JsonTree json) throws IOException {
    Basis basis =
        new Basis(
            oid(json, "tree"),
            json.text("terms"),
            oids(json, "trusted"),
            oids(json, "builtOn"),
            json.truth("clean"),
            json.truth("continues"));
    json.end();
    return basis;
  }

  static Standing standing(JsonTree json) throws IOException {
    Standing standing = new Standing(oid(json, "tip"), oids(json, "from"), json.texts("waived"));
    json.end();
    return standing;
  }

  /** The same in an event, which says whether it is exact. */
  private static Standing pushedStanding(JsonTree json) throws IOException {
    Standing standing =
        new Standing(
            oid(json, "tip"),
            oids(json, "from"),
            json.texts("waived"),
            json.names().contains("exact") && json.truth("exact"));
    json.end();
    return standing;
  }

  private static List<Evidence> evidence(JsonTree json) throws IOException {
    List<Evidence> evidence = new ArrayList<>();
    for (JsonTree one : json.objects("evidence")) {
      evidence.add(
          new Evidence(
              one.text("check"),
              Outcome.of(one.text("outcome")),
              one.text("detail"),
              one.number("millis"),
              one.text("log")));
      one.end();
    }
    return evidence;
  }

  /** A value that is there or not, as a field that is there or not. */
  static <T> Optional<T> maybe(Optional<JsonTree> json, Reader<T> reader) throws IOException {
    if (json.isEmpty()) {
      return Optional.empty();
    }
    T value = reader.read(json.get());
    json.get().end();
    return Optional.of(value);
  }

  /** Reads a value out of an object. */
  @FunctionalInterface
  interface Reader<T> {
    T read(JsonTree json) throws IOException;
  }
}
