package dev.gatekeeper.config.importer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An agent as it comes together, each of its values with the lines that it comes from. */
final class AgentDraft {
  private final String id;
  private final Map<Part, List<Entry>> parts = new LinkedHashMap<>();

  AgentDraft(String id) {
    this.id = id;
  }

  /** The parts of an agent in a policy, in the order in which they are written. */
  enum Part {
    TITLE,
    BRANCHES,
    PRINCIPALS,
    OWNS,
    FORBIDS,
    SCRATCH,
    AFTER,
    EXCLUDES,
    ESTIMATE,
    BRIEF,
    VALIDATE
  }

  /**
   * One value, or words that became none.
   *
   * @param value the value as text; empty for a remark alone
   * @param lines of the source that it comes from
   * @param remarks what has to be said about it
   * @param check what the value is for {@code validate}: a list of one, or none
   */
  record Entry(String value, List<Integer> lines, List<String> remarks, List<CheckDraft> check) {
    Entry {
      lines = List.copyOf(lines);
      remarks = List.copyOf(remarks);
      check = List.copyOf(check);
    }

    boolean isRemark() {
      return value.isEmpty();
    }
  }

  String id() {
    return id;
  }

  /** Adds a value; one that is there already gets the line as well. */
  void add(Part part, String value, int line, String remark) {
    add(part, value, line, remark.isEmpty() ? List.of() : List.of(remark), List.of());
  }

  /** Adds a value even if it is there already: in a list where the last that matches decides. */
  void again(Part part, String value, int line, String remark) {
    List<String> remarks = remark.isEmpty() ? List.of() : List.of(remark);
    entries(part).add(new Entry(value, List.of(line), remarks, List.of()));
  }

  void add(CheckDraft check, int line) {
    add(Part.VALIDATE, check.key(), line, check.remarks(), List.of(check));
  }

  /** Adds what has to be said where no value could be made. */
  void remark(Part part, int line, String remark) {
    List<Entry> entries = entries(part);
    for (int i = 0; i < entries.size(); i++) {
      Entry old = entries.get(i);
      if (old.isRemark() && old.remarks().equals(List.of(remark))) {
        entries.set(i, new Entry("", joined(old.lines(), List.of(line)), old.remarks(), List.of()));
        return;
      }
    }
    entries.add(new Entry("", List.of(line), List.of(remark), List.of()));
  }

  private void add(
      Part part, String value, int line, List<String> remarks, List<CheckDraft> check) {
    List<Entry> entries = entries(part);
    for (int i = 0; i < entries.size(); i++) {
      Entry old = entries.get(i);
      if (!value.isEmpty() && old.value().equals(value)) {
        entries.set(
            i,
            new Entry(
                value,
                joined(old.lines(), List.of(line)),
                joined(old.remarks(), remarks),
                old.check()));
        return;
      }
    }
    entries.add(new Entry(value, List.of(line), remarks, check));
  }

  private List<Entry> entries(Part part) {
    return parts.computeIfAbsent(part, any -> new ArrayList<>());
  }

  List<Entry> get(Part part) {
    return List.copyOf(parts.getOrDefault(part, List.of()));
  }

  /** The values alone. */
  List<String> values(Part part) {
    return get(part).stream().filter(e -> !e.isRemark()).map(Entry::value).toList();
  }

  boolean has(Part part) {
    return !values(part).isEmpty();
  }

  private static <T> List<T> joined(List<T> some, List<T> more) {
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return all.stream().distinct().collect(Collectors.toList());
  }
}
