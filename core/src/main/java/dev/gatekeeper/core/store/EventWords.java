package dev.gatekeeper.core.store;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Entry;
import dev.gatekeeper.core.ledger.Event.Evidence;
import dev.gatekeeper.core.ledger.Event.Trials;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.text.PlainText;
import java.util.List;

/** The text of an event, for {@code git log} and {@code gatekeeper log}. */
public final class EventWords {
  private static final int MOST = 120;

  private EventWords() {}

  /** A line that says what happened. */
  public static String subject(Entry entry) {
    return PlainText.cut(PlainText.line(words(entry.event())), MOST);
  }

  private static String words(Event event) {
    if (event instanceof Event.ValidationStarted e) {
      return "%s: validation of %s begins"
          .formatted(e.agent(), at(e.branch().shortName(), e.commit().abbreviated()));
    }
    if (event instanceof Event.Validated e) {
      String what = at(e.branch().shortName(), e.commit().abbreviated());
      return e.outcome() == CheckOutcome.PASSED
          ? "%s: handed off %s, all of %d checks passed"
              .formatted(e.agent(), what, e.evidence().size())
          : "%s: validation of %s %s (%s)"
              .formatted(e.agent(), what, e.outcome().word(), culprits(e.evidence()));
    }
    if (event instanceof Event.ValidationDropped e) {
      return "%s: validation of %s was discarded: %s"
          .formatted(e.agent(), e.commit().abbreviated(), e.why());
    }
    if (event instanceof Event.Attested e) {
      return "%s: %s attested as %s by %s"
          .formatted(
              e.agent(),
              at(e.branch().shortName(), e.commit().abbreviated()),
              e.passed() ? "passed" : "failed",
              e.evidence());
    }
    if (event instanceof Event.Stopped e) {
      return "%s: stopped: %s".formatted(e.agent(), e.reason());
    }
    if (event instanceof Event.Resumed e) {
      return "%s: resumed%s".formatted(e.agent(), because(e.reason()));
    }
    if (event instanceof Event.Reopened e) {
      return "%s: reopened: %s".formatted(e.agent(), e.reason());
    }
    if (event instanceof Event.RolledBack e) {
      return "%s: rolled back %s from %s to %s%s"
          .formatted(
              e.agent(),
              e.branch().shortName(),
              e.before().isZero() ? "nothing" : e.before().abbreviated(),
              e.after().isZero() ? "nothing" : e.after().abbreviated(),
              because(e.reason()));
    }
    if (event instanceof Event.Integrated e) {
      return e.steps().isEmpty()
          ? "all agents are in: %s tagged %s".formatted(e.after().abbreviated(), e.tag())
          : "integrated %s: %s%s"
              .formatted(
                  names(e.about()),
                  e.after().abbreviated(),
                  e.tag().isEmpty() ? "" : ", tagged " + e.tag());
    }
    if (event instanceof Event.IntegrationFailed e) {
      return "%s failed (%s); %s"
          .formatted(
              e.agents().isEmpty() ? "tagging the whole" : "integration of " + names(e.agents()),
              culprits(e.evidence()),
              because(e));
    }
    if (event instanceof Event.IntegrationUndone e) {
      return "%s: its integration %s is undone by %s%s"
          .formatted(
              e.agent(),
              e.step().after().abbreviated(),
              e.undoneBy().abbreviated(),
              because(e.reason()));
    }
    if (event instanceof Event.PolicyChanged e) {
      return "the policy changed; "
          + (e.lapsed().isEmpty()
              ? "all handoffs are valid under it"
              : "not valid under it: handoff of " + names(e.lapsed()))
          + (e.gone().isEmpty()
              ? ""
              : "; no longer named: " + names(e.gone().stream().map(Event.Gone::agent).toList()));
    }
    if (event instanceof Event.Pushed e) {
      String where = at(e.ref().shortName(), e.after().abbreviated());
      return switch (e.why()) {
        case MAINTAINER -> "a maintainer pushed " + where + because(e.reason());
        case WAIVED -> "a waiver allowed " + where;
        case DIRECT -> "direct push of " + where;
        case OVERRIDE -> "override: " + where + because(e.reason());
        case REMOVED ->
            "removal of " + at(e.ref().shortName(), e.before().abbreviated()) + ", left over";
        case REWRITE -> "rewrite of " + where + ", away from " + e.before().abbreviated();
      };
    }
    return event.kind();
  }

  private static String because(Event.IntegrationFailed e) {
    if (!e.culprits().isEmpty()) {
      return "responsible: " + names(e.culprits());
    }
    return e.trials().stream().anyMatch(Trials::differ)
        ? "the checks are unreliable, no agent is named"
        : "no responsible agent identified";
  }

  private static String names(List<AgentId> agents) {
    return String.join(", ", agents.stream().map(AgentId::id).toList());
  }

  private static String at(String branch, String commit) {
    return branch + " at " + commit;
  }

  private static String because(String reason) {
    return reason.isEmpty() ? "" : ": " + reason;
  }

  private static String culprits(List<Evidence> evidence) {
    List<String> names =
        evidence.stream()
            .filter(e -> e.outcome() != CheckOutcome.PASSED)
            .map(e -> e.check() + ": " + e.outcome().word())
            .toList();
    return names.isEmpty() ? "no check ran" : String.join("; ", names);
  }
}
