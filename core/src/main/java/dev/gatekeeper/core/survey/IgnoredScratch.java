package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Severity;
import dev.gatekeeper.core.match.BadPattern;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The scratch folders that the repository ignores: what is written there is not committed, and
 * nobody sees it. A folder that is ignored is never looked into, and of the patterns that match,
 * the last decides, those of a deeper file after those above it (gitignore(5)).
 */
final class IgnoredScratch {
  /** A name that no pattern means in particular. */
  private static final String ANY_FILE = "gatekeeper-note";

  private final TreeFiles tree;

  private IgnoredScratch(TreeFiles tree) {
    this.tree = tree;
  }

  static List<Finding> findings(Policy policy, TreeFiles tree) {
    IgnoredScratch ignored = new IgnoredScratch(tree);
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      for (PathRule rule : agent.owns().rules()) {
        String pattern = rule.pattern().toString();
        // What has wildcards is no one folder.
        boolean isFolder = rule.pattern().anchored() && pattern.matches("[^*?\\[\\\\]+/");
        if (rule.rule().list() == Rule.List.SCRATCH && isFolder) {
          String folder = pattern.replaceFirst("^/", "");
          ignored.by(folder).stream()
              .map(by -> finding(agent, rule.rule(), folder, by))
              .forEach(findings::add);
        }
      }
    }
    return findings;
  }

  private static Finding finding(Agent agent, Rule rule, String folder, String by) {
    return new Finding(
        "scratch-ignored",
        Severity.WARNING,
        "the scratch folder of `%s` is ignored by %s".formatted(agent.id(), by),
        List.of(rule.at()),
        folder,
        "except it in the .gitignore, or choose another folder");
  }

  /** What ignores the folder, as a list of one, or none. */
  private List<String> by(String folder) {
    String path = folder + ANY_FILE;
    for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      List<String> by = last(path.substring(0, end));
      if (!by.isEmpty()) {
        return by;
      }
    }
    return last(path);
  }

  /** The last pattern that matches, if it is no exception. */
  private List<String> last(String path) {
    List<String> last = List.of();
    int depth = -1;
    for (Map.Entry<String, String> file : tree.ignores().entrySet()) {
      String folder = file.getKey();
      if (path.startsWith(folder) && folder.length() > depth) {
        for (String line : file.getValue().lines().toList()) {
          for (PathPattern pattern : pattern(line)) {
            if (pattern.covers(RepoPath.of(path.substring(folder.length())), isFolder(path))) {
              last =
                  pattern.negated()
                      ? List.of()
                      : List.of("`" + pattern + "` in " + folder + ".gitignore");
              depth = folder.length();
            }
          }
        }
      }
    }
    return last;
  }

  private static boolean isFolder(String path) {
    return !path.endsWith("/" + ANY_FILE);
  }

  /** Of a line; none for a comment, and for what matches nothing as it is written. */
  private static List<PathPattern> pattern(String line) {
    String text = line.replaceFirst("(?<!\\\\) +$", "");
    try {
      return text.isEmpty() || text.startsWith("#") ? List.of() : List.of(PathPattern.parse(text));
    } catch (BadPattern e) {
      return List.of();
    }
  }
}
