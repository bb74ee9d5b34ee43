package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentNames.Lead;
import dev.gatekeeper.config.importer.Draft.Agent;
import dev.gatekeeper.config.importer.PlanBlock.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A policy made of a plan in Markdown. What stands under a label that is known is taken, and
 * nothing else: an unknown one ends what was before it. What is not taken is a comment at its
 * place. {@code docs/import.md} says what is read.
 */
public final class PlanImport {
  /** The most lines a plan may have. */
  static final int MOST_LINES = 20_000;

  /** The most bytes a plan may have. */
  static final int MOST_BYTES = 512 << 10;

  private static final int LONGEST = 4000;

  private static final Pattern HEAD = Pattern.compile("([^:`|]{1,80}?)\\s*+:(?:\\s++(.*))?");
  private static final Pattern OTHERWISE =
      Pattern.compile(
          "(?i)\\b(?:read|reading|review|reference|context|consult|touch|not|never|avoid|forbidden"
              + "|prohibited|others?|shared|except)\\b|n't\\b");
  private static final Pattern NAME =
      Pattern.compile(
          "(?i)(?!.*\\b(?:each|every|any|all|one|per|only|or|both|if|shared|see|same|various)\\b)"
              + "`?(@?[\\w./-]+(?: [\\w./-]+){0,3})`?\\s*(?:[:(].*)?");
  private static final Pattern EACH = Pattern.compile("(?i)\\b(?:each|every|all) agents?\\b");
  private static final Pattern STARTS_AFTER =
      Pattern.compile("(?i)\\b(?:starts?|begins?)\\s+(?:only\\s+)?after\\s+([^).]+)");
  private static final Pattern ARROW =
      Pattern.compile("^\\s*(?:-+>|[^\\x00-\\x7f\u2013\u2014]+)\\s*(.*)");
  private static final Pattern SEPARATED =
      Pattern.compile("\\s*(?:[:\u2013\u2014-]\\s*|(?=\\())(.*?):?");

  private final Draft draft;
  private final AgentNames names;
  private final PlanValues values;
  private final List<Section> sections = new ArrayList<>();

  /**
   * What holds for what follows, until a line of the same rank or a higher one.
   *
   * @param label none if it says nothing about that; {@link Label#NONE} if it ends what was before
   */
  private record Section(int rank, Optional<Agent> agent, Optional<Label> label, String text) {}

  private PlanImport(Draft draft, Collection<String> files) {
    this.draft = draft;
    this.names = new AgentNames(draft);
    this.values = new PlanValues(draft, names, PlanValues.tree(files));
  }

  /**
   * The policy, which parses; whether {@code lint} is content is another matter.
   *
   * @param name what the plan's file is called, for comments
   * @param files what the working copy holds, for the paths to be held against; may be empty
   * @throws NotImportable if it speaks of no agent
   */
  public static Imported policy(String name, byte[] plan, Collection<String> files)
      throws NotImportable {
    Draft draft = new Draft(name);
    List<String> lines = draft.lines(plan, MOST_BYTES);
    if (lines.size() > MOST_LINES + 1) {
      throw new NotImportable(
          "`" + draft.source + "` has more than " + MOST_LINES + " lines",
          "no more are read; import a part of it");
    }
    draft.head.add(
        "Made by `gatekeeper init` of "
            + draft.source
            + ", whose lines are named where something comes from them. What is under no label"
            + " that is known was not taken: it is a comment at its place.");
    draft.head.add(
        "Read it, complete it, then run `gatekeeper lint`. docs/policy.md describes every key.");
    return PolicyText.of(draft, new PlanImport(draft, files)::read, PlanBlock.of(lines));
  }

  private void read(List<PlanBlock> blocks) {
    // All agents are made known first, since those that come later may be named before.
    for (PlanBlock block : blocks) {
      if (block.kind() == Kind.TABLE) {
        int who = block.who();
        IntStream.range(2, block.lines().size()).forEach(row -> whose(block.cells(row), who));
      } else if (block.kind() != Kind.CODE && block.first().length() <= LONGEST) {
        names.introduce(block.text(), block.isTitle());
      }
    }
    for (PlanBlock block : blocks) {
      if (block.first().length() > LONGEST) {
        note(block.line(), "more than " + LONGEST + " characters in one go were not read");
      } else {
        switch (block.kind()) {
          case CODE -> code(block);
          case TABLE -> table(block);
          case HEADING, ITEM, TEXT -> said(block);
          case LAYOUT -> {}
        }
      }
    }
    draft.agents.forEach(values::settle);
    values.settle(draft.whole);
  }

  private void said(PlanBlock block) {
    int line = block.line();
    String text = block.text();
    sections.removeIf(section -> section.rank() >= block.rank());
    if (block.kind() == Kind.HEADING && draft.whole.get(Label.TITLE).isEmpty()) {
      values.title(draft.whole, text.replaceFirst("^(.{1,190}).*", "$1"), line);
    }
    Optional<Lead> lead = names.lead(text);
    Optional<Agent> agent = lead.map(Lead::agent);
    String body = lead.map(l -> l.rest().replaceFirst("^'s", "").strip()).orElse(text);
    Matcher colon = HEAD.matcher(body);
    String value = colon.matches() && colon.group(2) != null ? colon.group(2).strip() : "";
    boolean titles = block.isTitle() || text.endsWith(":");
    Label label = Label.of(colon.matches() ? colon.group(1) : body);
    boolean after = lead.isPresent() && order(lead.get(), line, text, titles);
    Optional<String> words = behind(body);
    boolean whole = body.isEmpty() || words.isPresent() || (after && titles);
    if (label == Label.NONE && (agent.isEmpty() || !whole)) {
      if (after) {
        cite(line, text);
      } else {
        value(block, titles);
      }
      return;
    }
    sections.add(
        new Section(block.rank(), agent, Optional.of(label).filter(l -> l != Label.NONE), text));
    cite(line, text);
    if (label != Label.NONE) {
      take(line, value, text, label);
    } else if (titles) {
      words.ifPresent(title -> values.title(agent.get(), title, line));
    } else if (words.isPresent()) {
      ofAgent(line, words.get(), text, after);
    }
  }

  /** Whose part it is, if there is somebody; for a heading its words are no news there. */
  private void cite(int line, String text) {
    Agent agent = last(Section::agent).orElse(draft.whole);
    agent.add(agent == draft.whole ? Label.NONE : Label.AGENT, "", line, text);
  }

  /** What stands behind a name: after a colon or a dash, or in brackets. */
  private static Optional<String> behind(String rest) {
    Matcher separated = SEPARATED.matcher(rest);
    return separated.matches()
        ? Optional.of(separated.group(1).replaceFirst("^\\((.*)\\)$", "$1"))
        : Optional.empty();
  }

  private <T> Optional<T> last(Function<Section, Optional<T>> what) {
    return sections.stream().flatMap(s -> what.apply(s).stream()).reduce((first, last) -> last);
  }

  private Label label() {
    return last(Section::label).orElse(Label.NONE);
  }

  /** Whom what stands under a label is about; what is forbidden to nobody by name is to all. */
  private List<Agent> agents(Label label) {
    boolean each = sections.stream().anyMatch(s -> EACH.matcher(s.text()).find());
    List<Agent> others =
        label == Label.FORBIDS
            ? List.of(draft.whole)
            : each && label != Label.OWNS && label != Label.FILES ? draft.agents : List.of();
    return label == Label.INTEGRATION
        ? List.of(draft.whole)
        : last(Section::agent).map(List::of).orElse(others);
  }

  /** Order that a line says of the agent that it begins with. */
  private boolean order(Lead lead, int line, String text, boolean titles) {
    Matcher starts = STARTS_AFTER.matcher(text);
    Matcher arrow = ARROW.matcher(lead.rest());
    if (starts.find()) {
      return values.references(lead.agent(), Label.AFTER, line, starts.group(1));
    }
    Optional<Lead> next = titles && arrow.matches() ? names.lead(arrow.group(1)) : Optional.empty();
    return next.isPresent()
        && values.references(next.get().agent(), Label.AFTER, line, lead.agent().id);
  }

  /** What stands behind an agent's name in an item. */
  private void ofAgent(int line, String value, String text, boolean after) {
    Optional<String> path = PlanPaths.pattern(value.replace("`", ""), false);
    boolean scratch = path.isPresent() && path.get().matches("/\\.?tmp/.*");
    Label label = scratch ? Label.SCRATCH : PlanValues.isEstimate(value) ? Label.ESTIMATE : label();
    if (label != Label.NONE) {
      take(line, value, text, label);
    } else if (!after) {
      note(line, text);
    }
  }

  /** A line without a label of its own that is known; one that is not ends what was before it. */
  private void value(PlanBlock block, boolean titles) {
    String text = block.text();
    Label label = titles ? Label.NONE : label();
    Matcher head = HEAD.matcher(text);
    boolean unknown =
        (label == Label.OWNS || label == Label.FILES)
            && head.matches()
            && PlanPaths.pattern(head.group(1), false).isEmpty();
    if (label != Label.NONE && !unknown && (block.kind() == Kind.ITEM || label == Label.BRIEF)) {
      take(block.line(), text, text, label);
    } else {
      note(block.line(), text);
      sections.add(new Section(block.rank(), Optional.empty(), Optional.of(Label.NONE), text));
    }
  }

  /** A comment at the place of what is not taken. */
  private void note(int line, String text) {
    if (!draft.whole.values(Label.TITLE).contains(text)) {
      draft.leaveOut(last(Section::agent).orElse(draft.whole), Label.NONE, line, text);
    }
  }

  /** Takes what stands under a label for those whom that is about. */
  private void take(int line, String value, String text, Label label) {
    List<Agent> agents = agents(label);
    if (!value.isEmpty() && agents.isEmpty()) {
      note(line, text);
    } else if (!value.isEmpty()) {
      agents.forEach(agent -> values.take(agent, meant(label), line, value, text));
    }
  }

  /** What files are is said by the label above; if that says neither, by no heading that may. */
  private Label meant(Label label) {
    boolean otherwise = sections.stream().anyMatch(s -> OTHERWISE.matcher(s.text()).find());
    return label != Label.FILES
        ? label
        : last(s -> s.label().filter(l -> l == Label.FORBIDS || l == Label.READS))
            .orElse(otherwise ? Label.NONE : Label.OWNS);
  }

  /** The agents that a row of a table names, made known if they were not. */
  private Set<Agent> whose(List<String> row, int who) {
    String cell = who < 0 || row.size() <= who ? "" : row.get(who);
    Matcher name = NAME.matcher(cell);
    names.introduce(cell, false);
    if (names.lead(cell).isEmpty()
        && name.matches()
        && !PlanPaths.NOBODY.matcher(name.group(1)).matches()) {
      names.named(name.group(1));
    }
    Set<Agent> agents = new LinkedHashSet<>();
    Stream.concat(Stream.of(names.lead(cell)), names.list(cell).values().stream())
        .forEach(found -> found.ifPresent(lead -> agents.add(lead.agent())));
    return agents;
  }

  private void table(PlanBlock table) {
    int who = table.who();
    List<String> header = table.cells(0);
    List<Label> labels = header.stream().map(Label::of).toList();
    for (int i = 0; i < table.lines().size(); i++) {
      int line = table.line() + i;
      List<String> row = table.cells(i);
      Set<Agent> agents = i < 2 ? Set.of() : whose(row, who);
      if (agents.isEmpty() && (who < 0 || i > 1)) {
        note(line, table.lines().get(i).strip());
      }
      for (Agent agent : agents) {
        agent.add(Label.AGENT, "", table.line(), "");
        agent.add(Label.AGENT, "", line, "");
        names
            .lead(row.get(who))
            .flatMap(lead -> behind(lead.rest()))
            .ifPresent(words -> values.title(agent, words, line));
        for (int c = 0; c < Math.min(row.size(), header.size()); c++) {
          if (c != who && !row.get(c).isEmpty()) {
            Label label = meant(labels.get(c));
            values.take(agent, label, line, row.get(c), header.get(c) + ": " + row.get(c));
          }
        }
      }
    }
  }

  /** A block of code, whose lines are checks under a label that says so. */
  private void code(PlanBlock block) {
    Label label = label();
    int last = block.lines().size() - (block.lines().size() > 1 ? 1 : 0);
    List<String> lines = block.lines().subList(1, Math.max(1, last));
    boolean checks =
        (label == Label.VALIDATE || label == Label.INTEGRATION) && ShellChecks.areEach(lines);
    List<Agent> whose = checks ? agents(label) : List.of();
    String title = "";
    for (int i = 0; i < lines.size(); i++) {
      int line = block.line() + 1 + i;
      String text = lines.get(i).strip();
      ShellChecks.Command command = ShellChecks.command(text);
      Optional<Lead> lead =
          checks && command.text().isEmpty() ? names.lead(command.comment()) : Optional.empty();
      if (lead.isPresent()) {
        whose = List.of(lead.get().agent());
        whose.get(0).add(Label.AGENT, "", line, "");
      } else if (whose.isEmpty() && !text.isEmpty()) {
        note(line, text);
      } else if (!command.text().isEmpty()) {
        String remark = (title + " " + command.comment()).strip();
        Optional<String> check = ShellChecks.check(command.text(), command.comment());
        whose.forEach(a -> values.one(a, Label.VALIDATE, check, line, command.text(), remark));
      }
      title = command.text().isEmpty() && lead.isEmpty() ? command.comment() : "";
    }
  }
}
