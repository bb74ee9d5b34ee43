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
      if (bases.size() == 2) {
        return mergeLine(bases, removed, restored);
      }
      List<RepoPath> changed =
          new ArrayList<>(history.changed(bases, tip, offending.size() + 1, budget));
      changed.removeAll(offending);
      String base = bases.get(0).hex();
      if (changed.isEmpty()) {
        return words(
            update,
            "these commits change only paths that you may not: drop them with `git reset --keep "
                + base
                + "`");
      }
      List<String> commands = new ArrayList<>();
      commands.add("git reset -q --soft " + base);
      remove(commands, removed);
      restore(commands, base, restored);
      return line(commands);
    }

    /**
     * For a history that merged a trusted commit: one merge of it and the branch's old tip, in
     * which every offending path is what was expected. Content is never merged anew, so nothing can
     * conflict that the agent has resolved already.
     */
    private List<Repair> mergeLine(List<Oid> bases, Set<RepoPath> removed, Set<RepoPath> restored)
        throws IOException {
      String ours = bases.get(0).hex();
      String theirs = bases.get(1).hex();
      Set<RepoPath> notOurs = offendingChanges(bases, bases.get(0));
      Set<RepoPath> notTheirs = offendingChanges(bases, bases.get(1));
      if (notOurs.stream().anyMatch(notTheirs::contains)) {
        return words(
            update,
            "what was merged conflicts in paths above that are not yours: make your own change anew"
                + " on what you merged, or ask their owner, or a maintainer, to resolve them");
      }
      Set<RepoPath> fromOurs = new TreeSet<>(restored);
      fromOurs.retainAll(notTheirs);
      Set<RepoPath> fromTheirs = new TreeSet<>(restored);
      fromTheirs.removeAll(notTheirs);
      List<String> commands = new ArrayList<>();
      commands.add("git reset -q --hard " + ours);
      commands.add("git merge -q -s ours --no-commit " + theirs);
      commands.add(
          "git restore -q --source=" + update.after().hex() + " --staged --worktree -- :/");
      remove(commands, removed);
      restore(commands, theirs, fromTheirs);
      restore(commands, ours, fromOurs);
      return line(commands);
    }

    /** The offending paths at which a commit is not what is expected of merging the bases. */
    private Set<RepoPath> offendingChanges(List<Oid> bases, Oid commit) throws IOException {
      Set<RepoPath> changed =
          new TreeSet<>(history.changed(bases, commit, Integer.MAX_VALUE, budget));
      changed.retainAll(offending);
      return changed;
    }

    private static void remove(List<String> commands, Set<RepoPath> paths) {
      if (!paths.isEmpty()) {
        commands.add("git --literal-pathspecs rm -qrf --ignore-unmatch --" + shell(paths));
      }
    }

    private static void restore(List<String> commands, String from, Set<RepoPath> paths) {
      if (!paths.isEmpty()) {
        commands.add("git --literal-pathspecs checkout -q " + from + " --" + shell(paths));
      }
    }

    private List<Repair> line(List<String> commands) {
      if (offending.stream().anyMatch(Recipe::endsInNewline)) {
        return words(
            update, "take the paths above out of every commit of this branch, and push again");
      }
      commands.add("git commit -q -C " + update.after().hex());
      return List.of(new Repair(update.ref(), String.join(" && ", commands), true));
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
