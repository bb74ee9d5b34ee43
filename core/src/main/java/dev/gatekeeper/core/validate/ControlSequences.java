package dev.gatekeeper.core.validate;

import java.io.ByteArrayOutputStream;

/**
 * A filter for terminal control in output: escape sequences, control sequences ({@code ESC [ 0 m}
 * resets a colour, and its 0 does not count as a number) and control strings ({@code ESC ] 0 ;
 * title BEL}), as ECMA-48 defines them and terminals read them (docs/semantics.md, section 8).
 * Bytes are taken as they come, so that no sequence is cut in two where output is.
 *
 * <p>The one-byte forms of C1 count as well, as UTF-8 ({@code C2 9B}) and as a byte that is part of
 * no character. ESC, CAN and SUB end whatever is open; any other control inside a sequence is
 * passed on, as a terminal obeys it there.
 */
final class ControlSequences {
  private static final int BEL = 0x07;
  private static final int CAN = 0x18;
  private static final int SUB = 0x1a;
  private static final int ESC = 0x1b;
  private static final int DEL = 0x7f;

  /** The first byte of U+0080 to U+009F, the C1 controls, in UTF-8, and of 32 other characters. */
  private static final int C1_LEAD = 0xc2;

  private static final int CSI = 0x9b;
  private static final int OSC = 0x9d;

  private enum Open {
    NOTHING,
    ESCAPE,
    ESCAPE_WITH_INTERMEDIATES,
    SEQUENCE,
    /** OSC, which BEL ends too. */
    COMMAND,
    /** DCS, SOS, PM and APC. */
    STRING
  }

  /** Takes what is left. */
  @FunctionalInterface
  interface Sink {
    void add(byte[] bytes, int offset, int length);
  }

  private final Sink sink;
  private Open open = Open.NOTHING;
  private boolean isLeadHeld;
  private int continuations;

  ControlSequences(Sink sink) {
    this.sink = sink;
  }

  void add(byte[] bytes, int offset, int length) {
    ByteArrayOutputStream left = new ByteArrayOutputStream(length + 1);
    for (int i = offset; i < offset + length; i++) {
      take(bytes[i] & 0xff, left);
    }
    sink.add(left.toByteArray(), 0, left.size());
  }

  /** Tells characters of several bytes from controls. */
  private void take(int b, ByteArrayOutputStream left) {
    boolean isContinuation = (b & 0xc0) == 0x80;
    if (isLeadHeld) {
      isLeadHeld = false;
      if (isContinuation && isC1(b)) {
        c1(b);
        return;
      }
      character(C1_LEAD, left);
      continuations = 1;
    }
    if (isContinuation && continuations > 0) {
      continuations--;
      character(b, left);
      return;
    }
    continuations = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : b >= 0xc0 ? 1 : 0;
    if (b == C1_LEAD) {
      isLeadHeld = true;
    } else if (isC1(b)) {
      c1(b);
    } else if (b > DEL) {
      character(b, left);
    } else if (b < ' ' || b == DEL) {
      control(b, left);
    } else {
      graphic(b, left);
    }
  }

  private static boolean isC1(int b) {
    return b >= 0x80 && b <= 0x9f;
  }

  private void c1(int control) {
    open =
        switch (control) {
          case CSI -> Open.SEQUENCE;
          case OSC -> Open.COMMAND;
          case 0x90, 0x98, 0x9e, 0x9f -> Open.STRING;
          default -> Open.NOTHING; // ST among them
        };
  }

  private boolean isInString() {
    return open == Open.COMMAND || open == Open.STRING;
  }

  /** A byte of a character beyond ASCII: it belongs to no sequence, and ends one. */
  private void character(int b, ByteArrayOutputStream left) {
    if (!isInString()) {
      open = Open.NOTHING;
      left.write(b);
    }
  }

  private void control(int b, ByteArrayOutputStream left) {
    if (b == ESC) {
      open = Open.ESCAPE;
    } else if (open == Open.NOTHING) {
      left.write(b);
    } else if (b == CAN || b == SUB || (b == BEL && open == Open.COMMAND)) {
      open = Open.NOTHING;
    } else if (!isInString() && b != DEL) {
      left.write(b);
    }
  }

  private void graphic(int b, ByteArrayOutputStream left) {
    switch (open) {
      case NOTHING -> left.write(b);
      case ESCAPE -> {
        if (b < '0') {
          open = Open.ESCAPE_WITH_INTERMEDIATES;
        } else if (b >= '@' && b <= '_') {
          c1(b + 0x40); // the two-byte form of it
        } else {
          open = Open.NOTHING;
        }
      }
      case ESCAPE_WITH_INTERMEDIATES -> open = b < '0' ? open : Open.NOTHING;
      case SEQUENCE -> open = b < '@' ? open : Open.NOTHING;
      case COMMAND, STRING -> {}
    }
  }
}
