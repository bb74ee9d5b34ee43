package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A policy as it comes together, each value with the lines that it comes from. */
final class Draft {
  private static final int LONGEST_ID = 56;

  /** What there can be of an agent; {@code READS} is never written. */
  enum Part {
    NAMED,
    TITLE,
    BRANCHES,
    PRINCIPALS,
    OWNS,
    FORBIDS,
    READS,
    SCRATCH,
    AFTER,
    EXCLUDES,
    ESTIMATE,
    BRIEF,
    VALIDATE,
    NOTES
  }

  /** A value, or with an empty one only remarks; lines count from 1. */
  record Entry(String value, Set<Integer> lines, Set<String> remarks) {}

  /** An agent; or with an empty id what is no agent's. */
  final class Agent {
    final String id;
    private final Map<Part, List<Entry>> parts = new EnumMap<>(Part.class);
    private final Map<String, Entry> known = new HashMap<>();

    private Agent(String id) {
      this.id = id;
    }

    /** Adds a value; one that is there already gets the line as well. */
    void add(Part part, String value, int line, String remark) {
      String key = part + " " + value + (value.isEmpty() ? remark : "");
      if (!known.containsKey(key)) {
        known.put(key, new Entry(value, new TreeSet<>(), new LinkedHashSet<>()));
        get(part).add(known.get(key));
      }
      complete(known.get(key), line, remark);
    }

    /** Adds a value even if it is there: in a list where the last that matches decides. */
    void again(Part part, String value, int line, String remark) {
      get(part).add(new Entry(value, new TreeSet<>(), new LinkedHashSet<>()));
      complete(get(part).get(get(part).size() - 1), line, remark);
    }

    private void complete(Entry entry, int line, String remark) {
      room -= entry.value.length() + remark.length() + 1;
      if (room < 0) {
        throw new Full();
      }
      entry.lines.add(line);
      entry.remarks.addAll(remark.isEmpty() ? Set.of() : Set.of(remark));
    }

    /** The entries of a part, which may be changed. */
    List<Entry> get(Part part) {
      return parts.computeIfAbsent(part, any -> new ArrayList<>());
    }

    List<String> values(Part part) {
      return get(part).stream().map(Entry::value).filter(value -> !value.isEmpty()).toList();
    }
  }

  final String source;
  final List<String> head = new ArrayList<>();
  final List<Agent> agents = new ArrayList<>();
  final Agent whole = new Agent("");
  final Set<String> notTaken = new LinkedHashSet<>();

  private final Set<String> ids =
      new HashSet<>(Set.of("head", "main", "master", "develop", "trunk", Actor.GATE.text()));
  private final Map<String, Integer> next = new HashMap<>();
  private int room = PolicyText.MOST_BYTES;

  /** The name is what the file that is read is called in comments. */
  Draft(String name) {
    String shown = YamlText.clean(name);
    this.source = shown.substring(shown.lastIndexOf('/') + 1);
  }

  /** The lines of a file, whatever editor wrote it: without a byte order mark, plain blanks. */
  List<String> lines(byte[] file, int most) throws NotImportable {
    if (file.length > most) {
      throw new NotImportable(
          "`" + source + "` has " + file.length + " bytes",
          "at most " + most + " are read; import a part of it");
    }
    String text = new String(file, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "");
    return Arrays.asList(text.replaceAll("[\u00a0\u2007\u202f]", " ").split("\r\n|\r|\n", -1));
  }

  /** A new agent, with an id made of the name that no other has. */
  Agent agent(String name) {
    String lawful =
        name.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]++", "-")
            .replaceAll("\\.{2,}+", ".")
            .replaceFirst("^[^a-z0-9]++", "");
    String base =
        lawful
            .substring(0, Math.min(lawful.length(), LONGEST_ID))
            .replaceFirst("(?:[._-]|\\.lock)*$", "");
    String wanted = AgentId.isValid(base) ? base : "agent";
    String id = wanted;
    while (!ids.add(id)) {
      id = wanted + "-" + next.merge(wanted, 2, (number, two) -> number + 1);
    }
    agents.add(new Agent(id));
    return agents.get(agents.size() - 1);
  }

  /** Notes beside a part what was read and is not in the policy. */
  void leaveOut(Agent agent, Part part, int line, String what) {
    agent.add(part, "", line, what);
    notTaken.add(source + ":" + line + ": " + YamlText.clean(what).strip());
  }

  /** The policy would be too long. */
  static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("a policy can't hold so much");
    }
  }
}
