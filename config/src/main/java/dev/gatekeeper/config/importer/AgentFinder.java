package dev.gatekeeper.config.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the agents of a plan: in tables with a column for them, where a heading, a label or an item
 * starts with {@code Agent 1}, and where it is said of somebody what they own.
 */
final class AgentFinder {
  private static final Set<Topic> TELLING =
      Set.of(Topic.OWNS, Topic.FORBIDS, Topic.BRANCHES, Topic.EXCLUDES, Topic.AFTER);
  private static final Pattern OWNER =
      Pattern.compile(
          "(?iu)^\\W*([\\p{L}][\\p{L}\\p{N} _-]{0,40}?)\\s+(?:owns|may (?:only )?(?:change|edit|modify|touch)"
              + "|works (?:only )?in|is responsible for)\\s+(.*)");
  private static final Set<String> NOBODY =
      Set.of(
          "agent",
          "agents",
          "each agent",
          "every agent",
          "it",
          "they",
          "he",
          "she",
          "we",
          "you",
          "nobody",
          "no agent",
          "no one",
          "everybody",
          "everyone",
          "who",
          "which",
          "all agents",
          "an agent",
          "the agent",
          "one agent",
          "any agent");

  private final AgentNames names;

  private AgentFinder(AgentNames names) {
    this.names = names;
  }

  /** The agents, in the order in which they come up. */
  static AgentNames in(List<Block> blocks) {
    AgentFinder finder = new AgentFinder(new AgentNames());
    blocks.forEach(finder::look);
    return finder.names;
  }

  private void look(Block block) {
    if (block instanceof Block.Table table) {
      table(table);
    } else if (block instanceof Block.Heading heading) {
      names.numbered(heading.words().plain());
    } else if (block instanceof Block.Item item) {
      said(item.words(), item.above());
    } else if (block instanceof Block.Line line) {
      said(line.words(), line.above());
    } else if (block instanceof Block.Code code) {
      code.lines().forEach(line -> names.numbered(line.text().replaceFirst("^\\s*#+", "")));
    }
  }

  private void table(Block.Table table) {
    List<Optional<Topic>> topics =
        table.header().stream().map(cell -> Topic.ofColumn(cell.text())).toList();
    int column = agentColumn(topics);
    boolean telling = topics.stream().flatMap(Optional::stream).anyMatch(TELLING::contains);
    for (List<Said> row : table.rows()) {
      if (column >= 0 && column < row.size() && telling) {
        parts(row.get(column).text()).forEach(names::named);
      } else if (!row.isEmpty()) {
        names.numbered(Words.plain(row.get(0).text()));
      }
    }
    table.header().forEach(cell -> names.numbered(Words.plain(cell.text())));
  }

  /** The column that says who; -1 if there is none. */
  static int agentColumn(List<Optional<Topic>> topics) {
    return topics.indexOf(Optional.of(Topic.AGENT));
  }

  /** Who is named in a cell, where several may be. */
  static List<String> parts(String cell) {
    String plain = Words.plain(cell);
    String named = plain.split("[:(]", 2)[0];
    List<String> parts = new ArrayList<>();
    for (String part : named.split(",|&|\\+|;|\\band\\b", -1)) {
      parts.add(part.strip());
    }
    return parts.size() == 1 ? List.of(plain) : parts;
  }

  private void said(Said words, List<Said> above) {
    String text = words.plain();
    if (names.numbered(text).isPresent() || above.stream().anyMatch(this::isNumbered)) {
      return;
    }
    Matcher owner = OWNER.matcher(text);
    if (owner.matches() && hasPattern(owner.group(2)) && isName(owner.group(1))) {
      names.named(owner.group(1));
      return;
    }
    String key = Words.key(text);
    boolean owns = Topic.ofColumn(key).equals(Optional.of(Topic.OWNS)) && !key.isEmpty();
    if (owns && hasPattern(Words.value(text)) && above.size() > 1) {
      String name = Words.bare(above.get(0).text());
      if (isName(name) && Topic.ofSentence(name).isEmpty()) {
        names.named(name);
      }
    }
  }

  private boolean isNumbered(Said said) {
    return names.numbered(said.plain()).isPresent();
  }

  private static boolean hasPattern(String text) {
    return PathWords.in(text).stream().anyMatch(found -> !found.pattern().isEmpty());
  }

  private static boolean isName(String text) {
    String name = Words.withoutEnd(text.strip().toLowerCase(Locale.ROOT), ":.");
    return !name.isEmpty() && !NOBODY.contains(name) && name.split("\\s+", -1).length <= 4;
  }
}
