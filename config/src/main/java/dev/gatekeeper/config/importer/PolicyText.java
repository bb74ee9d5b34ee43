package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.config.importer.Draft.Agent;
import dev.gatekeeper.config.importer.Draft.Entry;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A draft as a policy file, each value with the place that it comes from. */
final class PolicyText {
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
      if (draft.agents.isEmpty()) {
        throw new NotImportable(
            "there is no agent in `" + draft.source + "`",
            "`gatekeeper init` without --from writes a policy to fill in");
      }
      String text = new PolicyText(draft).written();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      draft.fits(bytes.length);
      if (PolicyFile.parse(Policy.FILE_NAME, bytes) instanceof LoadedPolicy.Invalid invalid) {
        throw new IllegalStateException("what was written does not parse: " + invalid.problems());
      }
      return new Imported(text, List.copyOf(draft.notTaken));
    } catch (Draft.Full e) {
      throw new NotImportable(
          "`" + draft.source + "` describes more than a policy can hold",
          "a policy has at most " + Draft.MOST_BYTES + " bytes; import a part of it");
    }
  }

  private String written() {
    draft.head.forEach(comment -> out.comment(0, comment));
    out.line(0, "version: 1");
    one(0, "plan", draft.whole.get(Label.TITLE));
    out.line(0, "").line(0, "integration:");
    out.line(2, "branch: main", "what agents start from, and are merged back to");
    out.comment(2, "Nobody is named who integrates and may change every path:");
    out.comment(2, "maintainers: [alice]");
    items(2, "validate", draft.whole.get(Label.VALIDATE));
    items(0, "also_protected", draft.whole.get(Label.FORBIDS));
    out.line(0, "").line(0, "agents:");
    draft.agents.forEach(this::agent);
    if (!draft.whole.get(Label.NONE).isEmpty()) {
      out.comment(0, "The rest of " + draft.source + ", which is in no value above:");
      draft.whole.get(Label.NONE).forEach(entry -> remarks(0, entry));
    }
    return out.toString();
  }

  private void agent(Agent agent) {
    List<Entry> named = agent.get(Label.AGENT);
    out.line(2, YamlText.value(agent.id) + ":", named.isEmpty() ? "" : at(named));
    one(4, "title", agent.get(Label.TITLE));
    String branches = YamlText.list(List.of(agent.id + "/**"));
    out.line(4, "branches: " + branches, "not said; this goes by its id");
    list(agent, Label.PRINCIPALS);
    if (agent.values(Label.OWNS).isEmpty()) {
      out.line(4, "owns: []", "it is not said what it may change");
    }
    items(4, "owns", agent.get(Label.OWNS));
    items(4, "forbids", agent.get(Label.FORBIDS));
    one(4, "scratch", agent.get(Label.SCRATCH));
    list(agent, Label.AFTER);
    list(agent, Label.EXCLUDES);
    one(4, "estimate", agent.get(Label.ESTIMATE));
    List<Entry> brief = agent.get(Label.BRIEF);
    if (!brief.isEmpty()) {
      out.comment(4, at(brief)).line(4, "brief: |");
      brief.forEach(entry -> out.line(6, "- " + YamlText.clean(entry.value()).strip()));
    }
    items(4, "validate", agent.get(Label.VALIDATE));
    agent.get(Label.NONE).forEach(entry -> remarks(4, entry));
    out.line(0, "");
  }

  private static List<Entry> said(List<Entry> entries) {
    return entries.stream().filter(entry -> !entry.value().isEmpty()).toList();
  }

  /** A key that has one value; where the source has several, none is chosen. */
  private void one(int indent, String key, List<Entry> entries) {
    List<Entry> said = said(entries);
    entries.forEach(entry -> remarks(indent, entry));
    if (said.size() == 1) {
      out.line(indent, key + ": " + YamlText.value(said.get(0).value()), at(said));
    } else if (!said.isEmpty()) {
      Stream<String> all = said.stream().map(e -> at(List.of(e)) + " says \"" + e.value() + "\"");
      out.comment(indent, key + ": which of them? " + String.join(", ", all.toList()));
    }
  }

  /** A list on one line, with what there is to say above it. */
  private void list(Agent agent, Label part) {
    agent.get(part).forEach(entry -> remarks(4, entry));
    if (!agent.values(part).isEmpty()) {
      String key = part.name().toLowerCase(Locale.ROOT);
      out.line(4, key + ": " + YamlText.list(agent.values(part)), at(said(agent.get(part))));
    }
  }

  /** A list with an item a line; one of several lines goes on below. */
  private void items(int indent, String key, List<Entry> entries) {
    boolean some = !said(entries).isEmpty();
    if (some) {
      out.line(indent, key + ":");
    }
    for (Entry entry : entries) {
      remarks(some ? indent + 2 : indent, entry);
      boolean plain = entry.value().isEmpty() || key.equals("validate");
      String value = plain ? entry.value() : YamlText.value(entry.value());
      String start = "- ";
      for (String line : value.lines().toList()) {
        out.line(indent + 2, start + line, start.isBlank() ? "" : at(List.of(entry)));
        start = "  ";
      }
    }
  }

  private void remarks(int indent, Entry entry) {
    entry.remarks().forEach(remark -> out.comment(indent, at(List.of(entry)) + ": " + remark));
  }

  /** {@code plan.md:12, 40}; the name alone if the source has no line for it. */
  private String at(List<Entry> entries) {
    Stream<Integer> lines = entries.stream().flatMap(entry -> entry.lines().stream());
    List<Integer> all = lines.filter(line -> line > 0).distinct().sorted().toList();
    return draft.source + (all.isEmpty() ? "" : (":" + all).replaceAll("[\\[\\]]", ""));
  }
}
