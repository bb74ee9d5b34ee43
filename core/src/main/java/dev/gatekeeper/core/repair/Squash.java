package dev.gatekeeper.core.repair;

import dev.gatekeeper.core.history.CommitReport;
import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.Permission;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fix for commits that exceed {@code limits} together: one commit, if that is within them
 * (docs/interfaces.md).
 */
public final class Squash {
  private static final int MOST_BASES = 2;

  private Squash() {}

  /**
   * How to: a list of one, or none where it would not help.
   *
   * @param known the commits whose history is not new, and that stay in it
   * @param judging within what is left of the limits
   * @param starts where work starts again that leaves the branch
   */
  public static List<Repair> of(
      RefName ref,
      Oid tip,
      Set<Oid> known,
      Permission permission,
      JudgingContext judging,
      Repairs.Starts starts)
      throws IOException {
    History history = judging.history();
    List<Oid> bases = history.bases(tip, known);
    if (bases.isEmpty() || bases.size() > MOST_BASES) {
      return List.of();
    }
    CommitReport report = new CommitReport(ref, permission);
    try {
      history.budget().spendCommits(1);
      int most = (int) Math.min(Integer.MAX_VALUE - 1, judging.policy().limits().paths());
      for (RepoPath path : history.changed(bases, tip, most + 1)) {
        history.budget().spendPath(path.hashCode());
      }
      history.judgeState(tip, Set.copyOf(bases), permission, trespasses(report));
    } catch (PushBudget.Exceeded e) {
      if (e.limit() != PushBudget.Limit.OBJECT) {
        return List.of();
      }
      return words(ref, "take it out or make it smaller, commit, and ask again: " + e.why());
    }
    if (!report.violations().isEmpty()) {
      RefUpdate anew = new RefUpdate(ref, Oid.ZERO, tip);
      return new Repairs(anew, known, permission, judging, starts)
          .of(List.of(), report.violations());
    }
    if (bases.size() == 1 && history.changed(bases, tip, 1).isEmpty()) {
      return words(
          ref,
          "these commits change only paths that you may not change: drop them with `"
              + FixLine.move(tip, bases.get(0))
              + "`");
    }
    String line =
        new FixLine(tip, bases)
            .of(Map.of(), Collections.emptySortedSet(), Collections.emptySortedSet());
    return List.of(new Repair(ref, line, true, List.of(FixLine.JOINED)));
  }

  private static Findings trespasses(CommitReport report) {
    return new Findings() {
      @Override
      public void trespass(Oid commit, RepoPath path, Change change) {
        report.trespass(commit, path, change);
      }
    };
  }

  private static List<Repair> words(RefName ref, String words) {
    return List.of(new Repair(ref, words, false));
  }
}
