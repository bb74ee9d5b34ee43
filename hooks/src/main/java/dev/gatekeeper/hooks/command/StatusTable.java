package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.text.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The status table for people: the agents, what each waits for, and the order below it. */
record StatusTable(List<JsonObject> agents, Instant now, boolean colours, int width) {
  private static final List<String> HEADER =
      List.of("step", "agent", "state", "since", "time", "branch", "title");
  private static final int STATE = 2;
  private static final int WIDEST = 44;
  private static final String GAP = "  ";

  private static final String RESET = "\u001b[0m";
  private static final Map<String, String> COLOURS =
      Map.of(
          "validating", "\u001b[36m",
          "suspended", "\u001b[31m",
          "failed", "\u001b[31m",
          "stopped", "\u001b[31m",
          "blocked", "\u001b[2m",
          "active", "\u001b[33m",
          "integrated", "\u001b[32m",
          "validated", "\u001b[32m");

  /**
   * The lines to print.
   *
   * @param agents as {@code status --json} has them
   * @param width how many columns there are; only a word or a command that is longer goes beyond
   */
  static List<String> of(List<String> agents, Instant now, boolean colours, int width) {
    List<JsonObject> read = agents.stream().map(JsonObject::lenient).toList();
    List<String> lines = new ArrayList<>(new StatusTable(read, now, colours, width).table());
    lines.addAll(OrderGraph.of(read, width));
    return lines;
  }

  /** What stands above it where it is drawn again and again: of when it is, in UTC. */
  static String clock(Instant now) {
    return "as of " + now.truncatedTo(ChronoUnit.SECONDS);
  }

  private List<String> table() {
    List<List<String>> rows = new ArrayList<>(List.of(HEADER));
    agents.forEach(agent -> rows.add(row(agent)));
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
      }
    }
    int fitting = fitting(widths);
    String indent = " ".repeat(widths[0]) + GAP + GAP;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      String colour = i == 0 ? "" : colour(agents.get(i - 1));
      lines.add(line(row.subList(0, fitting), widths, colour));
      String rest = String.join(GAP, row.subList(fitting, row.size())).strip();
      List<String> below = new ArrayList<>(rest.isEmpty() ? List.of() : List.of(rest));
      below.addAll(i == 0 ? List.of() : notes(agents.get(i - 1)));
      below.forEach(text -> lines.addAll(Plain.wrapped(indent + text, indent, width)));
      if (i > 0) { // whole, since a command in two lines can't be copied
        commands(agents.get(i - 1)).forEach(text -> lines.add(indent + text));
      }
    }
    return lines;
  }

  /** How many columns fit beside each other; what does not stands below. */
  private int fitting(int[] widths) {
    int all = -GAP.length();
    for (int i = 0; i < widths.length; i++) {
      all += GAP.length() + widths[i];
      if (all > width) {
        return Math.max(i, STATE + 1);
      }
    }
    return widths.length;
  }

  private String colour(JsonObject agent) {
    String state = agent.objects("stopped").isEmpty() ? agent.text("state") : "stopped";
    return colours ? COLOURS.getOrDefault(state, "") : "";
  }

  private static String line(List<String> row, int[] widths, String colour) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      int missing = widths[i] - cell.codePointCount(0, cell.length());
      boolean coloured = i == STATE && !colour.isEmpty();
      line.append(i == 0 ? "" : GAP)
          .append(coloured ? colour + cell + RESET : cell)
          .append(" ".repeat(missing));
    }
    return line.toString().stripTrailing();
  }

  private List<String> row(JsonObject agent) {
    return List.of(
        agent.text("step"),
        agent.text("agent"),
        state(agent),
        ago(agent.text("since")),
        time(agent),
        branch(agent),
        Plain.line(agent.text("title")));
  }

  private static String state(JsonObject agent) {
    return agent.text("state")
        + (agent.text("closed").equals("true") ? ", closed" : "")
        + (agent.objects("stopped").isEmpty() ? "" : ", stopped");
  }

  private String ago(String since) {
    try {
      return since.isEmpty() ? "-" : length(Duration.between(Instant.parse(since), now));
    } catch (DateTimeException e) {
      return "?";
    }
  }

  /** The time that its work has taken, of what it was thought to take. */
  private static String time(JsonObject agent) {
    String elapsed = agent.text("elapsed");
    String estimate = agent.text("estimate");
    String taken =
        elapsed.matches("[0-9]{1,12}") ? length(Duration.ofSeconds(Long.parseLong(elapsed))) : "-";
    return estimate.isEmpty() ? taken : taken + " of " + Plain.line(estimate);
  }

  private static String length(Duration time) {
    if (time.toMinutes() < 1) {
      return "<1m";
    }
    if (time.toHours() < 1) {
      return time.toMinutes() + "m";
    }
    if (time.toHours() < 10) {
      return time.toHours() + "h" + (time.toMinutesPart() == 0 ? "" : time.toMinutesPart() + "m");
    }
    return time.toHours() < 72 ? time.toHours() + "h" : time.toDays() + "d";
  }

  /** The one it works on, or the first, and how many more there are. */
  private static String branch(JsonObject agent) {
    List<JsonObject> heads = agent.objects("heads");
    if (heads.isEmpty()) {
      return agent.text("hidden").equals("true") ? "(not shown)" : "(none)";
    }
    JsonObject head =
        heads.stream().filter(h -> h.text("works").equals("true")).findFirst().orElse(heads.get(0));
    String name = Plain.line(head.text("ref").replaceFirst("^refs/heads/", ""));
    String shown = name.length() <= WIDEST ? name : name.substring(0, WIDEST - 3) + "...";
    String commit = head.text("commit");
    return shown
        + " "
        + commit.substring(0, Math.min(7, commit.length()))
        + (heads.size() > 1 ? " +" + (heads.size() - 1) : "");
  }

  /** What holds it up. */
  private static List<String> notes(JsonObject agent) {
    List<String> notes = new ArrayList<>();
    for (JsonObject waits : agent.objects("waitsFor")) {
      if (!waits.text("code").equals("HANDED_OFF")) { // the state says so
        notes.add(Plain.line(waits.text("why")));
      }
    }
    return notes;
  }

  /** What can be done about it: about a handoff that can't go on, left-over branches, a failure. */
  private static List<String> commands(JsonObject agent) {
    List<String> notes = new ArrayList<>();
    if (!agent.text("stuck").isEmpty()) {
      notes.add(Plain.line(agent.text("stuck")));
    }
    for (JsonObject left : agent.objects("leftOver")) {
      String words = Plain.line(left.text("next"));
      notes.add(
          words.isEmpty()
              ? "left over: a branch with work outside its handoff, which it or a maintainer can"
                  + " remove"
              : "left over: " + words);
    }
    for (JsonObject last : agent.objects("last")) {
      if (agent.text("state").equals("failed")) {
        String event = last.text("event");
        notes.add(
            "its last validation %s: gatekeeper log --output %s"
                .formatted(last.text("outcome"), event));
      }
    }
    return notes;
  }

  /** Who comes after whom, in text: an arrow from each agent to those that wait for it. */
  static final class OrderGraph {
    private static final String ARROW = " --> ";
    private static final String APART = " --x ";

    private OrderGraph() {}

    /** The lines, or none where no agent comes after another or excludes one. */
    static List<String> of(List<JsonObject> agents, int width) {
      List<JsonObject> ordered = new ArrayList<>(agents);
      ordered.sort(Comparator.comparingInt(OrderGraph::step));
      Map<String, List<String>> followers = new LinkedHashMap<>();
      Set<String> placed = new LinkedHashSet<>();
      for (JsonObject agent : ordered) {
        String id = agent.text("agent");
        for (String before : agent.texts("after")) {
          followers.computeIfAbsent(before, b -> new ArrayList<>()).add(id);
          placed.add(before);
          placed.add(id);
        }
      }
      List<String> ids = ordered.stream().map(agent -> agent.text("agent")).toList();
      int widest = followers.keySet().stream().mapToInt(String::length).max().orElse(0);
      List<String> lines = new ArrayList<>();
      for (String id : ids) {
        if (followers.containsKey(id)) {
          lines.addAll(
              wrapped(pad(id, widest) + ARROW, followers.getOrDefault(id, List.of()), width));
        }
      }
      for (JsonObject agent : ordered) {
        List<String> excluded = agent.texts("excludes");
        if (!excluded.isEmpty()) {
          lines.addAll(wrapped(pad(agent.text("agent"), widest) + APART, excluded, width));
        }
      }
      if (lines.isEmpty()) {
        return List.of();
      }
      List<String> alone = ids.stream().filter(id -> !placed.contains(id)).toList();
      if (!alone.isEmpty()) {
        lines.addAll(wrapped("any time: ", alone, width));
      }
      lines.addAll(
          0, List.of("", "order (a --> b: b comes after a; a --x b: a waits while b works)"));
      return lines;
    }

    private static int step(JsonObject agent) {
      String step = agent.text("step");
      return step.matches("[0-9]{1,6}") ? Integer.parseInt(step) : 0;
    }

    private static String pad(String text, int width) {
      return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Names side by side, below each other where the line is full. */
    private static List<String> wrapped(String head, List<String> names, int width) {
      List<String> lines = new ArrayList<>();
      StringBuilder line = new StringBuilder("  " + head);
      int indent = line.length();
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i) + (i + 1 < names.size() ? "," : "");
        if (line.length() > indent && line.length() + 1 + name.length() > width) {
          lines.add(line.toString());
          line = new StringBuilder(" ".repeat(indent));
        }
        line.append(line.length() > indent ? " " : "").append(name);
      }
      lines.add(line.toString());
      return lines;
    }
  }
}
