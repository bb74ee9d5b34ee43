package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.CommandNeeds;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Findings about files without an owner, patterns without a file, missing scripts, and scratch
 * folders that are ignored.
 */
final class UnownedFiles {
  private static final int NAMED = 6;

  /** A name that no pattern means in particular. */
  private static final String ANY_FILE = "gatekeeper-note";

  private UnownedFiles() {}

  /** The files that no agent may change and that are not protected either. */
  static List<Finding> unownedFiles(TreeFiles tree, FileOwnership holdings) {
    Map<String, Integer> byFolder = new LinkedHashMap<>();
    List<RepoPath> unowned = new ArrayList<>();
    for (int file = 0; file < tree.paths().size(); file++) {
      if (holdings.holder(file) == FileOwnership.NOBODY) {
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
            "%,d of %,d files at %s have no owner: %s%s"
                .formatted(
                    unowned.size(),
                    tree.paths().size(),
                    tree.revision(),
                    String.join(", ", counts),
                    more),
            List.of(),
            unowned.get(0).quoted(),
            "give them to an agent; only maintainers change files without an owner"));
  }

  private static String topFolder(RepoPath path) {
    String text = path.text();
    int slash = text.indexOf('/');
    return slash < 0 ? "the top folder" : RepoPath.of(text.substring(0, slash + 1)).quoted();
  }

  /** The patterns of {@code owns} that match no file. They may be of files that are yet to come. */
  static List<Finding> unusedPatterns(Policy policy, TreeFiles tree, FileOwnership holdings) {
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

  /**
   * Findings about scripts that checks run and that are not in the tree, as far as a command's text
   * shows.
   */
  static List<Finding> missingScripts(Policy policy, TreeFiles tree) {
    Set<RepoPath> present = new HashSet<>(tree.paths());
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      addMissing(agent.validate(), "a check of `" + agent.id() + "`", present, tree, findings);
    }
    addMissing(
        policy.integration().validate(), "a check of the integration", present, tree, findings);
    return findings;
  }

  private static void addMissing(
      List<Check> checks,
      String whose,
      Set<RepoPath> present,
      TreeFiles tree,
      List<Finding> findings) {
    for (Check check : checks) {
      if (check instanceof Check.Run run) {
        CommandNeeds.of(run).scripts().stream()
            .sorted()
            .map(RepoPath::of)
            .filter(script -> !present.contains(script))
            .map(script -> missing(run, whose, script, tree))
            .forEach(findings::add);
      }
    }
  }

  private static Finding missing(Check.Run run, String whose, RepoPath script, TreeFiles tree) {
    return new Finding(
        "missing-script",
        Severity.WARNING,
        "%s, `%s`, runs a script that is not there at %s"
            .formatted(whose, run.name(), tree.revision()),
        List.of(run.at()),
        script.quoted(),
        "commit it, or correct the check; nothing, if an agent is to make it");
  }

  /**
   * Findings about scratch folders that the repository ignores: files in them are not committed,
   * and nobody sees them.
   */
  static List<Finding> ignoredScratch(Policy policy, TreeFiles tree) {
    IgnoreFiles ignores = new IgnoreFiles(tree.ignores());
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      for (PathRule rule : agent.owns().rules()) {
        String pattern = rule.pattern().toString();
        // A pattern with wildcards is not a single folder.
        boolean isFolder = rule.pattern().anchored() && pattern.matches("[^*?\\[\\\\]+/");
        if (rule.rule().list() == Rule.List.SCRATCH && isFolder) {
          String folder = pattern.replaceFirst("^/", "");
          ignores.by(folder + ANY_FILE).stream()
              .map(by -> ignored(agent, rule.rule(), folder, by))
              .forEach(findings::add);
        }
      }
    }
    return findings;
  }

  private static Finding ignored(Agent agent, Rule rule, String folder, String by) {
    return new Finding(
        "scratch-ignored",
        Severity.WARNING,
        "the scratch folder of `%s` is ignored by %s".formatted(agent.id(), by),
        List.of(rule.at()),
        folder,
        "except it in the .gitignore, or choose another folder");
  }
}
