package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.config.importer.Draft.Agent;
import dev.gatekeeper.config.importer.Draft.Entry;
import dev.gatekeeper.config.importer.Draft.Part;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A draft as a policy file, each value with the place that it comes from. */
final class PolicyText {
  /** The most that a policy may have. */
  static final int MOST_BYTES = 4 << 20;

  private final Draft draft;
  private final YamlText out = new YamlText();

  private PolicyText(Draft draft) {
    this.draft = draft;
  }

  /**
   * The file that is made of a source.
   *
   * @param reading puts what the source says into the draft
   * @throws NotImportable if there is no agent in it, or more than a policy can hold
   */
  static <T> Imported of(Draft draft, Consumer<T> reading, T source) throws NotImportable {
    try {
      reading.accept(source);
    } catch (Draft.Full e) {
      throw tooMuch(draft);
    }
    if (draft.agents.isEmpty()) {
      throw new NotImportable(
          "there is no agent in `" + draft.source + "`",
          "`gatekeeper init` without --from writes a policy to fill in");
    }
    PolicyText text = new PolicyText(draft);
    text.write();
    String written = text.out.toString();
    byte[] bytes = written.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_BYTES) {
      throw tooMuch(draft);
    }
    if (PolicyFile.parse(Policy.FILE_NAME, bytes) instanceof LoadedPolicy.Invalid invalid) {
      throw new IllegalStateException("what was written does not parse: " + invalid.problems());
    }
    return new Imported(written, List.copyOf(draft.notTaken));
  }

  private static NotImportable tooMuch(Draft draft) {
    return new NotImportable(
        "`" + draft.source + "` describes more than a policy can hold",
        "a policy has at most " + MOST_BYTES + " bytes; import a part of it");
  }

  private void write() {
    draft.head.forEach(comment -> out.comment(0, comment));
    out.line(0, "version: 1");
    one(0, "plan", draft.whole.get(Part.TITLE));
    out.line(0, "").line(0, "integration:");
    out.line(2, "branch: main", "what agents start from, and are merged back to");
    out.comment(2, "Nobody is named who integrates and may change every path:");
    out.comment(2, "maintainers: [alice]");
    checks(2, draft.whole);
    patterns(0, "also_protected", draft.whole.get(Part.FORBIDS));
    out.line(0, "").line(0, "agents:");
    draft.agents.forEach(this::agent);
    if (!draft.whole.get(Part.NOTES).isEmpty()) {
      out.comment(0, "The rest of " + draft.source + ", which is in no value above:");
      draft.whole.get(Part.NOTES).forEach(entry -> remarks(0, entry));
    }
  }

  private void agent(Agent agent) {
    List<Entry> named = agent.get(Part.NAMED);
    out.line(2, YamlText.value(agent.id) + ":", named.isEmpty() ? "" : at(named));
    one(4, "title", agent.get(Part.TITLE));
    list(agent, Part.BRANCHES);
    if (agent.values(Part.BRANCHES).isEmpty()) {
      String own = YamlText.list(List.of(agent.id + "/**"));
      out.line(4, "branches: " + own, "not said; this goes by its id");
    }
    list(agent, Part.PRINCIPALS);
    if (agent.values(Part.OWNS).isEmpty()) {
      out.line(4, "owns: []", "it is not said what it may change");
    }
    patterns(4, "owns", agent.get(Part.OWNS));
    patterns(4, "forbids", agent.get(Part.FORBIDS));
    one(4, "scratch", agent.get(Part.SCRATCH));
    list(agent, Part.AFTER);
    list(agent, Part.EXCLUDES);
    one(4, "estimate", agent.get(Part.ESTIMATE));
    List<Entry> brief = agent.get(Part.BRIEF);
    if (!brief.isEmpty()) {
      out.comment(4, at(brief)).line(4, "brief: |");
      brief.forEach(entry -> out.line(6, "- " + YamlText.clean(entry.value()).strip()));
    }
    checks(4, agent);
    agent.get(Part.NOTES).forEach(entry -> remarks(4, entry));
    out.line(0, "");
  }

  /** A key that has one value; where the source has several, none is chosen. */
  private void one(int indent, String key, List<Entry> entries) {
    List<Entry> said = entries.stream().filter(entry -> !entry.value().isEmpty()).toList();
    entries.forEach(entry -> remarks(indent, entry));
    if (said.size() == 1) {
      out.line(indent, key + ": " + YamlText.value(said.get(0).value()), at(said));
    } else if (!said.isEmpty()) {
      Stream<String> all = said.stream().map(e -> at(List.of(e)) + " says \"" + e.value() + "\"");
      out.comment(indent, key + ": which of them? " + all.collect(Collectors.joining(", ")));
    }
  }

  /** A list on one line, with what there is to say above it. */
  private void list(Agent agent, Part part) {
    agent.get(part).forEach(entry -> remarks(4, entry));
    if (!agent.values(part).isEmpty()) {
      List<Entry> said = agent.get(part).stream().filter(e -> !e.value().isEmpty()).toList();
      out.line(4, key(part) + ": " + YamlText.list(agent.values(part)), at(said));
    }
  }

  private void patterns(int indent, String key, List<Entry> entries) {
    boolean some = entries.stream().anyMatch(entry -> !entry.value().isEmpty());
    if (some) {
      out.line(indent, key + ":");
    }
    for (Entry entry : entries) {
      remarks(some ? indent + 2 : indent, entry);
      if (!entry.value().isEmpty()) {
        out.line(indent + 2, "- " + YamlText.pattern(entry.value()), at(List.of(entry)));
      }
    }
  }

  private void checks(int indent, Agent agent) {
    if (!agent.values(Part.VALIDATE).isEmpty()) {
      out.line(indent, "validate:");
    }
    for (Entry entry : agent.get(Part.VALIDATE)) {
      remarks(indent + 2, entry);
      List<String> lines = entry.value().lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        out.line(
            indent + 2, (i == 0 ? "- " : "  ") + lines.get(i), i == 0 ? at(List.of(entry)) : "");
      }
    }
  }

  private void remarks(int indent, Entry entry) {
    entry.remarks().forEach(remark -> out.comment(indent, at(List.of(entry)) + ": " + remark));
  }

  /** {@code plan.md:12, 40}; the name alone if the source has no line for it. */
  private String at(List<Entry> entries) {
    Stream<Integer> lines = entries.stream().flatMap(entry -> entry.lines().stream());
    String all =
        lines
            .filter(line -> line > 0)
            .distinct()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? draft.source : draft.source + ":" + all;
  }

  private static String key(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }
}
