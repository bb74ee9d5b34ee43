package dev.gatekeeper.server.api;

import dev.gatekeeper.core.gate.JsonLine;
import dev.gatekeeper.core.gate.VerdictJson;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.JudgedRef;
import dev.gatekeeper.core.model.Verdict;
import java.io.IOException;
import java.util.List;

/**
 * A push that was judged, as listeners hear of it: whole to those who may read the decision, to
 * others what is no secret (docs/interfaces.md, "Who sees what").
 */
final class Event {
  private static final int LARGE = 1 << 20;
  private static final int FEW = 20;

  private final String id;
  private final String whole;
  private final String bare;

  Event(String id, Verdict verdict) {
    this.id = id;
    this.whole = whole(verdict);
    this.bare = bare(verdict);
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
          if (agents.size() == 1) {
            json.writeStringField("agent", agents.get(0).id());
          } else {
            json.writeNullField("agent");
          }
          json.writeBooleanField("accepted", verdict.accepted());
          if (verdict.violations().isEmpty()) {
            json.writeNullField("code");
          } else {
            json.writeStringField("code", verdict.violations().get(0).code().name());
          }
        });
  }

  String id() {
    return id;
  }

  int size() {
    return whole.length() + bare.length();
  }

  /** As it goes over the wire to that reader. */
  String text(DecisionSight sight) throws IOException {
    boolean all = sight.sees(whole);
    String data = all ? whole : bare;
    return "id: " + id + "\nevent: " + (all ? "decision" : "push") + "\ndata: " + data + "\n\n";
  }
}
