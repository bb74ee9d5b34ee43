package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.text.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The decisions on record that a reader may read: maintainers and validators all, an agent its own,
 * others none.
 */
final class DecisionSight {
  private static final String NOBODY = "-";

  private final RepositoryView seen;
  private final List<String> agents;

  DecisionSight(RepositoryView seen) {
    this.seen = seen;
    this.agents = seen.visibility().agents().stream().map(a -> a.id().id()).toList();
  }

  /**
   * Whose a decision is.
   *
   * @param principal who pushed, or empty if nobody was named
   * @param agents whose branches the refs are, {@code -} for a ref that is nobody's
   */
  record Whose(String principal, List<String> agents) {
    static Whose of(Verdict verdict) {
      return new Whose(
          verdict.pusher() instanceof Pusher.Named named ? named.principal().name() : "",
          verdict.refs().stream().map(Whose::of).toList());
    }

    private static String of(JudgedRef ref) {
      return ref.agents().stream().findFirst().map(AgentId::id).orElse(NOBODY);
    }
  }

  /** Whether that line of the log is whole, and the reader may read it. */
  boolean sees(String line) {
    JsonObject json = JsonObject.lenient(line, "principal", "refs", "refsLeftOut");
    if (!json.has("principal")) {
      return false; // torn: nobody can say whose it was
    }
    List<String> concerned = new ArrayList<>();
    for (JsonObject ref : json.objects("refs")) {
      concerned.add(ref.text("agent").isEmpty() ? NOBODY : ref.text("agent"));
    }
    if (!List.of("", "0").contains(json.text("refsLeftOut"))) {
      concerned.add(NOBODY); // nobody can say whose they were
    }
    return sees(new Whose(json.text("principal"), concerned));
  }

  /** Whether the reader may read it. */
  boolean sees(Whose decision) {
    if (seen.seesAll()) {
      return true;
    }
    return decision.principal().isEmpty()
        ? !decision.agents().isEmpty() && agents.containsAll(decision.agents())
        : seen.caller().isNamed() && decision.principal().equals(seen.caller().name());
  }
}
