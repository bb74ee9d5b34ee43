package dev.gatekeeper.core.store;

import dev.gatekeeper.core.model.Verdict;
import java.io.IOException;

/** Who moves the refs of an accepted push after the gate has spoken (semantics, section 9). */
public sealed interface TicketHolder {

  /**
   * git's receive-pack, which moves them when its hook has gone.
   *
   * @param pid its process id
   */
  record ReceivePack(long pid) implements TicketHolder {}

  /**
   * This process, under the lock under which it was judged.
   *
   * @param mover moves them
   */
  record Here(Mover mover) implements TicketHolder {}

  /** Moves the refs of an accepted push. */
  @FunctionalInterface
  interface Mover {
    /** Moves all refs of the push, or none and throws. */
    void move(Verdict accepted) throws IOException;
  }
}
