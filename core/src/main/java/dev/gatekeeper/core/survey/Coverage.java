package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The share of a folder that each agent may change.
 *
 * @param folder with a slash at its end; with {@code *} behind it for the files in it alone; {@code
 *     *} for those at the top
 * @param files how many there are
 * @param guarded how many of them are protected
 * @param unowned how many of them nobody owns
 * @param agents who may change the others, in the order of the policy
 */
public record Coverage(
    String folder, long files, long guarded, long unowned, List<AgentId> agents) {
  private static final int DEEPEST = 5;
  private static final int ROWS = 40;

  public Coverage {
    agents = List.copyOf(agents);
  }

  /**
   * A row for each folder that is one agent's, or nobody's, as a whole. What would take too many
   * rows is summed up higher in the tree.
   */
  static List<Coverage> of(List<Agent> agents, List<RepoPath> files, FileOwnership holdings) {
    List<Integer> all = IntStream.range(0, files.size()).boxed().toList();
    List<Coverage> rows = List.of();
    for (int depth = DEEPEST; depth > 0 && (rows.isEmpty() || rows.size() > ROWS); depth--) {
      rows = new Folders(agents, files, holdings).rows("", all, depth);
    }
    return rows;
  }

  private record Folders(List<Agent> agents, List<RepoPath> files, FileOwnership holdings) {

    List<Coverage> rows(String folder, List<Integer> inside, int depth) {
      boolean alike = inside.stream().map(holdings::holder).distinct().count() < 2;
      if (!folder.isEmpty() && (alike || depth == 0)) {
        return List.of(row(folder, inside));
      }
      Map<String, List<Integer>> below = new LinkedHashMap<>();
      List<Integer> here = new ArrayList<>();
      for (int file : inside) {
        String rest = files.get(file).text().substring(folder.length());
        int slash = rest.indexOf('/');
        if (slash < 0) {
          here.add(file);
        } else {
          below.computeIfAbsent(rest.substring(0, slash + 1), key -> new ArrayList<>()).add(file);
        }
      }
      List<Coverage> rows = new ArrayList<>();
      if (!here.isEmpty()) {
        rows.add(row(folder + "*", here));
      }
      below.forEach((name, some) -> rows.addAll(rows(folder + name, some, depth - 1)));
      return rows;
    }

    private Coverage row(String folder, List<Integer> inside) {
      TreeSet<Integer> holders = new TreeSet<>(inside.stream().map(holdings::holder).toList());
      return new Coverage(
          folder,
          inside.size(),
          inside.stream().filter(f -> holdings.holder(f) == FileOwnership.PROTECTED).count(),
          inside.stream().filter(f -> holdings.holder(f) == FileOwnership.NOBODY).count(),
          holders.stream().filter(h -> h >= 0).map(h -> agents.get(h).id()).toList());
    }
  }
}
