package dev.gatekeeper.core.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The simple commands in a line for {@code sh}, as far as its text shows. What can't be told is
 * left out: reading ends at a substitution, a here-document or a function.
 */
final class ShellCommands {
  private final String line;
  private final List<List<Word>> commands = new ArrayList<>();
  private List<Word> command = new ArrayList<>();
  private StringBuilder word = new StringBuilder();
  private boolean begun;
  private boolean known = true;
  private boolean isTarget;

  private ShellCommands(String line) {
    this.line = line;
  }

  /**
   * A word of a command.
   *
   * @param known whether it is what it says: no variable, no wildcard
   */
  record Word(String text, boolean known) {}

  static List<List<Word>> of(String line) {
    ShellCommands read = new ShellCommands(line);
    read.read();
    return read.commands;
  }

  private void read() {
    int i = 0;
    while (i >= 0 && i < line.length()) {
      i = step(i);
    }
    if (i < 0) {
      known = false; // what was being read goes on in a way that is not understood
    }
    endCommand();
  }

  /** Reads on from {@code i}; returns where to go on, or -1 at what can't be told. */
  private int step(int i) {
    char c = line.charAt(i);
    switch (c) {
      case '\'' -> {
        return quoted(i);
      }
      case '"' -> {
        return doubleQuoted(i + 1);
      }
      case '\\' -> {
        return escaped(i);
      }
      case '`' -> {
        return -1;
      }
      case '$' -> {
        begun = true;
        known = false;
        return line.startsWith("$(", i) ? -1 : i + 1;
      }
      case '<', '>' -> {
        return redirection(i);
      }
      case '(' -> {
        return begun || !command.isEmpty() ? -1 : i + 1; // a function, or something else again
      }
      case '\n', ';', '&', '|', ')' -> endCommand();
      case ' ', '\t' -> endWord();
      case '#' -> {
        if (!begun) {
          int end = line.indexOf('\n', i);
          return end < 0 ? line.length() : end;
        }
        add(c);
      }
      case '*', '?', '[', '~' -> {
        known &= c == '[' && !begun; // the command `[`
        add(c);
      }
      default -> add(c);
    }
    return i + 1;
  }

  private void add(char c) {
    begun = true;
    word.append(c);
  }

  private int quoted(int i) {
    begun = true;
    int end = line.indexOf('\'', i + 1);
    if (end > 0) {
      word.append(line, i + 1, end);
    }
    return end < 0 ? -1 : end + 1;
  }

  private int doubleQuoted(int from) {
    begun = true;
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c == '`' || line.startsWith("$(", i)) {
        return -1;
      }
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        word.append(line.charAt(i));
      } else {
        known &= c != '$';
        word.append(c);
      }
    }
    return -1;
  }

  private int escaped(int i) {
    if (i + 1 == line.length()) {
      return -1;
    }
    if (line.charAt(i + 1) != '\n') {
      add(line.charAt(i + 1));
    }
    return i + 2;
  }

  /** Where it leads is no word of the command, and neither is the number before it. */
  private int redirection(int i) {
    if (line.startsWith("<<", i)) {
      return -1;
    }
    if (word.toString().matches("[0-9]*")) {
      word.setLength(0);
      begun = false;
    }
    endWord();
    isTarget = true;
    int next = i + 1;
    while (next < line.length() && ">&|".indexOf(line.charAt(next)) >= 0) {
      next++;
    }
    return next;
  }

  private void endWord() {
    if (begun) {
      if (!isTarget) {
        command.add(new Word(word.toString(), known));
      }
      isTarget = false;
    }
    word = new StringBuilder();
    begun = false;
    known = true;
  }

  private void endCommand() {
    endWord();
    isTarget = false;
    if (!command.isEmpty()) {
      commands.add(command);
    }
    command = new ArrayList<>();
  }
}
