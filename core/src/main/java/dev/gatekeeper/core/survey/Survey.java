package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.match.WindowsName;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The findings about a policy that need the files of a commit.
 *
 * @param findings what lint has found, with what the tree adds to it
 * @param coverage who may change what, by folder
 */
public record Survey(List<Finding> findings, List<Coverage> coverage) {
  public Survey {
    findings = List.copyOf(findings);
    coverage = List.copyOf(coverage);
  }

  /**
   * Reads the tree.
   *
   * @param found what lint has found without it
   * @param revision what the user calls the commit
   * @param today in UTC: which waivers hold
   */
  public static Survey of(
      Policy policy,
      List<Finding> found,
      Path gitDirectory,
      Oid commit,
      String revision,
      LocalDate today)
      throws IOException {
    TreeFiles tree = TreeFiles.of(gitDirectory, commit, revision);
    FileOwnership holdings = FileOwnership.of(policy, tree.paths(), today);
    List<Finding> findings = new ArrayList<>(ForeignFiles.counted(policy, found, tree, today));
    findings.addAll(UnownedFiles.unownedFiles(tree, holdings));
    findings.addAll(UnownedFiles.unusedPatterns(policy, tree, holdings));
    findings.addAll(UnownedFiles.missingScripts(policy, tree));
    findings.addAll(UnownedFiles.ignoredScratch(policy, tree));
    findings.addAll(windowsNames(policy, tree));
    findings.sort(Comparator.comparing(Finding::severity));
    return new Survey(findings, Coverage.of(policy.agents(), tree.paths(), holdings));
  }

  private static List<Finding> windowsNames(Policy policy, TreeFiles tree) {
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
