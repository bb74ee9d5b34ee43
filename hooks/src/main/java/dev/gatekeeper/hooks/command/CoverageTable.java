package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.survey.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Who may change how much of each folder, as a table for people. */
final class CoverageTable {
  private static final List<String> HEADER =
      List.of("folder", "files", "nobody's", "protected", "agents");
  private static final int FIRST_NUMBER = 1;
  private static final int LAST_NUMBER = 3;
  private static final int AGENTS = 5;

  private CoverageTable() {}

  /** The lines of the table; none without rows. */
  static List<String> of(List<Coverage> coverage) {
    if (coverage.isEmpty()) {
      return List.of();
    }
    List<List<String>> rows = new ArrayList<>(List.of(HEADER));
    coverage.forEach(row -> rows.add(cells(row)));
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static List<String> cells(Coverage row) {
    String more = row.agents().size() > AGENTS ? ", ..." : "";
    return List.of(
        RepoPath.of(row.folder()).quoted(),
        "%,d".formatted(row.files()),
        count(row.unowned()),
        count(row.guarded()),
        row.agents().stream().limit(AGENTS).map(AgentId::id).collect(Collectors.joining(", "))
            + more);
  }

  private static String count(long number) {
    return number == 0 ? "-" : "%,d".formatted(number);
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String blanks = " ".repeat(widths[i] - row.get(i).length());
      boolean isNumber = i >= FIRST_NUMBER && i <= LAST_NUMBER;
      line.append(isNumber ? blanks + row.get(i) : row.get(i) + blanks).append("  ");
    }
    return line.toString().stripTrailing();
  }
}
