package dev.gatekeeper.core.repair;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.ShellWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The fix for a push that was refused for its paths, or for an amended commit (docs/interfaces.md,
 * "The `fix:` command"). Whatever is proposed as a command was judged before.
 */
public final class Repairs {
  private final RefUpdate update;
  private final Set<Oid> known;
  private final Permission permission;
  private final JudgingContext judging;
  private final History history;
  private final Policy policy;
  private final Starts starts;

  /** Finds where work starts again that leaves the branch; nowhere if it can go on from there. */
  @FunctionalInterface
  public interface Starts {
    List<Oid> find() throws IOException;
  }

  /**
   * For one update of a push.
   *
   * @param known the commits whose history is not new
   */
  public Repairs(
      RefUpdate update,
      Set<Oid> known,
      Permission permission,
      JudgingContext judging,
      Starts starts) {
    this.starts = starts;
    this.update = update;
    this.known = known;
    this.permission = permission;
    this.judging = judging.afresh();
    this.history = this.judging.history();
    this.policy = judging.policy();
  }

  /**
   * The repair: a list of one, or none where the refusal is about something else as well.
   *
   * @param ofRef what there is against the ref, whatever it holds
   * @param ofCommits what there is against its commits
   */
  public List<Repair> of(List<Violation> ofRef, List<Violation> ofCommits) throws IOException {
    boolean ofPaths = ofCommits.stream().allMatch(Violation.OfPath.class::isInstance);
    if (!update.ref().isBranch() || !ofPaths || (ofRef.isEmpty() && ofCommits.isEmpty())) {
      return List.of();
    }
    try {
      if (ofRef.isEmpty()) {
        return trespass(ofCommits);
      }
      return !update.isCreation() && ofRef.stream().allMatch(Repairs::isBackwards)
          ? amended(ofCommits)
          : List.of();
    } catch (PushBudget.Exceeded e) {
      return ofRef.isEmpty() ? words(anew("the fix takes too long to find")) : List.of();
    }
  }

  private static boolean isBackwards(Violation violation) {
    return violation.code() == Code.NON_FAST_FORWARD;
  }

  private List<Repair> trespass(List<Violation> ofCommits) throws IOException {
    List<Oid> parents = parents();
    if (parents.isEmpty() || parents.size() > 2) {
      return words(anew("it goes on from " + (parents.isEmpty() ? "nothing" : "several lines")));
    }
    PathRepair.Result found = mending(parents, ofCommits);
    if (found instanceof PathRepair.Result.InWords none) {
      return words(none.anew() ? anew(none.why()) : none.why());
    }
    PathRepair.Result.Mended mended = (PathRepair.Result.Mended) found;
    if (parents.size() == 1 && mended.tree().equals(history.tree(parents.get(0)))) {
      return words(
          "these commits change only paths that you may not change: drop them with `"
              + FixLine.move(update.after(), parents.get(0))
              + "`");
    }
    return command(parents, mended);
  }

  /** The commits that the mended one goes on from, the branch's old tip first. */
  private List<Oid> parents() throws IOException {
    List<Oid> bases = new ArrayList<>(history.bases(update.after(), known));
    if (bases.remove(update.before())) {
      bases.add(0, update.before());
    }
    return bases;
  }

  /**
   * Puts what was made of the branch's tip by {@code git commit --amend} on that tip. Where it is
   * not certain that the tip was amended it may be the work of somebody else, which only a merge
   * keeps.
   */
  private List<Repair> amended(List<Violation> ofCommits) throws IOException {
    Oid old = update.before();
    if (policy.isIntegration(update.ref()) || !isAmended(old)) {
      return List.of();
    }
    List<Oid> parents = new ArrayList<>(List.of(old));
    parents.addAll(
        IoStreams.filter(
            history.bases(update.after(), known), base -> !history.contains(old, base)));
    return parents.size() <= 2
            && mending(parents, ofCommits) instanceof PathRepair.Result.Mended mended
        ? command(parents, mended)
        : List.of();
  }

  /**
   * Whether a new commit has the parents of that one, and the author and the time of it, and
   * nothing of the pusher's own that came by it is gone.
   */
  private boolean isAmended(Oid old) throws IOException {
    List<Oid> parents = history.parents(old);
    return IoStreams.any(
            history.commits(update.after(), known),
            commit ->
                history.parents(commit).equals(parents)
                    && history.author(commit).equals(history.author(old)))
        && holdsPathsOf(old, parents);
  }

  /** Two workers may be of one name, and commit in the same second. */
  private boolean holdsPathsOf(Oid old, List<Oid> parents) throws IOException {
    Set<RepoPath> own = new HashSet<>();
    history.changes(
        parents,
        old,
        (path, before, after) -> {
          if (after.isThere() && permission.explain(path).allowed()) {
            own.add(path);
          }
        });
    var there = history.entries(List.of(update.after()), own);
    return own.stream().allMatch(path -> there.getOrDefault(path, TreeEntry.NONE).isThere());
  }

  private PathRepair.Result mending(List<Oid> parents, List<Violation> ofCommits)
      throws IOException {
    Set<RepoPath> refused = new HashSet<>();
    for (Violation violation : ofCommits) {
      if (violation instanceof Violation.OfPath ofPath) {
        refused.add(ofPath.path());
      }
    }
    return new PathRepair(update.after(), refused, known, parents, permission, judging).search();
  }

  private List<Repair> command(List<Oid> parents, PathRepair.Result.Mended mended)
      throws IOException {
    FixLine line = new FixLine(update.after(), parents);
    List<String> told = new ArrayList<>(List.of(FixLine.JOINED));
    mended.back().forEach((to, from) -> told.add(from.quoted() + " goes back to " + to.quoted()));
    told.addAll(line.dropped(mended.dropped()));
    var there = history.entries(List.of(update.after()), mended.edits().keySet());
    SortedSet<RepoPath> appearing = new TreeSet<>();
    SortedSet<RepoPath> submodules = new TreeSet<>();
    mended
        .edits()
        .forEach(
            (path, entry) -> {
              TreeEntry before = there.getOrDefault(path, TreeEntry.NONE);
              if (entry.isThere() && !before.isThere()) {
                appearing.add(path);
              } else if (entry.isThere() && before.isSubmodule() && !entry.isSubmodule()) {
                submodules.add(path);
              }
            });
    String command = line.of(mended.edits(), appearing, submodules);
    return List.of(new Repair(update.ref(), command, true, told));
  }

  private List<Repair> words(String words) {
    return List.of(new Repair(update.ref(), words, false));
  }

  /** How to make the work anew where no command can. */
  private String anew(String why) throws IOException {
    List<Oid> leaving = starts.find();
    return why
        + "; make your own change again: "
        + anew(leaving.isEmpty() ? List.of(start()) : leaving, update.after())
        + (leaving.isEmpty() ? "" : "--force ")
        + "REMOTE HEAD:"
        + ShellWord.of(RepoPath.of(update.ref().name()))
        + "`";
  }

  /** How to bring a tip's own work over to where it starts again, up to the options of the push. */
  static String anew(List<Oid> starts, Oid tip) {
    StringBuilder words = new StringBuilder();
    for (Oid start : starts) {
      words.append(words.isEmpty() ? "`git checkout --detach " : "`git merge ");
      words.append(start).append("`, ");
    }
    return "%s`git checkout %s -- PATH` for each path that is yours, `git commit`, `git push "
        .formatted(words, tip);
  }

  private Oid start() throws IOException {
    return update.isCreation()
        ? history.bases(update.after(), known).stream()
            .findFirst()
            .orElseGet(() -> known.iterator().next())
        : update.before();
  }
}
