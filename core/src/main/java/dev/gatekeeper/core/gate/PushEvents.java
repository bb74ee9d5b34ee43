package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.ExemptCommits;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The events that the ledger records for a push (docs/semantics.md, sections 3 to 6). */
final class PushEvents {
  private PushEvents() {}

  /**
   * The events of one update, if it is accepted.
   *
   * @param known the commits whose history was not new
   * @param waived whether a waiver allowed anything of it
   * @param patterns what the agent's waivers say
   * @param override why an override lets in what git's fsck calls an error, and which; or nothing
   */
  static List<Event> of(
      RefUpdate update,
      RemainingChecks next,
      Set<Oid> known,
      boolean waived,
      List<String> patterns,
      Optional<String> override) {
    List<Event> events = new ArrayList<>();
    if (next instanceof RemainingChecks.JudgeMaintainer maintainer) {
      Optional<RemainingChecks.Remembered> remembered =
          maintainer
              .why()
              .or(
                  () ->
                      override.map(
                          o ->
                              new RemainingChecks.Remembered(
                                  Event.Why.OVERRIDE, Optional.empty(), o)));
      if (remembered.isPresent()) {
        RemainingChecks.Remembered why = remembered.get();
        ExemptCommits.OfPush standing =
            why.agent().isPresent()
                ? ExemptCommits.OfPush.exactly(update.after(), List.copyOf(known), List.of())
                : ExemptCommits.OfPush.NONE;
        events.add(pushed(why.why(), why.agent(), update, standing, override.orElse(why.reason())));
      }
      if (!maintainer.integrated().isEmpty()) {
        events.add(
            new Event.Integrated(
                maintainer.integrated(), update.before(), update.after(), "", List.of()));
      }
    }
    if (next instanceof RemainingChecks.Unjudged made) {
      RemainingChecks.Remembered why = made.why();
      events.add(pushed(why.why(), why.agent(), update, ExemptCommits.OfPush.NONE, why.reason()));
    }
    if (next instanceof RemainingChecks.Remove removal) {
      AgentId id = removal.agent().id();
      events.add(leaving(Event.Why.REMOVED, id, update, removal.pin()));
    }
    if (next instanceof RemainingChecks.JudgeAgent agent) {
      Optional<AgentId> id = Optional.of(agent.agent().id());
      if (waived) {
        ExemptCommits.OfPush standing =
            ExemptCommits.OfPush.exactly(update.after(), List.copyOf(known), patterns);
        events.add(pushed(Event.Why.WAIVED, id, update, standing, ""));
      }
      if (agent.leftBehind().isPresent()) {
        RefName pin = agent.leftBehind().get();
        events.add(leaving(Event.Why.REWRITE, agent.agent().id(), update, pin));
      }
    }
    return events;
  }

  /** A push after which only the pin keeps where the branch was. */
  private static Event leaving(Event.Why why, AgentId agent, RefUpdate update, RefName pin) {
    return new Event.Pushed(
        Optional.of(agent),
        why,
        update.ref(),
        update.before(),
        update.after(),
        ExemptCommits.OfPush.NONE,
        Optional.of(pin),
        "");
  }

  private static Event pushed(
      Event.Why why,
      Optional<AgentId> agent,
      RefUpdate update,
      ExemptCommits.OfPush standing,
      String reason) {
    return new Event.Pushed(
        agent,
        why,
        update.ref(),
        update.before(),
        update.after(),
        standing,
        Optional.empty(),
        reason);
  }
}
