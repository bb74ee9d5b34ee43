package dev.gatekeeper.hooks.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A story with real git, as its file tells it; {@code scenarios/README.md} describes the language.
 *
 * @param name the file's name without its ending
 * @param story the comment at the top
 * @param doors the doors it goes through; all where there is none
 * @param launched whether each command and hook is a process of its own, as it is for a user
 * @param sandboxed whether commands run in the sandbox, so that there has to be one
 * @param racing whether chance, or where it is played, has a say in its decisions
 */
record Scenario(
    String name,
    String story,
    List<String> doors,
    boolean launched,
    boolean sandboxed,
    boolean racing,
    List<Step> steps) {
  private static final Pattern HERE = Pattern.compile("(.*?)\\s*<<([A-Z]+)");

  Scenario {
    doors = List.copyOf(doors);
    steps = List.copyOf(steps);
  }

  /** Reads the text of a file; a mistake is a {@link BadScenario} that says where. */
  static Scenario parse(String file, String text) {
    return new Reader(file, text.lines().toList()).read();
  }

  /** Whether it is told of this door. */
  boolean goesThrough(String door) {
    return doors.isEmpty() || doors.contains(door);
  }

  /** Whether its decisions are the same at every door: no chance, and nobody without a name. */
  boolean isComparable() {
    return !racing
        && steps.stream().noneMatch(s -> s.word().equals("as") && s.rest().equals(Door.NOBODY));
  }

  private static final class Reader {
    private final String file;
    private final List<String> lines;
    private final List<Step> steps = new ArrayList<>();
    private List<String> doors = List.of();
    private boolean launched;
    private boolean sandboxed;
    private boolean racing;
    private int next;

    Reader(String file, List<String> lines) {
      this.file = file;
      this.lines = lines;
    }

    Scenario read() {
      String story = comment();
      if (story.isEmpty()) {
        throw new BadScenario(file + ":1", "it begins with a comment that tells the story");
      }
      while (next < lines.size()) {
        String line = lines.get(next++);
        if (!line.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
          throw new BadScenario(at(), "write other characters as escapes: \"\\303\\251\"");
        }
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        if (line.startsWith(" ")) {
          throw new BadScenario(at(), "an indented line belongs below a statement");
        }
        statement(line);
      }
      return new Scenario(
          file.replace(".scenario", ""), story, doors, launched, sandboxed, racing, steps);
    }

    private String comment() {
      StringBuilder story = new StringBuilder();
      while (next < lines.size() && lines.get(next).startsWith("#")) {
        story.append(lines.get(next++).substring(1).strip()).append('\n');
      }
      return story.toString();
    }

    private void statement(String line) {
      String at = at();
      int number = next;
      Matcher here = HERE.matcher(line);
      String head = here.matches() ? here.group(1) : line;
      String body = here.matches() ? document(here.group(2)) : indented();
      int space = head.indexOf(' ');
      String word = space < 0 ? head : head.substring(0, space);
      String rest = space < 0 ? "" : head.substring(space + 1).strip();
      if (word.equals("only")) {
        doors = List.of(rest.split(" "));
      } else if (word.equals("launched")) {
        launched = true;
      } else if (word.equals("sandboxed")) {
        sandboxed = true;
      } else if (word.equals("racing")) {
        racing = true;
      } else if (Runner.WORDS.contains(word)) {
        steps.add(new Step(at, number, word, rest, body));
      } else {
        throw new BadScenario(at, "`" + word + "` is no statement; they are " + Runner.WORDS);
      }
    }

    private String document(String end) {
      StringBuilder body = new StringBuilder();
      int start = next;
      while (next < lines.size()) {
        String line = lines.get(next++);
        if (line.equals(end)) {
          return body.toString();
        }
        body.append(line).append('\n');
      }
      throw new BadScenario(file + ":" + start, "there is no line `" + end + "` to end it");
    }

    private String indented() {
      StringBuilder body = new StringBuilder();
      while (next < lines.size() && lines.get(next).startsWith("  ")) {
        body.append(lines.get(next++).strip()).append('\n');
      }
      return body.toString();
    }

    private String at() {
      return file + ":" + next;
    }
  }
}
