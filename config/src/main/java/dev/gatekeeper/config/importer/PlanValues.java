package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentNames.Lead;
import dev.gatekeeper.config.importer.Draft.Agent;
import dev.gatekeeper.config.importer.Draft.Entry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What stands under a label, as values of an agent; and what of it can be none as comments. */
record PlanValues(Draft draft, AgentNames names, Set<String> tree) {
  private static final int MOST_PLACES = 3;
  private static final Pattern HOURS =
      Pattern.compile("(\\d{1,4})(?:\\s*(?:-|\u2013|to)\\s*(\\d{1,4}))?\\s*h(?:ours?|rs?)?\\b.*");

  /** The files and the folders of a working copy, from the root. */
  static Set<String> tree(Iterable<String> files) {
    Set<String> all = new TreeSet<>();
    for (String file : files) {
      String path = "/" + file;
      while (!path.isEmpty() && all.add(path)) {
        path = path.substring(0, path.lastIndexOf('/'));
      }
    }
    return all;
  }

  static boolean isEstimate(String value) {
    return HOURS.matcher(value).matches();
  }

  /** Takes a value for an agent; the text is the whole of what the line says. */
  void take(Agent agent, Label label, int line, String value, String text) {
    String bare = value.replace("`", "");
    switch (label) {
      case OWNS, FORBIDS, READS -> paths(agent, line, value, text, label);
      case AFTER, EXCLUDES -> references(agent, label, line, value);
      case TITLE -> title(agent, value, line);
      case BRIEF -> agent.add(Label.BRIEF, value, line, "");
      case ESTIMATE -> one(agent, Label.ESTIMATE, hours(value), line, text, "");
      case SCRATCH -> {
        Optional<String> path =
            PlanPaths.pattern(bare, true).filter(p -> !p.matches("!.*|.*[*?\\[\\\\].*"));
        one(agent, Label.SCRATCH, path.map(p -> p.endsWith("/") ? p : p + "/"), line, text, "");
      }
      case VALIDATE, INTEGRATION -> {
        boolean code = value.matches("`[^`]+`");
        one(agent, Label.VALIDATE, ShellChecks.check(code ? bare : "", ""), line, text, "");
      }
      default -> draft.leaveOut(agent, Label.NONE, line, text);
    }
  }

  /** The first is the title; what else is said stands above it. */
  void title(Agent agent, String words, int line) {
    boolean first = agent.get(Label.TITLE).isEmpty();
    agent.add(Label.TITLE, first ? YamlText.clean(words).strip() : "", line, first ? "" : words);
  }

  /** Adds a value, or a comment if it is none. */
  void one(Agent agent, Label part, Optional<String> value, int line, String text, String remark) {
    value.ifPresentOrElse(
        found -> agent.add(part, found, line, remark),
        () -> draft.leaveOut(agent, part, line, text));
  }

  private static Optional<String> hours(String value) {
    Matcher hours = HOURS.matcher(value);
    if (!hours.matches() || hours.group(1).matches("0+")) {
      return Optional.empty();
    }
    return Optional.of(
        hours.group(1) + "h" + (hours.group(2) == null ? "" : "-" + hours.group(2) + "h"));
  }

  private void paths(Agent agent, int line, String value, String text, Label part) {
    PlanPaths found = PlanPaths.of(value);
    boolean owns = part == Label.OWNS;
    if (PlanPaths.NOBODY.matcher(value).matches()) {
      agent.add(part == Label.READS ? Label.OWNS : part, "", line, text);
    } else if (owns ? found.doubtful() : found.all().isEmpty()) {
      draft.leaveOut(agent, owns ? Label.OWNS : Label.FORBIDS, line, text);
    } else if (owns) {
      found.paths().forEach(path -> agent.add(part, path.pattern(), line, path.remark()));
      found.rest().forEach(rest -> draft.leaveOut(agent, part, line, rest));
    } else {
      boolean plain =
          found.rest().isEmpty() && found.paths().stream().allMatch(p -> p.remark().isEmpty());
      String remark = agent == draft.whole ? "said of no agent, so it holds for each" : "";
      found.all().forEach(path -> agent.add(part, path, line, remark));
      agent.add(part, found.all().iterator().next(), line, plain ? "" : value);
    }
  }

  /** Agents that a text names, as values of a part; whether there is one. */
  boolean references(Agent agent, Label part, int line, String text) {
    List<Agent> others = draft.agents.stream().filter(other -> other != agent).toList();
    if (part == Label.EXCLUDES && text.matches("(?i)all(?: other(?:s| agents))?\\b.*")) {
      others.forEach(other -> agent.add(part, other.id, line, ""));
      return true;
    }
    boolean nobody = PlanPaths.NOBODY.matcher(text.replaceFirst("\\(.*", "")).matches();
    boolean some = false;
    Map<String, Optional<Lead>> listed = nobody ? Map.of() : names.list(text);
    for (Map.Entry<String, Optional<Lead>> word : listed.entrySet()) {
      Optional<String> other =
          word.getValue().map(Lead::agent).filter(others::contains).map(a -> a.id);
      one(agent, part, other, line, "\"" + word.getKey() + "\" names no other agent", "");
      some |= other.isPresent();
    }
    return some;
  }

  /** Nothing is owned that is read or forbidden too; what is elsewhere in the tree is said. */
  void settle(Agent agent) {
    List<Entry> owns = agent.get(Label.OWNS);
    List<Entry> forbids = agent.get(Label.FORBIDS);
    List<Entry> reads = agent.get(Label.READS);
    for (Entry own : List.copyOf(owns)) {
      Optional<Entry> same =
          Stream.concat(forbids.stream(), reads.stream())
              .filter(other -> !own.value().isEmpty() && bare(other).equals(bare(own)))
              .findFirst();
      if (same.isPresent()) {
        owns.remove(own);
        forbids.remove(same.get());
        reads.remove(same.get());
        String both = "`%s` is under a label of owning and, line %d, of reading or forbidding";
        String what = both.formatted(own.value(), last(same.get())) + ": it is neither";
        draft.leaveOut(agent, Label.OWNS, last(own), what);
        if (owns.stream().anyMatch(other -> PlanPaths.meet(other.value(), own.value()))) {
          agent.again(Label.OWNS, "!" + own.value(), last(own), "");
        }
      }
    }
    for (Entry read : reads) {
      boolean inside = owns.stream().anyMatch(own -> bare(own).startsWith(bare(read) + "/"));
      String what = inside ? "`" + read.value() + "` is to be read only" : "to be read only";
      Stream.concat(Stream.of(what), read.remarks().stream())
          .forEach(r -> agent.add(Label.FORBIDS, inside ? "" : read.value(), last(read), r));
    }
    Stream.concat(owns.stream(), forbids.stream()).forEach(this::elsewhere);
  }

  /** Says where a pattern's path is, if it is not where the pattern says. */
  private void elsewhere(Entry entry) {
    String path = entry.value().replaceFirst("/?(?:[^/]*[*?\\[].*)?$", "");
    String rest = entry.value().substring(path.length());
    if (!path.isEmpty() && !tree.contains(path)) {
      List<String> there =
          tree.stream()
              .filter(other -> other.endsWith(path))
              .limit(MOST_PLACES)
              .map(other -> "`" + other + rest + "`")
              .toList();
      String what = "it is not there; is " + String.join(" or ", there) + " meant?";
      entry.remarks().addAll(there.isEmpty() ? Set.of() : Set.of(what));
    }
  }

  private static int last(Entry entry) {
    return entry.lines().stream().reduce(0, Math::max);
  }

  private static String bare(Entry pattern) {
    return pattern.value().replaceFirst("(?:/|/\\*{1,2})$", "");
  }
}
