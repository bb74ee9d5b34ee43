package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.report.VerdictJson;
import dev.gatekeeper.core.text.JsonLine;
import java.util.List;
import java.util.Optional;

/**
 * An event for listeners: a judged push, whole for those who may read the decision and reduced for
 * others (docs/interfaces.md, "Visibility"), or an agent's state.
 */
final class StreamEvent {
  private static final int LARGE = 1 << 20;
  private static final int FEW = 20;

  private final String id;
  private final String kind;
  private final Optional<DecisionSight.Whose> whose;
  private final String whole;
  private final String bare;

  private StreamEvent(
      String id, String kind, Optional<DecisionSight.Whose> whose, String whole, String bare) {
    this.id = id;
    this.kind = kind;
    this.whose = whose;
    this.whole = whole;
    this.bare = bare;
  }

  static StreamEvent ofDecision(String id, Verdict verdict) {
    return new StreamEvent(
        id, "push", Optional.of(DecisionSight.Whose.of(verdict)), whole(verdict), bare(verdict));
  }

  /** The same to everybody. */
  static StreamEvent ofState(String id, String state) {
    return new StreamEvent(id, "state", Optional.empty(), "", state);
  }

  /** What is too large to be kept for all who may come is in the log. */
  private static String whole(Verdict verdict) {
    String json = VerdictJson.write(verdict);
    return json.length() <= LARGE || verdict.violations().size() <= FEW
        ? json
        : VerdictJson.write(
            new Verdict(
                verdict.id(),
                verdict.at(),
                verdict.pusher(),
                verdict.refs(),
                verdict.accepted(),
                verdict.violations().subList(0, FEW),
                verdict.policy(),
                List.of(),
                verdict.notes(),
                verdict.commits(),
                verdict.paths(),
                verdict.millis()));
  }

  private static String bare(Verdict verdict) {
    List<AgentId> agents =
        verdict.refs().stream().map(JudgedRef::agents).flatMap(List::stream).distinct().toList();
    return JsonLine.of(
        json -> {
          JsonLine.optional(
              json,
              "agent",
              agents.size() == 1 ? Optional.of(agents.get(0).id()) : Optional.empty());
          json.writeBooleanField("accepted", verdict.accepted());
          JsonLine.optional(
              json,
              "code",
              verdict.violations().stream().findFirst().map(first -> first.code().name()));
        });
  }

  String id() {
    return id;
  }

  int size() {
    return whole.length() + bare.length();
  }

  /** As it goes over the wire to that reader. */
  String text(DecisionSight sight) {
    boolean all = whose.filter(sight::sees).isPresent();
    String data = all ? whole : bare;
    return "id: " + id + "\nevent: " + (all ? "decision" : kind) + "\ndata: " + data + "\n\n";
  }
}
