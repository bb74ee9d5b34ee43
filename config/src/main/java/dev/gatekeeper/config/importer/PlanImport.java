package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentNames.Lead;
import dev.gatekeeper.config.importer.Draft.Agent;
import dev.gatekeeper.config.importer.Draft.Entry;
import dev.gatekeeper.config.importer.Draft.Part;
import dev.gatekeeper.core.model.RefName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  private static final int PARAGRAPH = 10;
  private static final int ITEMS = 20;

  private static final Pattern LAYOUT =
      Pattern.compile("\\s*+(?:[|:\\s=_-]*+|[#>+*-]|\\*[*\\s]*+)\\s*+");
  private static final Pattern BOLD =
      Pattern.compile("(?<![\\w/*.])(\\*{1,3}|_{2})(?=[^\\s*_])([^*]{1,400}?)\\1(?![\\w/*.])");
  private static final Pattern ITEM =
      Pattern.compile("\\s*+(?:[-*+\u2022]|\\d{1,3}[.)])\\s++(?:\\[[ xX]]\\s++)?(.*)");
  private static final Pattern ALL_BOLD =
      Pattern.compile("\\s*+(?:[-*+\u2022]\\s|\\d{1,3}[.)]\\s)?\\s*\\*\\*[^*]+\\*\\*:?\\s*");
  private static final Pattern HEAD = Pattern.compile("([^:`|]{1,80}?)\\s*+:(?:\\s++(.*))?");
  private static final Pattern OTHERWISE =
      Pattern.compile(
          "(?i)\\b(?:read|reading|review|reference|context|consult|touch|not|never|avoid|forbidden"
              + "|prohibited|others?|shared|except)\\b|n't\\b");
  private static final Pattern OWNER =
      Pattern.compile(
          "(?i)(?!(?:what|who|each|every|all|nobody|no)\\b)(\\w[\\w&/ -]{0,40}?) owns:?");
  private static final Pattern SEVERAL =
      Pattern.compile(
          "(?i).*\\b(?:each|every|any|all|one|per|only|or|both|if|shared|see|same|various)\\b.*");
  private static final Pattern EACH = Pattern.compile("(?i)\\b(?:each|every|all) agents?\\b");
  private static final Pattern STARTS_AFTER =
      Pattern.compile("(?i)\\b(?:starts?|begins?)\\s+(?:only\\s+)?after\\s+([^).]+)");
  private static final Pattern ARROW =
      Pattern.compile("^\\s*(?:-+>|[^\\x00-\\x7f\u2013\u2014]+)\\s*(.*)");
  private static final Pattern SEPARATED =
      Pattern.compile("\\s*(?:[:\u2013\u2014-]\\s*|(?=\\())(.*?):?");
  private static final Pattern HOURS =
      Pattern.compile("(\\d{1,4})(?:\\s*(?:-|\u2013|to)\\s*(\\d{1,4}))?\\s*h(?:ours?|rs?)?\\b.*");
  private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9][\\w./-]*?(?:/\\*\\*)?");

  private final Draft draft;
  private final AgentNames names;
  private final PlanTree tree;
  private final List<Section> sections = new ArrayList<>();

  /**
   * What holds for what follows, until a line of the same rank or a higher one.
   *
   * @param label none if it says nothing about that; {@link Label#NONE} if it ends what was before
   */
  private record Section(int rank, Optional<Agent> agent, Optional<Label> label, String text) {}

  /** Lines that belong together: a block of code, a table, or one of another kind. */
  private record Block(int line, List<String> lines) {
    boolean starts(String sign) {
      return lines.get(0).strip().startsWith(sign);
    }
  }

  private PlanImport(Draft draft, PlanTree tree) {
    this.draft = draft;
    this.names = new AgentNames(draft);
    this.tree = tree;
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
    return PolicyText.of(draft, new PlanImport(draft, new PlanTree(files))::read, blocks(lines));
  }

  private static List<Block> blocks(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Block block = new Block(i + 1, new ArrayList<>());
      blocks.add(block);
      block.lines().add(lines.get(i).replaceFirst("^>[> ]*+", ""));
      boolean code = block.starts("```");
      boolean more = code || block.starts("|");
      while (more && i + 1 < lines.size() && (code || lines.get(i + 1).strip().startsWith("|"))) {
        i++;
        block.lines().add(lines.get(i));
        more = !code || !lines.get(i).strip().startsWith("```");
      }
    }
    return blocks;
  }

  private void read(List<Block> blocks) {
    introduce(blocks);
    for (Block block : blocks) {
      String line = block.lines().get(0);
      if (line.length() > LONGEST) {
        note(block.line(), "more than " + LONGEST + " characters in one go were not read");
      } else if (block.starts("```")) {
        code(block);
      } else if (block.starts("|")) {
        table(block);
      } else if (!LAYOUT.matcher(line).matches()) {
        said(block.line(), line);
      }
    }
    draft.agents.forEach(this::settle);
    settle(draft.whole);
    branches();
  }

  /** Makes all agents known first, since those that come later may be named before. */
  private void introduce(List<Block> blocks) {
    String heading = "";
    int ofAgent = PARAGRAPH + 1;
    for (Block block : blocks) {
      String line = block.lines().get(0);
      String text = text(line);
      if (block.starts("|")) {
        int who = who(block);
        block.lines().stream()
            .skip(2)
            .map(PlanImport::cells)
            .filter(row -> row.size() > who)
            .forEach(row -> whose(who < 0 ? "" : row.get(who)));
      } else if (!block.starts("```") && line.length() <= LONGEST) {
        boolean labels = line.startsWith("#") || ALL_BOLD.matcher(line).matches();
        names.introduce(text, labels);
        Matcher owner = OWNER.matcher(text);
        if (labels && owner.matches() && names.lead(text).isEmpty()) {
          names.named(owner.group(1));
        }
        Label label = Label.of(head(text));
        boolean own = names.lead(text).isEmpty();
        int rank = line.startsWith("#") ? line.replaceFirst("[^#].*", "").length() : PARAGRAPH;
        if (labels && (label == Label.NONE || !own)) {
          boolean within = own && rank > ofAgent;
          ofAgent = own ? (within ? ofAgent : PARAGRAPH + 1) : rank;
          heading = own && !within && text.matches("\\w[\\w&/ -]{0,40}") ? text : "";
        } else if (label == Label.OWNS && own && !heading.isEmpty()) {
          names.named(heading);
        }
      }
    }
  }

  /** Without the marks of Markdown; what stands in backticks stays in them. */
  private static String text(String line) {
    Matcher item = ITEM.matcher(line);
    String text = item.matches() ? item.group(1) : line.replaceFirst("^#{1,6}\\s+", "");
    return BOLD.matcher(text).replaceAll("$2").strip();
  }

  private static String head(String text) {
    Matcher head = HEAD.matcher(text);
    return head.matches() ? head.group(1) : text;
  }

  private void said(int line, String raw) {
    boolean heading = raw.matches("#{1,6}\\s.*");
    boolean item = ITEM.matcher(raw).matches();
    int indent = raw.length() - raw.stripLeading().length();
    int rank = heading ? raw.indexOf(' ') : item || indent > 0 ? ITEMS + indent : PARAGRAPH;
    String text = text(raw);
    sections.removeIf(section -> section.rank() >= rank);
    if (heading) {
      String title = YamlText.clean(text).strip().replaceFirst("^(.{1,190}).*", "$1");
      if (!title.isEmpty() && draft.whole.get(Part.TITLE).isEmpty()) {
        draft.whole.add(Part.TITLE, title, line, "");
      }
    }
    Optional<Lead> lead = names.lead(text);
    String body = lead.map(l -> l.rest().replaceFirst("^'s", "").strip()).orElse(text);
    Matcher colon = HEAD.matcher(body);
    String value = colon.matches() && colon.group(2) != null ? colon.group(2).strip() : "";
    boolean labels = heading || ALL_BOLD.matcher(raw).matches() || text.endsWith(":");
    Label label = Label.of(colon.matches() ? colon.group(1) : body);
    boolean after = lead.isPresent() && order(lead.get(), line, text, labels);
    Optional<String> title = behind(body);
    if (label != Label.NONE) {
      push(rank, lead.map(Lead::agent), Optional.of(label), text);
      cite(line, text);
      take(line, value, text, label, agents(label));
    } else if (lead.isPresent() && (body.isEmpty() || title.isPresent() || (after && labels))) {
      push(rank, lead.map(Lead::agent), Optional.empty(), text);
      cite(line, text);
      Agent agent = lead.get().agent();
      if (labels) {
        title.ifPresent(words -> title(agent, words, line));
      } else if (title.isPresent()) {
        ofAgent(line, title.get(), text, after);
      }
    } else if (after) {
      cite(line, text);
    } else {
      value(rank, line, text, labels, item);
    }
  }

  /** What stands behind a name: after a colon or a dash, or in brackets. */
  private static Optional<String> behind(String rest) {
    Matcher separated = SEPARATED.matcher(rest);
    return separated.matches()
        ? Optional.of(separated.group(1).replaceFirst("^\\((.*)\\)$", "$1"))
        : Optional.empty();
  }

  /** The first is the title; what else is said stands above it. */
  private static void title(Agent agent, String words, int line) {
    boolean first = agent.get(Part.TITLE).isEmpty();
    agent.add(Part.TITLE, first ? YamlText.clean(words).strip() : "", line, first ? "" : words);
  }

  private void push(int rank, Optional<Agent> agent, Optional<Label> label, String text) {
    sections.add(new Section(rank, agent, label, text));
  }

  /** Whose part it is, if there is somebody; for a heading its words are no news there. */
  private void cite(int line, String text) {
    Agent agent = agent().orElse(draft.whole);
    agent.add(agent == draft.whole ? Part.NOTES : Part.NAMED, "", line, text);
  }

  private Optional<Agent> agent() {
    return sections.stream().flatMap(s -> s.agent().stream()).reduce((first, last) -> last);
  }

  private Label label() {
    return sections.stream()
        .flatMap(s -> s.label().stream())
        .reduce((first, last) -> last)
        .orElse(Label.NONE);
  }

  /** Whom what stands under a label is about; what is forbidden to nobody by name is to all. */
  private List<Agent> agents(Label label) {
    boolean each = sections.stream().anyMatch(s -> EACH.matcher(s.text()).find());
    List<Agent> others =
        label == Label.FORBIDS
            ? List.of(draft.whole)
            : each && label != Label.OWNS && label != Label.FILES ? draft.agents : List.of();
    return label == Label.INTEGRATION ? List.of(draft.whole) : agent().map(List::of).orElse(others);
  }

  /** Order that a line says of the agent that it begins with. */
  private boolean order(Lead lead, int line, String text, boolean labels) {
    Matcher starts = STARTS_AFTER.matcher(text);
    Matcher arrow = ARROW.matcher(lead.rest());
    if (starts.find()) {
      return references(lead.agent(), Part.AFTER, line, starts.group(1));
    }
    Optional<Lead> next = labels && arrow.matches() ? names.lead(arrow.group(1)) : Optional.empty();
    next.ifPresent(other -> references(other.agent(), Part.AFTER, line, lead.agent().id));
    return next.isPresent();
  }

  /** What stands behind an agent's name in an item. */
  private void ofAgent(int line, String value, String text, boolean after) {
    Optional<String> path = PlanPaths.pattern(value.replace("`", ""), false);
    Label label = HOURS.matcher(value).matches() ? Label.ESTIMATE : label();
    if (path.isPresent() && path.get().matches("/\\.?tmp/.*")) {
      take(line, value, text, Label.SCRATCH, agents(Label.SCRATCH));
    } else if (label != Label.NONE) {
      take(line, value, text, label, agents(label));
    } else if (!after) {
      note(line, text);
    }
  }

  /** A line without a label of its own that is known; one that is not ends what was before it. */
  private void value(int rank, int line, String text, boolean labels, boolean item) {
    Label label = labels ? Label.NONE : label();
    Matcher head = HEAD.matcher(text);
    boolean unknown =
        (label == Label.OWNS || label == Label.FILES)
            && head.matches()
            && PlanPaths.pattern(head.group(1), false).isEmpty();
    if (label != Label.NONE && !unknown && (item || label == Label.BRIEF)) {
      take(line, text, text, label, agents(label));
    } else {
      note(line, text);
      push(rank, Optional.empty(), Optional.of(Label.NONE), text);
    }
  }

  /** A comment at the place of what is not taken. */
  private void note(int line, String text) {
    if (!draft.whole.values(Part.TITLE).contains(text)) {
      draft.leaveOut(agent().orElse(draft.whole), Part.NOTES, line, text);
    }
  }

  private void take(int line, String value, String text, Label label, List<Agent> agents) {
    Label above =
        sections.stream()
            .flatMap(s -> s.label().stream())
            .filter(l -> l == Label.FORBIDS || l == Label.READS)
            .reduce((first, last) -> last)
            .orElse(Label.OWNS);
    boolean otherwise = sections.stream().anyMatch(s -> OTHERWISE.matcher(s.text()).find());
    Label whole =
        label != Label.FILES ? label : above == Label.OWNS && otherwise ? Label.NONE : above;
    if (!value.isEmpty() && agents.isEmpty()) {
      note(line, text);
    }
    for (Agent agent : value.isEmpty() ? List.<Agent>of() : agents) {
      switch (whole) {
        case OWNS, FORBIDS, READS -> paths(agent, line, value, text, whole);
        case AFTER -> references(agent, Part.AFTER, line, value);
        case EXCLUDES -> references(agent, Part.EXCLUDES, line, value);
        case TITLE -> title(agent, value, line);
        case BRIEF -> agent.add(Part.BRIEF, value, line, "");
        case BRANCHES -> {
          for (String name : value.replace("`", "").split("[,\\s]+", -1)) {
            agent.add(Part.BRANCHES, name, line, "");
          }
        }
        case ESTIMATE -> {
          Matcher hours = HOURS.matcher(value);
          boolean fits = hours.matches() && !hours.group(1).matches("0+");
          String to = fits && hours.group(2) != null ? "-" + hours.group(2) + "h" : "";
          one(
              agent,
              Part.ESTIMATE,
              fits ? Optional.of(hours.group(1) + "h" + to) : Optional.empty(),
              line,
              text);
        }
        case SCRATCH -> {
          Optional<String> path =
              PlanPaths.pattern(value.replace("`", ""), true)
                  .filter(p -> !p.matches("!.*|.*[*?\\[\\\\].*"));
          one(agent, Part.SCRATCH, path.map(p -> p.endsWith("/") ? p : p + "/"), line, text);
        }
        case VALIDATE, INTEGRATION -> {
          boolean code = value.matches("`[^`]+`");
          one(
              agent,
              Part.VALIDATE,
              code
                  ? ShellChecks.check(new ShellChecks.Command(0, value.replace("`", ""), ""))
                  : Optional.empty(),
              line,
              text);
        }
        default -> draft.leaveOut(agent, Part.NOTES, line, text);
      }
    }
  }

  private void one(Agent agent, Part part, Optional<String> value, int line, String text) {
    value.ifPresentOrElse(
        found -> agent.add(part, found, line, ""), () -> draft.leaveOut(agent, part, line, text));
  }

  private void paths(Agent agent, int line, String value, String text, Label label) {
    PlanPaths found = PlanPaths.of(value);
    Part part = Part.valueOf(label.name());
    boolean owns = label == Label.OWNS;
    if (PlanPaths.NOBODY.matcher(value).matches()) {
      agent.add(part == Part.READS ? Part.OWNS : part, "", line, text);
    } else if (owns ? found.doubtful() : found.all().isEmpty()) {
      draft.leaveOut(agent, owns ? Part.OWNS : Part.FORBIDS, line, text);
    } else if (owns) {
      found.paths().forEach(path -> agent.add(part, path.pattern(), line, path.remark()));
      found.rest().forEach(rest -> draft.leaveOut(agent, part, line, rest));
    } else {
      boolean plain =
          found.rest().isEmpty() && found.paths().stream().allMatch(p -> p.remark().isEmpty());
      String remark = agent == draft.whole ? "said of no agent, so it holds for each" : "";
      found.all().forEach(path -> agent.add(part, path, line, remark));
      agent.add(part, found.all().get(0), line, plain ? "" : value);
    }
  }

  /** Agents that a text names, as values of a part. */
  private boolean references(Agent agent, Part part, int line, String text) {
    boolean all = part == Part.EXCLUDES && text.matches("(?i)all(?: other(?:s| agents))?\\b.*");
    for (Agent other : all ? draft.agents : List.<Agent>of()) {
      if (other != agent) {
        agent.add(part, other.id, line, "");
      }
    }
    boolean some = all;
    Map<String, Optional<Lead>> listed =
        all || PlanPaths.NOBODY.matcher(text.replaceFirst("\\(.*", "")).matches()
            ? Map.of()
            : names.list(text);
    for (Map.Entry<String, Optional<Lead>> one : listed.entrySet()) {
      Optional<Agent> other = one.getValue().map(Lead::agent).filter(a -> a != agent);
      other.ifPresentOrElse(
          a -> agent.add(part, a.id, line, ""),
          () -> draft.leaveOut(agent, part, line, "\"" + one.getKey() + "\" names no other agent"));
      some |= other.isPresent();
    }
    return some;
  }

  private static List<String> cells(String row) {
    String bare = row.strip().replaceFirst("^\\|", "").replaceFirst("(?<!\\\\)\\|$", "");
    return Arrays.stream(bare.split("(?<!\\\\)\\|", -1))
        .map(cell -> text(" " + cell.replace("\\|", "|").strip()).strip())
        .toList();
  }

  /** The column of agents of a table that can be read; else -1. */
  private static int who(Block table) {
    List<Label> labels = cells(table.lines().get(0)).stream().map(Label::of).toList();
    boolean says = labels.stream().anyMatch(l -> l != Label.AGENT && l != Label.NONE);
    boolean ruled = table.lines().size() > 2 && LAYOUT.matcher(table.lines().get(1)).matches();
    return says && ruled ? labels.indexOf(Label.AGENT) : -1;
  }

  /** The agents that a cell names, made known if they were not. */
  private Set<Agent> whose(String cell) {
    Set<Agent> agents = new LinkedHashSet<>();
    names.introduce(cell, false);
    boolean one = names.lead(cell).isPresent();
    for (String part :
        one ? names.list(cell).keySet() : Set.copyOf(Arrays.asList(cell.split(", ?", -1)))) {
      Optional<Lead> lead = names.list(part).values().iterator().next();
      String name = part.replaceFirst("[:(].*", "").replace("`", "").strip();
      if (lead.isPresent()) {
        agents.add(lead.get().agent());
      } else if (!one
          && !PlanPaths.NOBODY.matcher(name).matches()
          && !SEVERAL.matcher(part).matches()
          && name.matches("@?[\\w./-]+(?: [\\w./-]+){0,3}")) {
        agents.add(names.named(name));
      }
    }
    return agents;
  }

  private void table(Block table) {
    int who = who(table);
    List<String> header = cells(table.lines().get(0));
    for (int i = 0; i < table.lines().size(); i++) {
      int line = table.line() + i;
      List<String> row = cells(table.lines().get(i));
      Set<Agent> agents = who < 0 || i < 2 || row.size() <= who ? Set.of() : whose(row.get(who));
      if (agents.isEmpty() && (who < 0 || i != 1) && !(i == 0 && who >= 0)) {
        note(line, table.lines().get(i).strip());
      }
      for (Agent agent : agents) {
        agent.add(Part.NAMED, "", table.line(), "");
        agent.add(Part.NAMED, "", line, "");
        names
            .lead(row.get(who))
            .flatMap(lead -> behind(lead.rest()))
            .ifPresent(words -> title(agent, words, line));
        for (int c = 0; c < Math.min(row.size(), header.size()); c++) {
          Label label = c == who ? Label.NONE : Label.of(header.get(c));
          String text = header.get(c) + ": " + row.get(c);
          if (label == Label.NONE && c != who && !row.get(c).isEmpty()) {
            draft.leaveOut(agent, Part.NOTES, line, text);
          } else if (c != who) {
            take(line, row.get(c), text, label, List.of(agent));
          }
        }
      }
    }
  }

  /** A block of code, which is a check under a label that says so. */
  private void code(Block block) {
    Label label = label();
    boolean checks = label == Label.VALIDATE || label == Label.INTEGRATION;
    int last = block.lines().size() - (block.lines().size() > 1 ? 1 : 0);
    List<String> lines = block.lines().subList(1, Math.max(1, last));
    List<Agent> whose = checks ? agents(label) : List.of();
    List<ShellChecks.Command> commands = checks ? ShellChecks.of(lines) : List.of();
    String title = "";
    for (ShellChecks.Command command : commands) {
      int line = block.line() + 1 + command.line();
      Optional<String> check = ShellChecks.check(command);
      Optional<Lead> lead = names.lead(command.comment());
      if (command.text().isEmpty() && lead.isPresent()) {
        whose = List.of(lead.get().agent());
      }
      for (Agent agent : whose) {
        if (check.isPresent()) {
          agent.add(Part.VALIDATE, check.get(), line, (title + " " + command.comment()).strip());
        } else if (!command.text().isEmpty()) {
          draft.leaveOut(agent, Part.VALIDATE, line, command.text());
        }
      }
      if (whose.isEmpty() || (command.text().isEmpty() && lead.isPresent())) {
        whose.stream()
            .findFirst()
            .orElse(draft.whole)
            .add(
                whose.isEmpty() ? Part.NOTES : Part.NAMED,
                "",
                line,
                whose.isEmpty() ? lines.get(command.line()).strip() : "");
      }
      title = command.text().isEmpty() && lead.isEmpty() ? command.comment() : "";
    }
    for (int i = 0; i < lines.size() && commands.isEmpty(); i++) {
      if (!lines.get(i).isBlank()) {
        note(block.line() + 1 + i, lines.get(i).strip());
      }
    }
  }

  /** Nothing is owned that is read or forbidden too; what is elsewhere in the tree is said. */
  private void settle(Agent agent) {
    List<Entry> owns = agent.get(Part.OWNS);
    for (Entry own : List.copyOf(owns)) {
      for (Part part : List.of(Part.FORBIDS, Part.READS)) {
        for (Entry same : List.copyOf(agent.get(part))) {
          if (!own.value().isEmpty() && bare(same).equals(bare(own)) && owns.remove(own)) {
            agent.get(part).remove(same);
            int line = last(own.lines());
            String both = "`%s` is under a label of owning and, line %d, of reading or forbidding";
            String what = both.formatted(own.value(), last(same.lines())) + ": it is neither";
            draft.leaveOut(agent, Part.OWNS, line, what);
            if (owns.stream().anyMatch(other -> PlanPaths.meet(other.value(), own.value()))) {
              agent.again(Part.OWNS, "!" + own.value(), line, "");
            }
          }
        }
      }
    }
    for (Entry read : agent.get(Part.READS)) {
      boolean inside = owns.stream().anyMatch(own -> bare(own).startsWith(bare(read) + "/"));
      String what = inside ? "`" + read.value() + "` is to be read only" : "to be read only";
      agent.add(Part.FORBIDS, inside ? "" : read.value(), last(read.lines()), what);
      for (String remark : read.remarks()) {
        agent.add(Part.FORBIDS, inside ? "" : read.value(), last(read.lines()), remark);
      }
    }
    for (Part part : List.of(Part.OWNS, Part.FORBIDS)) {
      for (Entry entry : agent.get(part)) {
        String elsewhere = tree.elsewhere(entry.value());
        entry.remarks().addAll(elsewhere.isEmpty() ? Set.of() : Set.of(elsewhere));
      }
    }
  }

  private static int last(Set<Integer> lines) {
    return lines.stream().reduce(0, Math::max);
  }

  private static String bare(Entry pattern) {
    return pattern.value().replaceFirst("(?:/|/\\*{1,2})$", "");
  }

  /** Leaves out the branches that git can't keep beside another, or that are somebody else's. */
  private void branches() {
    Map<String, Agent> taken = new LinkedHashMap<>(Map.of("main", draft.whole));
    draft.agents.forEach(agent -> taken.put(agent.id + "/**", agent));
    for (Agent agent : draft.agents) {
      List<Entry> branches = agent.get(Part.BRANCHES);
      taken.remove(branches.isEmpty() ? "" : agent.id + "/**");
      branches.sort(Comparator.comparing(entry -> !entry.value().endsWith("/**")));
      for (Entry entry : List.copyOf(branches)) {
        String name = entry.value();
        boolean lawful =
            BRANCH.matcher(name).matches()
                && RefName.branch(name.replaceFirst("/\\*\\*$", "")).fault().isEmpty();
        if (lawful
            && taken.entrySet().stream()
                .noneMatch(o -> clash(name, o.getKey(), o.getValue() == agent))) {
          taken.put(name, agent);
        } else if (branches.remove(entry)) {
          String what = "`" + name + "` is no branch that can be beside the others";
          draft.leaveOut(agent, Part.BRANCHES, last(entry.lines()), what);
        }
      }
    }
  }

  /** Whether two can't be beside each other; what one pattern matches is below it. */
  private static boolean clash(String one, String other, boolean same) {
    String a = one.replaceFirst("\\*\\*$|(?<!/)$", "/").replace("//", "/");
    String b = other.replaceFirst("\\*\\*$|(?<!/)$", "/").replace("//", "/");
    boolean within = same && !a.equals(b) && (a.startsWith(b) ? other : one).endsWith("/**");
    return (a.startsWith(b) || b.startsWith(a)) && !within;
  }
}
