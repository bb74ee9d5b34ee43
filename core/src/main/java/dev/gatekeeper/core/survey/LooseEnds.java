package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that are nobody's, and the patterns of no file. */
final class LooseEnds {
  private static final int NAMED = 6;

  private LooseEnds() {}

  /** The files that no agent may change and that are not protected either. */
  static List<Finding> unownedFiles(TreeFiles tree, Holdings holdings) {
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

  /** The patterns of {@code owns} that match no file. They may be of files that are yet to come. */
  static List<Finding> unusedPatterns(Policy policy, TreeFiles tree, Holdings holdings) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < policy.agents().size(); i++) {
      Agent agent = policy.agents().get(i);
      List<PathRule> owns = agent.owns().rules();
      for (int rule = 0; rule < owns.size(); rule++) {
        if (!holdings.decides(i, rule) && isUnused(owns.get(rule), tree)) {
          findings.add(unused(agent, owns.get(rule).rule(), tree));
        }
      }
    }
    return findings;
  }

  private static boolean isUnused(PathRule rule, TreeFiles tree) {
    return rule.rule().list() == Rule.List.OWNS
        && !rule.pattern().negated()
        && tree.paths().stream().noneMatch(path -> rule.pattern().covers(path, false));
  }

  private static Finding unused(Agent agent, Rule rule, TreeFiles tree) {
    return new Finding(
        "unused-pattern",
        Severity.WARNING,
        "`%s` in `owns` of `%s` matches no file at %s"
            .formatted(rule.pattern(), agent.id(), tree.revision()),
        List.of(rule.at()),
        "",
        "see whether it is misspelt; nothing, if the files are yet to be made");
  }
}
