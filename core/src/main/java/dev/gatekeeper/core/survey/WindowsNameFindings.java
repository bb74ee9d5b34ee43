package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.match.WindowsName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy;
import java.util.List;

/** The files that nobody on Windows has, since a name on their way is none there. */
final class WindowsNameFindings {
  private WindowsNameFindings() {}

  static List<Finding> findings(Policy policy, TreeFiles tree) {
    List<RepoPath> without = tree.paths().stream().filter(WindowsName::isIn).toList();
    if (without.isEmpty()) {
      return List.of();
    }
    boolean areRefused = policy.contents().windowsNames() == Policy.WindowsNames.REFUSE;
    return List.of(
        new Finding(
            "windows-names",
            areRefused ? Severity.WARNING : Severity.NOTE,
            "%,d of %,d files at %s can't be checked out on Windows by their names"
                .formatted(without.size(), tree.paths().size(), tree.revision()),
            List.of(),
            without.get(0).quoted(),
            areRefused
                ? "git mv them to other names; `windows_names: refuse` is for new ones"
                : "if anybody works on Windows, git mv them, and write `windows_names: refuse`"));
  }
}
