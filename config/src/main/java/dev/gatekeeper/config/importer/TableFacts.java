package dev.gatekeeper.config.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tables say of agents: one a row, one a column, or each against each. The order of columns
 * does not matter, their headings do.
 */
final class TableFacts {
  private static final Pattern NO =
      Pattern.compile(
          "(?iu)\\W*+(?:no|never|not|x|conflicts?|blocked|exclusive)\\W*+"
              + "|[^\\p{L}\u2717\u2718\u274c\u2716\u00d7]*+[\u2717\u2718\u274c\u2716\u00d7][^\\p{L}]*+");

  private final AgentNames names;
  private final Facts facts;
  private final Draft draft;

  TableFacts(Draft draft, AgentNames names, Facts facts) {
    this.draft = draft;
    this.names = names;
    this.facts = facts;
  }

  void read(Block.Table table) {
    List<Optional<Topic>> topics = table.header().stream().map(cell -> cell.topic()).toList();
    int column = AgentFinder.agentColumn(topics);
    List<List<String>> ofHeader =
        table.header().stream().map(cell -> names.subjects(cell.plain())).toList();
    boolean across = ofHeader.stream().skip(1).anyMatch(ids -> !ids.isEmpty());
    if (across) {
      across(table, ofHeader);
    } else if (column >= 0 && isKnown(table, column)) {
      down(table, topics, column);
    } else {
      leaveOut(table);
    }
  }

  private boolean isKnown(Block.Table table, int column) {
    return table.rows().stream()
        .anyMatch(row -> column < row.size() && !who(row.get(column)).isEmpty());
  }

  private List<String> who(Said cell) {
    List<String> ids = new ArrayList<>();
    for (String part : AgentFinder.parts(cell.text())) {
      ids.addAll(names.subjects(part));
    }
    return ids.stream().distinct().toList();
  }

  /** An agent a row. */
  private void down(Block.Table table, List<Optional<Topic>> topics, int column) {
    for (List<Said> row : table.rows()) {
      if (column >= row.size()) {
        continue;
      }
      Said cell = row.get(column);
      for (String id : who(cell)) {
        facts.title(id, cell.line(), remainder(Words.bare(cell.text())));
        for (int i = 0; i < row.size(); i++) {
          if (i != column && i < topics.size()) {
            said(id, topics.get(i), row.get(i));
          }
        }
      }
    }
  }

  /** An agent a column: topics in the first, or agents again. */
  private void across(Block.Table table, List<List<String>> ofHeader) {
    for (List<Said> row : table.rows()) {
      if (row.isEmpty()) {
        continue;
      }
      List<String> ofRow = names.subjects(row.get(0).plain());
      Optional<Topic> topic = row.get(0).topic();
      for (int i = 1; i < row.size() && i < ofHeader.size(); i++) {
        for (String id : ofHeader.get(i)) {
          if (ofRow.isEmpty()) {
            said(id, topic, row.get(i));
          } else {
            pair(ofRow, id, row.get(i));
          }
        }
      }
    }
  }

  private void pair(List<String> ofRow, String other, Said cell) {
    if (NO.matcher(cell.text()).matches()) {
      for (String id : ofRow) {
        if (!id.equals(other)) {
          draft.agent(id).add(AgentDraft.Part.EXCLUDES, other, cell.line(), "");
        }
      }
    }
  }

  private void said(String id, Optional<Topic> topic, Said cell) {
    topic.ifPresent(found -> facts.put(id, found, cell.line(), cell.text()));
    boolean paths =
        topic.equals(Optional.of(Topic.OWNS)) || topic.equals(Optional.of(Topic.FORBIDS));
    if (!paths) {
      facts.order(id, cell.line(), cell.plain());
    }
  }

  private void leaveOut(Block.Table table) {
    if (!table.header().isEmpty()) {
      String header =
          String.join(" | ", table.header().stream().map(cell -> Words.bare(cell.text())).toList());
      draft.leaveOut(table.header().get(0).line(), "the table \"" + header + "\" names no agents");
    }
  }

  /** What stands behind the name: {@code Agent 1: Performance}. */
  static String remainder(String text) {
    String[] parts = text.split(":\\s*|\\s+[-\u2013\u2014]+\\s+|\\s*\\(", 2);
    return parts.length < 2 ? "" : parts[1].replaceAll("\\)\\W{0,40}+$", "");
  }
}
