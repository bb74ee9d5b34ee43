package dev.gatekeeper.server.validate;

import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.operation.Asks;
import dev.gatekeeper.core.operation.HandoffRun;
import dev.gatekeeper.server.repository.Served;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Answers pushes that ask, each to its end. */
public final class PushedAsks {
  private final Validations validations;
  private final BiConsumer<Served, Verdict> decided;

  /**
   * @param decided is told of every decision
   */
  public PushedAsks(Validations validations, BiConsumer<Served, Verdict> decided) {
    this.validations = validations;
    this.decided = decided;
  }

  /**
   * Answers one that the gate has let in.
   *
   * @param lines takes what is told; may throw if nobody is there any more, which stops nothing
   * @return what git is to say the push is rejected for, or "" if the answer is yes
   */
  public String answer(Served served, Push push, Consumer<String> lines, Runnable alive)
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
}
