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
  /** The most that a policy may have. */
  static final int MOST_BYTES = 4 << 20;

  private static final int LONGEST_ID = 56;

  /** A value, or with an empty one only remarks; lines count from 1. */
  record Entry(String value, Set<Integer> lines, Set<String> remarks) {}

  /**
   * An agent, or with an empty id what is no agent's: what there is under each label. What stands
   * under {@code AGENT} names it, what stands under {@code NONE} is only told.
   */
  final class Agent {
    final String id;
    private final Map<Label, List<Entry>> parts = new EnumMap<>(Label.class);
    private final Map<String, Entry> known = new HashMap<>();

    private Agent(String id) {
      this.id = id;
    }

    /** Adds a value; one that is there already gets the line as well. */
    void add(Label part, String value, int line, String remark) {
      String key = part + " " + value + (value.isEmpty() ? remark : "");
      complete(known.computeIfAbsent(key, any -> entry(part, value)), line, remark);
    }

    /** Adds a value even if it is there: in a list where the last that matches decides. */
    void again(Label part, String value, int line, String remark) {
      complete(entry(part, value), line, remark);
    }

    private Entry entry(Label part, String value) {
      get(part).add(new Entry(value, new TreeSet<>(), new LinkedHashSet<>()));
      return get(part).get(get(part).size() - 1);
    }

    private void complete(Entry entry, int line, String remark) {
      size += entry.value.length() + remark.length() + 1;
      fits(size);
      entry.lines.add(line);
      entry.remarks.addAll(remark.isEmpty() ? Set.of() : Set.of(remark));
    }

    /** The entries of a part, which may be changed. */
    List<Entry> get(Label part) {
      return parts.computeIfAbsent(part, any -> new ArrayList<>());
    }

    List<String> values(Label part) {
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
  private int size;

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
  void leaveOut(Agent agent, Label part, int line, String what) {
    agent.add(part, "", line, what);
    notTaken.add(source + ":" + line + ": " + YamlText.clean(what).strip());
  }

  /** Goes on only if a policy can have so many bytes. */
  void fits(int bytes) {
    if (bytes > MOST_BYTES) {
      throw new Full();
    }
  }

  /** The policy would be too long. */
  static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
