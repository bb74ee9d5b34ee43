package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.config.importer.AgentDraft.Entry;
import dev.gatekeeper.config.importer.AgentDraft.Part;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A draft as a policy file, each value with the place that it comes from. */
final class PolicyText {
  /** The most that a policy may have. */
  static final int MOST_BYTES = 4 << 20;

  private final Draft draft;
  private final YamlText out = new YamlText();

  private PolicyText(Draft draft) {
    this.draft = draft;
  }

  /** That there is more in the source than a policy can hold. */
  static NotImportable tooMuch(Draft draft) {
    return new NotImportable(
        "`" + draft.source() + "` describes more than a policy can hold",
        "a policy has at most " + MOST_BYTES + " bytes; import a part of it");
  }

  /**
   * The file.
   *
   * @throws NotImportable if there is no agent in the draft, or more than a policy can hold
   */
  static String of(Draft draft) throws NotImportable {
    if (draft.agents().isEmpty()) {
      throw new NotImportable(
          "there is no agent in `" + draft.source() + "`",
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
    return written;
  }

  private void write() {
    draft.head().forEach(comment -> out.comment(0, comment));
    out.line(0, "version: 1");
    for (Entry title : draft.setting("plan")) {
      out.line(0, "plan: " + YamlText.value(title.value()), at(title));
    }
    out.blank();
    integration();
    out.blank().line(0, "agents:");
    for (AgentDraft agent : draft.agents()) {
      agent(agent);
    }
    if (!draft.leftOut().isEmpty()) {
      out.comment(0, "Of " + draft.source() + " these were read and are not in the policy:");
      draft.leftOut().forEach(entry -> remarks(0, entry));
    }
  }

  private void integration() {
    out.line(0, "integration:");
    List<Entry> branch = draft.setting("branch");
    if (branch.isEmpty()) {
      out.line(2, "branch: main", "what agents start from, and are merged back to");
    }
    for (Entry entry : branch) {
      remarks(2, entry);
      out.line(2, "branch: " + YamlText.value(entry.value()), at(entry));
    }
    out.comment(2, "Nobody is named who integrates and may change every path:");
    out.comment(2, "maintainers: [alice]");
    for (Entry tag : draft.setting("tag")) {
      out.line(2, "tag: " + YamlText.value(tag.value()), at(tag));
    }
    checks(2, draft.whole());
  }

  private void agent(AgentDraft agent) {
    out.line(2, YamlText.value(agent.id()) + ":");
    one(agent, Part.TITLE, "title");
    branches(agent);
    if (agent.has(Part.PRINCIPALS)) {
      list(agent, Part.PRINCIPALS);
    }
    patterns(agent, Part.OWNS, "it is not said what it may change");
    if (!agent.get(Part.FORBIDS).isEmpty()) {
      patterns(agent, Part.FORBIDS, "");
    }
    one(agent, Part.SCRATCH, "scratch");
    list(agent, Part.AFTER);
    list(agent, Part.EXCLUDES);
    one(agent, Part.ESTIMATE, "estimate");
    brief(agent);
    checks(4, agent);
    out.blank();
  }

  private void one(AgentDraft agent, Part part, String key) {
    List<Entry> said = agent.get(part).stream().filter(entry -> !entry.isRemark()).toList();
    agent.get(part).stream().filter(Entry::isRemark).forEach(entry -> remarks(4, entry));
    if (said.size() > 1) {
      String all =
          said.stream()
              .map(entry -> at(entry) + " says \"" + entry.value() + "\"")
              .collect(Collectors.joining(", "));
      out.comment(4, key + ": which of them? " + all);
    } else {
      for (Entry entry : said) {
        remarks(4, entry);
        out.line(4, key + ": " + YamlText.value(entry.value()), at(entry));
      }
    }
  }

  private void branches(AgentDraft agent) {
    List<Entry> entries = agent.get(Part.BRANCHES);
    if (agent.has(Part.BRANCHES)) {
      list(agent, Part.BRANCHES);
      return;
    }
    entries.forEach(entry -> remarks(4, entry));
    List<String> own = List.of(agent.id() + "/**");
    out.line(4, "branches: " + YamlText.list(own), "not said; this goes by its id");
  }

  /** A list on one line, with what there is to say above it. */
  private void list(AgentDraft agent, Part part) {
    List<Entry> entries = agent.get(part);
    entries.forEach(entry -> remarks(4, entry));
    if (agent.has(part)) {
      String lines =
          entries.stream()
              .filter(entry -> !entry.isRemark())
              .flatMap(entry -> entry.lines().stream())
              .distinct()
              .sorted()
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
      out.line(
          4, key(part) + ": " + YamlText.list(agent.texts(part)), draft.source() + ":" + lines);
    }
  }

  private void patterns(AgentDraft agent, Part part, String missing) {
    if (!agent.has(part)) {
      out.line(4, key(part) + ": []", missing);
      agent.get(part).forEach(entry -> remarks(4, entry));
      return;
    }
    out.line(4, key(part) + ":");
    for (Entry entry : agent.get(part)) {
      remarks(6, entry);
      if (!entry.isRemark()) {
        out.line(6, "- " + YamlText.pattern(entry.value()), at(entry));
      }
    }
  }

  private void brief(AgentDraft agent) {
    List<Entry> said = agent.get(Part.BRIEF);
    said.forEach(entry -> remarks(4, entry));
    List<String> lines =
        agent.texts(Part.BRIEF).stream()
            .map(text -> YamlText.clean(text).strip())
            .filter(text -> !text.isEmpty())
            .map(text -> "- " + text)
            .toList();
    if (!lines.isEmpty()) {
      out.comment(4, places(said.stream().filter(e -> !e.isRemark()).toList()));
      out.block(4, "brief", lines);
    }
  }

  private void checks(int indent, AgentDraft agent) {
    List<Entry> entries = agent.get(Part.VALIDATE);
    if (!agent.has(Part.VALIDATE)) {
      entries.forEach(entry -> remarks(indent, entry));
      return;
    }
    out.line(indent, "validate:");
    for (Entry entry : entries) {
      remarks(indent + 2, entry);
      for (AgentDraft.CheckDraft check : entry.check()) {
        List<String> lines = check.written();
        out.line(indent + 2, "- " + lines.get(0), at(entry));
        lines.subList(1, lines.size()).forEach(line -> out.line(indent + 4, line));
      }
    }
  }

  private void remarks(int indent, Entry entry) {
    entry.remarks().forEach(remark -> out.comment(indent, at(entry) + ": " + remark));
  }

  /** {@code plan.md:12, 40}; empty if the source has no line for it. */
  private String at(Entry entry) {
    return places(List.of(entry));
  }

  private String places(List<Entry> entries) {
    String lines =
        entries.stream()
            .flatMap(entry -> entry.lines().stream())
            .filter(line -> line > 0)
            .distinct()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return lines.isEmpty() ? draft.source() : draft.source() + ":" + lines;
  }

  private static String key(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }
}
