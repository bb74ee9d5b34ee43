package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.remote.Fields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who comes after whom, in text: an arrow from each agent to those that wait for it. */
final class OrderGraph {
  private static final String ARROW = " --> ";
  private static final String APART = " --x ";

  private OrderGraph() {}

  /** The lines, or none where no agent comes after another or excludes one. */
  static List<String> of(List<String> agents, int width) {
    List<String> ordered = new ArrayList<>(agents);
    ordered.sort(Comparator.comparingInt(OrderGraph::step));
    Map<String, List<String>> followers = new LinkedHashMap<>();
    Set<String> placed = new LinkedHashSet<>();
    for (String agent : ordered) {
      String id = Fields.text(agent, "agent");
      for (String before : Fields.values(agent, "after")) {
        followers.computeIfAbsent(before, b -> new ArrayList<>()).add(id);
        placed.add(before);
        placed.add(id);
      }
    }
    List<String> ids = ordered.stream().map(agent -> Fields.text(agent, "agent")).toList();
    int widest = followers.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (String id : ids) {
      if (followers.containsKey(id)) {
        lines.addAll(
            wrapped(pad(id, widest) + ARROW, followers.getOrDefault(id, List.of()), width));
      }
    }
    for (String agent : ordered) {
      List<String> excluded = Fields.values(agent, "excludes");
      if (!excluded.isEmpty()) {
        lines.addAll(wrapped(pad(Fields.text(agent, "agent"), widest) + APART, excluded, width));
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

  private static int step(String agent) {
    String step = Fields.text(agent, "step");
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
