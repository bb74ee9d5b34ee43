package dev.gatekeeper.config.importer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An agent as it comes together, each of its values with the lines that it comes from. */
final class AgentDraft {
  private final String id;
  private final Draft.Room room;
  private final Map<Part, Values> parts = new EnumMap<>(Part.class);

  AgentDraft(String id, Draft.Room room) {
    this.id = id;
    this.room = room;
    room.take(id);
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

  /** A value as it comes together: those that say the same are one. */
  private static final class Growing {
    private final String value;
    private final Set<Integer> lines = new LinkedHashSet<>();
    private final Set<String> remarks = new LinkedHashSet<>();
    private final List<CheckDraft> check;

    Growing(String value, List<CheckDraft> check) {
      this.value = value;
      this.check = check;
    }

    Entry entry() {
      return new Entry(value, List.copyOf(lines), List.copyOf(remarks), check);
    }
  }

  /**
   * The values of a part in their order, and where each stands that a further one may be put to.
   */
  private static final class Values {
    private final List<Growing> all = new ArrayList<>();
    private final Map<String, Growing> byValue = new HashMap<>();
    private final Map<String, Growing> byRemark = new HashMap<>();
  }

  String id() {
    return id;
  }

  /** Adds a value; one that is there already gets the line as well. */
  void add(Part part, String value, int line, String remark) {
    List<String> remarks = remark.isEmpty() ? List.of() : List.of(remark);
    put(values(part).byValue, part, value, line, remarks, List.of());
  }

  /** Adds a value even if it is there already: in a list where the last that matches decides. */
  void again(Part part, String value, int line, String remark) {
    List<String> remarks = remark.isEmpty() ? List.of() : List.of(remark);
    put(new HashMap<>(), part, value, line, remarks, List.of());
  }

  void add(CheckDraft check, int line) {
    put(
        values(Part.VALIDATE).byValue,
        Part.VALIDATE,
        check.key(),
        line,
        check.remarks(),
        List.of(check));
  }

  /** Adds what has to be said where no value could be made. */
  void remark(Part part, int line, String remark) {
    Growing said = values(part).byRemark.get(remark);
    if (said == null) {
      said = grow(part, "", List.of());
      values(part).byRemark.put(remark, said);
      said.remarks.add(remark);
      room.take(remark);
    }
    room.take("");
    said.lines.add(line);
  }

  private void put(
      Map<String, Growing> known,
      Part part,
      String value,
      int line,
      List<String> remarks,
      List<CheckDraft> check) {
    room.take(value);
    Growing growing = known.get(value);
    if (growing == null) {
      growing = grow(part, value, check);
      known.put(value, growing);
    }
    growing.lines.add(line);
    growing.remarks.addAll(remarks);
  }

  private Growing grow(Part part, String value, List<CheckDraft> check) {
    Growing growing = new Growing(value, check);
    values(part).all.add(growing);
    return growing;
  }

  private Values values(Part part) {
    return parts.computeIfAbsent(part, any -> new Values());
  }

  List<Entry> get(Part part) {
    return values(part).all.stream().map(Growing::entry).toList();
  }

  /** The values alone. */
  List<String> texts(Part part) {
    return values(part).all.stream().map(e -> e.value).filter(v -> !v.isEmpty()).toList();
  }

  boolean has(Part part) {
    return values(part).all.stream().anyMatch(growing -> !growing.value.isEmpty());
  }

  /**
   * A check as it comes together.
   *
   * @param name for people; may be empty
   * @param lines the check itself as lines of YAML, such as {@code run: pytest}
   * @param remarks what has to be said about it
   */
  record CheckDraft(String name, List<String> lines, List<String> remarks) {
    private static final int LONGEST_NAME = 120;

    CheckDraft {
      String shown = YamlText.clean(name).strip();
      name = shown.length() > LONGEST_NAME ? "" : shown;
      lines = List.copyOf(lines);
      remarks = List.copyOf(remarks);
    }

    /** The same for the same check, whatever its name. */
    String key() {
      return String.join("\n", lines);
    }

    /** All its lines of YAML. */
    List<String> written() {
      List<String> all = new ArrayList<>();
      if (!name.isEmpty()) {
        all.add("name: " + YamlText.value(name));
      }
      all.addAll(lines);
      return all;
    }
  }
}
