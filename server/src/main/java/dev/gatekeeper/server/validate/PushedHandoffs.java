package dev.gatekeeper.server.validate;

import dev.gatekeeper.core.gate.VerdictMessage;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.JudgedRef;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.plan.Handoffs;
import dev.gatekeeper.core.plan.NotPossible;
import dev.gatekeeper.server.Served;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Hands off what was pushed with the option {@code handoff}, once the push is accepted. */
public final class PushedHandoffs {
  private final Validations validations;

  public PushedHandoffs(Validations validations) {
    this.validations = validations;
  }

  /**
   * Hands off each agent's branch that was pushed, one after the other, and tells how it goes.
   *
   * @param lines takes what is told; may throw if nobody is there any more, which stops nothing
   */
  public void of(
      Served served, Verdict accepted, List<String> options, Consumer<String> lines, Runnable alive)
      throws InterruptedException {
    if (!options.contains(VerdictMessage.HANDOFF)) {
      return;
    }
    boolean any = false;
    for (JudgedRef ref : accepted.refs()) {
      if (!ref.update().isDeletion() && ref.agents().size() == 1) {
        any = true;
        handOff(served, accepted, ref, lines, alive);
      }
    }
    if (!any) {
      lines.accept("gatekeeper: nothing to hand off: no branch of an agent was pushed");
    }
  }

  private void handOff(
      Served served, Verdict accepted, JudgedRef ref, Consumer<String> lines, Runnable alive)
      throws InterruptedException {
    AgentId agent = ref.agents().get(0);
    String by =
        accepted.pusher() instanceof Pusher.Named named
            ? named.principal().name()
            : "a push without a principal";
    Handoffs.Request request =
        new Handoffs.Request(
            agent,
            ref.update().ref().shortName(),
            ref.update().after().hex(),
            by,
            accepted.pusher());
    try {
      Validations.Asked asked = validations.begin(served, request, false);
      if (asked instanceof Validations.Asked.Refused refused) {
        VerdictMessage.lines(refused.verdict()).forEach(lines);
      } else if (asked instanceof Validations.Asked.Begun begun) {
        var unused = begun.validation().follow(lines, alive);
      }
    } catch (NotPossible e) {
      lines.accept("gatekeeper: not handed off: " + e.why());
      lines.accept("next: " + e.next());
    } catch (IOException e) {
      lines.accept("gatekeeper: not handed off: " + e.getMessage());
    }
  }
}
