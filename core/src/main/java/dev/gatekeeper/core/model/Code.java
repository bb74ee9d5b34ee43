package dev.gatekeeper.core.model;

import java.util.Locale;

/**
 * The code of a violation: the kind of reason for a refusal. The names are part of the interface
 * (interfaces, "What a refused push says").
 */
public enum Code {
  PATH_NOT_OWNED(Retry.AFTER_FIX, Kind.PATH),
  PATH_FORBIDDEN(Retry.AFTER_FIX, Kind.PATH),
  PROTECTED(Retry.AFTER_FIX, Kind.PATH),
  NOT_YOUR_BRANCH(Retry.NEVER, Kind.REF),
  REF_NOT_ALLOWED(Retry.NEVER, Kind.REF),
  NON_FAST_FORWARD(Retry.AFTER_FIX, Kind.REF),
  REF_DELETE(Retry.NEVER, Kind.REF),
  HANDOFF_PENDING(Retry.AFTER_HANDOFF, Kind.ORDER),
  HANDOFF_NOT_INCLUDED(Retry.AFTER_FIX, Kind.ORDER),
  EXCLUDED(Retry.LATER, Kind.ORDER),
  HANDED_OFF(Retry.LATER, Kind.ORDER),
  STOPPED(Retry.LATER, Kind.ORDER),
  NOT_VALIDATED(Retry.AFTER_FIX, Kind.ORDER),
  FOREIGN_STATE(Retry.AFTER_FIX, Kind.PATH),
  STATE_CHANGED(Retry.LATER, Kind.ORDER),
  CASE_COLLISION(Retry.AFTER_FIX, Kind.CONTENT),
  SYMLINK_ESCAPE(Retry.AFTER_FIX, Kind.CONTENT),
  SUBMODULE(Retry.AFTER_FIX, Kind.CONTENT),
  WINDOWS_NAME(Retry.AFTER_FIX, Kind.CONTENT),
  BAD_OBJECT(Retry.AFTER_FIX, Kind.OBJECT),
  BAD_PATH(Retry.AFTER_FIX, Kind.OBJECT),
  LIMIT(Retry.AFTER_FIX, Kind.OBJECT),
  POLICY_INVALID(Retry.LATER, Kind.GATE),
  GATE_ERROR(Retry.LATER, Kind.GATE);

  public enum Kind {
    /** A path that the agent may not change. */
    PATH,
    /** An effect that is refused whoever owns the path, unless the policy only warns. */
    CONTENT,
    /** A ref, or who may move it. */
    REF,
    /** Order, handoff and integration. */
    ORDER,
    /** What cannot be judged or stored at all. */
    OBJECT,
    /** The gate itself could not decide. */
    GATE
  }

  private final Retry retry;
  private final Kind kind;

  Code(Retry retry, Kind kind) {
    this.retry = retry;
    this.kind = kind;
  }

  public Retry retry() {
    return retry;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * When it makes sense to push again. Of several violations the least hopeful counts: the order
   * here is that of hope.
   */
  public enum Retry {
    /** The gate or the repository was busy or out of order; the same push may pass. */
    LATER,
    /** When somebody else's handoff is valid. */
    AFTER_HANDOFF,
    /** When the push has been mended as the message says. */
    AFTER_FIX,
    /** What was tried is not allowed to this principal at all. */
    NEVER;

    /** The word in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
