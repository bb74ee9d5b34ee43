package dev.gatekeeper.core.model;

/**
 * The sender of a push, as the transport authenticated it (semantics, sections 1 and 5); never the
 * author or committer field.
 */
public sealed interface Pusher {

  record Named(Principal principal) implements Pusher {}

  /** A push over a transport that gives no principal, such as a shared account. */
  record Unnamed() implements Pusher {}

  static Pusher named(String principal) {
    return new Named(new Principal(principal));
  }

  /** A push that comes without a principal. */
  static Pusher unnamed() {
    return new Unnamed();
  }
}
