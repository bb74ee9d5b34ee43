package dev.gatekeeper.server.git;

import dev.gatekeeper.core.model.Push;
import java.util.function.Consumer;

/** Answers a push that asks, and that the gate has let in. */
@FunctionalInterface
interface Asking {
  /**
   * Answers it.
   *
   * @param lines are told to whoever asks, as they come; throws if nobody is there any more
   * @param alive is called now and then where there is nothing to tell for long; throws likewise
   * @return what git is to say the push is rejected for, or "" if the answer is yes
   */
  String answer(Push push, Consumer<String> lines, Runnable alive) throws InterruptedException;
}
