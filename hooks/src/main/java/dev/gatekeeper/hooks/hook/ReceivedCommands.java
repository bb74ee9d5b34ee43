package dev.gatekeeper.hooks.hook;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The input of a pre-receive hook: {@code old SP new SP ref LF} for each ref. Read as bytes, since
 * a ref's name may hold any; one line that is not understood spoils the whole.
 */
final class ReceivedCommands {
  private static final int ID = 40;

  private ReceivedCommands() {}

  /** Input that is not what git writes. */
  static final class BadInput extends Exception {
    private static final long serialVersionUID = 1L;

    BadInput(String message) {
      super(message);
    }
  }

  /** The commands, at least one. */
  static List<RefUpdate> parse(byte[] input) throws BadInput {
    List<RefUpdate> updates = new ArrayList<>();
    int start = 0;
    while (start < input.length) {
      int end = start;
      while (end < input.length && input[end] != '\n') {
        end++;
      }
      if (end == input.length) {
        throw new BadInput("line " + (updates.size() + 1) + " of standard input is cut short");
      }
      updates.add(line(input, start, end, updates.size() + 1));
      start = end + 1;
    }
    if (updates.isEmpty()) {
      throw new BadInput("standard input names no ref; this command is run by git");
    }
    return updates;
  }

  private static RefUpdate line(byte[] input, int start, int end, int number) throws BadInput {
    int ref = start + 2 * ID + 2;
    if (end <= ref || input[start + ID] != ' ' || input[ref - 1] != ' ') {
      throw new BadInput("line " + number + " of standard input is not `old new ref`");
    }
    Oid before = id(input, start, number);
    Oid after = id(input, start + ID + 1, number);
    return new RefUpdate(RefName.of(Arrays.copyOfRange(input, ref, end)), before, after);
  }

  private static Oid id(byte[] input, int start, int number) throws BadInput {
    String hex = new String(input, start, ID, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < ID; i++) {
      if ("0123456789abcdef".indexOf(hex.charAt(i)) < 0) {
        throw new BadInput("line " + number + " of standard input holds no object id");
      }
    }
    return new Oid(hex);
  }
}
