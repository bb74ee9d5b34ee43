package dev.gatekeeper.server.validate;

import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.operation.Asks;
import dev.gatekeeper.core.operation.HandoffRun;
import dev.gatekeeper.core.operation.Handoffs;
import dev.gatekeeper.core.operation.OperationRefused;
import dev.gatekeeper.core.policy.PushOptions;
import dev.gatekeeper.core.report.VerdictMessage;
import dev.gatekeeper.server.repository.ServedRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The answers to pushed asks, and the handoffs of pushes with the option {@code handoff}, after the
 * push is accepted.
 *
 * @param decided is told of every decision
 */
public record PushedAsks(Validations validations, BiConsumer<ServedRepository, Verdict> decided) {
  /**
   * Answers one that the gate has let in.
   *
   * @param lines takes what is told; may throw if nobody is there any more, which stops nothing
   * @return what git is to say the push is rejected for, or "" if the answer is yes
   */
  public String answer(ServedRepository served, Push push, Consumer<String> lines, Runnable alive)
      throws InterruptedException {
    Validations.Answered<Asks.Answer> answered = validations.ask(served, push);
    decided.accept(served, answered.answer().verdict());
    answered.answer().lines().forEach(lines);
    if (answered.validation().isEmpty()) {
      return answered.answer().refusal();
    }
    boolean handedOff =
        answered
            .validation()
            .get()
            .follow(lines, alive)
            .map(HandoffRun.Result::ending)
            .filter(ending -> ending.isHandedOff())
            .isPresent();
    return answered.answer().refusal(handedOff);
  }

  /**
   * Hands off each agent's branch that was pushed, one after the other, and tells how it goes.
   *
   * @param lines takes what is told; may throw if nobody is there any more, which stops nothing
   */
  public void handOff(
      ServedRepository served,
      Verdict accepted,
      List<String> options,
      Consumer<String> lines,
      Runnable alive)
      throws InterruptedException {
    if (!options.contains(PushOptions.HANDOFF)) {
      return;
    }
    List<Validations.Underway<HandoffRun.Result>> begun = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    boolean any = false;
    for (JudgedRef ref : accepted.refs()) {
      if (!ref.update().isDeletion() && ref.agents().size() == 1) {
        any = true;
        begin(served, accepted, ref, refused).ifPresent(begun::add);
      }
    }
    if (!any) {
      refused.add("gatekeeper: nothing to hand off: no branch of an agent was pushed");
    }
    // all have begun by now, so that none depends on who listens
    refused.forEach(lines);
    for (Validations.Underway<HandoffRun.Result> validation : begun) {
      var unused = validation.follow(lines, alive);
    }
  }

  private Optional<Validations.Underway<HandoffRun.Result>> begin(
      ServedRepository served, Verdict accepted, JudgedRef ref, List<String> refusals) {
    AgentId agent = ref.agents().get(0);
    Handoffs.Request request =
        new Handoffs.Request(
            agent,
            ref.update().ref().shortName(),
            ref.update().after().hex(),
            Actor.of(accepted.pusher()),
            accepted.pusher());
    try {
      Validations.Answered<Handoffs.Answer> asked = validations.begin(served, request, false);
      if (asked.answer() instanceof Handoffs.Answer.Already there) {
        refusals.add("gatekeeper: " + there.words());
      } else if (asked.answer() instanceof Handoffs.Answer.Refused refused) {
        refusals.addAll(VerdictMessage.lines(refused.verdict()));
      }
      return asked.validation();
    } catch (OperationRefused e) {
      refusals.add("gatekeeper: not handed off: " + e.why());
      refusals.add("next: " + e.next());
    } catch (PushBudget.Exceeded e) {
      refusals.add("gatekeeper: not handed off: " + e.noAnswer());
      refusals.add("next: " + PushBudget.Exceeded.next());
    } catch (IOException e) {
      refusals.add("gatekeeper: not handed off: " + e.getMessage());
    }
    return Optional.empty();
  }
}
