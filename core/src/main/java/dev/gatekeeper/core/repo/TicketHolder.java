package dev.gatekeeper.core.repo;

/** Who moves the refs of an accepted push after the gate has spoken (semantics, section 9). */
public sealed interface TicketHolder {

  /**
   * git's receive-pack, which moves them when its hook has gone.
   *
   * @param pid its process id
   */
  record ReceivePack(long pid) implements TicketHolder {}

  /** Nobody: nothing is going to be moved ({@code gatekeeper verify}). */
  record Nobody() implements TicketHolder {}
}
