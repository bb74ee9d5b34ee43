package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.text.JsonObject;
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
