package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Repair;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds out how a push that was refused for its paths alone can be mended (docs/interfaces.md). */
final class Repairs {
  private static final int MOST_PATHS = 20;

  private Repairs() {}

  /**
   * The repair of one update: a list of one, or none where the refusal is not about paths alone.
   */
  static List<Repair> of(
      RefUpdate update,
      Set<Oid> trusted,
      List<Violation> violations,
      History history,
      Policy policy)
      throws IOException {
    Set<RepoPath> offending = new TreeSet<>();
    for (Violation violation : violations) {
      if (!(violation instanceof Violation.OfPath path)) {
        return List.of();
      }
      offending.add(path.path());
    }
    if (offending.isEmpty()) {
      return List.of();
    }
    if (offending.size() > MOST_PATHS) {
      return words(
          update,
          "start a branch from the last accepted commit, bring over only what is yours, and push that");
    }
    try {
      return new Recipe(update, trusted, offending, history, new Budget(policy.limits()))
          .write(violations);
    } catch (Budget.Exceeded e) {
      return words(
          update, "take the paths above out of every commit of this branch, and push again");
    }
  }

  private static List<Repair> words(RefUpdate update, String words) {
    return List.of(new Repair(update.ref(), words, false));
  }

  /** The facts that the line is made of: T, B, M, R and X of docs/interfaces.md. */
  private record Recipe(
      RefUpdate update, Set<Oid> trusted, Set<RepoPath> offending, History history, Budget budget) {

    List<Repair> write(List<Violation> violations) throws IOException {
      Oid tip = update.after();
      Set<Oid> known = new LinkedHashSet<>();
      if (!update.isCreation()) {
        known.add(update.before());
      }
      known.addAll(trusted);
      List<Oid> bases = new ArrayList<>(history.bases(tip, known, budget));
      if (bases.isEmpty() || bases.size() > 2) {
        return words(
            update,
            "start a branch from a commit that was accepted, bring over only what is yours, and push that");
      }
      if (bases.size() == 2 && bases.get(1).equals(update.before())) {
        bases = List.of(bases.get(1), bases.get(0));
      }
      Set<RepoPath> atTip = history.present(List.of(tip), offending, budget);
      for (Violation violation : violations) {
        if (violation.code() == Code.CASE_COLLISION
            && !atTip.contains(((Violation.OfPath) violation).path())) {
          return words(
              update,
              "give what you added a name that differs in more than case, in every commit, and push again");
        }
      }
      Set<RepoPath> restored = history.present(bases, offending, budget);
      Set<RepoPath> removed = new TreeSet<>(atTip);
      removed.removeAll(restored);
      List<RepoPath> changed =
          new ArrayList<>(history.changed(bases, tip, offending.size() + 1, budget));
      changed.removeAll(offending);
      return line(bases, removed, restored, !changed.isEmpty());
    }

    private List<Repair> line(
        List<Oid> bases, Set<RepoPath> removed, Set<RepoPath> restored, boolean remains) {
      List<String> commands = new ArrayList<>();
      String tip = update.after().hex();
      String base = bases.get(0).hex();
      boolean merges = bases.size() == 2;
      if (!remains && !merges) {
        return words(
            update,
            "nothing of yours would remain of these commits: go back with `git reset --keep "
                + base
                + "`");
      }
      if (merges) {
        commands.add("git reset -q --hard " + base);
        commands.add("git merge -q --no-edit " + bases.get(1).hex());
      } else {
        commands.add("git reset -q --soft " + base);
      }
      if (remains) {
        if (merges) {
          commands.add("git restore -q --source=" + tip + " --staged --worktree -- :/");
        }
        if (!removed.isEmpty()) {
          commands.add("git --literal-pathspecs rm -qrf --ignore-unmatch --" + shell(removed));
        }
        if (!restored.isEmpty()) {
          commands.add(
              "git --literal-pathspecs checkout -q "
                  + (merges ? "HEAD" : base)
                  + " --"
                  + shell(restored));
        }
        commands.add("git commit -q -C " + tip);
      }
      return removed.stream().anyMatch(Recipe::endsInNewline)
              || restored.stream().anyMatch(Recipe::endsInNewline)
          ? words(update, "take the paths above out of every commit of this branch, and push again")
          : List.of(new Repair(update.ref(), String.join(" && ", commands), true));
    }

    /** The shell drops newlines at the end of what a command prints. */
    private static boolean endsInNewline(RepoPath path) {
      return path.at(path.length() - 1) == '\n';
    }

    private static String shell(Set<RepoPath> paths) {
      StringBuilder out = new StringBuilder();
      for (RepoPath path : paths) {
        out.append(' ').append(ShellWord.of(path));
      }
      return out.toString();
    }
  }
}
