package dev.gatekeeper.core.validate;

/**
 * How a command ended.
 *
 * @param exit its status, if it {@link Way#EXITED}
 * @param stdout what it printed on standard output
 * @param text the same without {@link ControlSequences}
 * @param printed what it printed, errors too, as it came
 * @param trouble why it was not begun, if so
 */
record Ended(
    Way way, int exit, KeptOutput stdout, KeptOutput text, KeptOutput printed, String trouble) {

  enum Way {
    EXITED,
    /** It was not begun: there was no sandbox, or no checkout. */
    NOT_BEGUN,
    TIMED_OUT,
    OUT_OF_MEMORY,
    /** It left something that could not be ended. */
    NOT_ENDED
  }
}
