package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that no agent may change and that are not protected either. */
final class UnownedFiles {
  private static final int NAMED = 6;

  private UnownedFiles() {}

  static List<Finding> findings(TreeFiles tree, Holdings holdings) {
    Map<String, Integer> byFolder = new LinkedHashMap<>();
    List<RepoPath> unowned = new ArrayList<>();
    for (int file = 0; file < tree.paths().size(); file++) {
      if (holdings.holder(file) == Holdings.NOBODY) {
        RepoPath path = tree.paths().get(file);
        unowned.add(path);
        byFolder.merge(topFolder(path), 1, Integer::sum);
      }
    }
    if (unowned.isEmpty()) {
      return List.of();
    }
    List<String> counts =
        byFolder.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
            .limit(NAMED)
            .map(entry -> "%,d in %s".formatted(entry.getValue(), entry.getKey()))
            .toList();
    String more =
        byFolder.size() > NAMED ? " and others in %d more".formatted(byFolder.size() - NAMED) : "";
    return List.of(
        new Finding(
            "unowned-files",
            Severity.WARNING,
            "%,d of %,d files at %s are nobody's: %s%s"
                .formatted(
                    unowned.size(),
                    tree.paths().size(),
                    tree.revision(),
                    String.join(", ", counts),
                    more),
            List.of(),
            unowned.get(0).quoted(),
            "give them to an agent; what stays nobody's only maintainers change"));
  }

  private static String topFolder(RepoPath path) {
    String text = path.text();
    int slash = text.indexOf('/');
    return slash < 0 ? "the top folder" : RepoPath.of(text.substring(0, slash + 1)).quoted();
  }
}
