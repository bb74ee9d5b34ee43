package dev.gatekeeper.server.git;

import dev.gatekeeper.core.model.Verdict;
import java.util.List;
import java.util.function.Consumer;

/** What an accepted push asks for besides. */
@FunctionalInterface
interface AfterPush {
  /**
   * The refs have moved.
   *
   * @param options the push options
   * @param lines are told to whoever pushed, as they come; throws if nobody is there any more
   * @param alive is called now and then where there is nothing to tell for long; throws likewise
   */
  void accepted(Verdict verdict, List<String> options, Consumer<String> lines, Runnable alive)
      throws InterruptedException;
}
