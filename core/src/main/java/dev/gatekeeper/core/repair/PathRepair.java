package dev.gatekeeper.core.repair;

import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The search for a fixed tree: which entries of a refused tip have to change so that one commit
 * with its tree is accepted, and none of the pusher's own work is missing (docs/interfaces.md, "The
 * `fix:` command"). Nothing is worked out that could be tried: what is found was judged as any
 * commit is.
 */
final class PathRepair {
  private static final int MOST_PATHS = 20;
  private static final int ROUNDS = 6;

  private final Oid tip;
  private final Set<RepoPath> refusedThere;
  private final Set<Oid> known;
  private final List<Oid> parents;
  private final Permission permission;
  private final History history;
  private final Policy policy;
  private final SortedMap<RepoPath, TreeEntry> edits = new TreeMap<>();
  private final SortedSet<RepoPath> foreign = new TreeSet<>();

  /**
   * Of one push.
   *
   * @param refusedThere where the pushed commits themselves have what they may not
   * @param known the commits whose history is not new
   * @param parents what the mended commit goes on from
   */
  PathRepair(
      Oid tip,
      Set<RepoPath> refusedThere,
      Set<Oid> known,
      List<Oid> parents,
      Permission permission,
      JudgingContext judging) {
    this.tip = tip;
    this.refusedThere = refusedThere;
    this.known = known;
    this.parents = parents;
    this.permission = permission;
    this.history = judging.history();
    this.policy = judging.policy();
  }

  sealed interface Result {
    /**
     * A commit that is accepted.
     *
     * @param tree its tree
     * @param edits where that differs from the tip's, and what stands there
     * @param back the own paths to which content goes back, each with the foreign path at which it
     *     is in the tip
     * @param dropped the foreign paths whose change is left out
     */
    record Mended(
        Oid tree,
        SortedMap<RepoPath, TreeEntry> edits,
        SortedMap<RepoPath, RepoPath> back,
        SortedSet<RepoPath> dropped)
        implements Result {}

    /**
     * None that a command could make.
     *
     * @param anew whether the work has to be made anew
     */
    record InWords(String why, boolean anew) implements Result {}
  }

  Result search() throws IOException {
    Set<RepoPath> refused = Set.of();
    SortedMap<RepoPath, RepoPath> back = new TreeMap<>();
    boolean looked = false;
    for (int round = 0; round < ROUNDS; round++) {
      SeenFindings seen = new SeenFindings();
      History.Edited edited =
          history.onceMore().judgeEdited(parents, tip, edits, permission, policy.contents(), seen);
      if (seen.unreadable) {
        return new Result.InWords("its commits can't all be read", true);
      }
      if (edited.displacing()) {
        return new Result.InWords(
            "files of yours are where others have a folder, or the reverse", true);
      }
      refused = round == 0 ? seen.effects.keySet() : refused;
      if (!seen.isClean()) {
        List<Result.InWords> stuck = restore(seen, refused);
        if (!stuck.isEmpty()) {
          return stuck.get(0);
        }
      } else if (looked) {
        return new Result.Mended(edited.tree(), edits, back, foreign);
      } else {
        looked = true;
        MovedWork moved = new MovedWork(tip, known, parents, permission, history);
        Optional<String> lost = moved.search(edits, foreign);
        if (lost.isPresent()) {
          return new Result.InWords(lost.get(), /* anew= */ false);
        }
        back = moved.back();
        edits.putAll(moved.edits());
      }
      if (edits.size() > MOST_PATHS) {
        return tooMany(back);
      }
    }
    return new Result.InWords("no simple change fixes it", true);
  }

  /** Work that was moved is not to be made anew from where it is no more. */
  private static Result.InWords tooMany(SortedMap<RepoPath, RepoPath> back) {
    String why = "more than " + MOST_PATHS + " paths would have to go back";
    return back.isEmpty()
        ? new Result.InWords(why, /* anew= */ true)
        : new Result.InWords(
            ("%s, and what you have at %s and at other paths that are not yours was yours: `git mv`"
                    + " all of it to paths of yours, commit, and push again")
                .formatted(why, back.values().iterator().next().quoted()),
            /* anew= */ false);
  }

  /**
   * Lets what was found stand as it is expected: what is not the pusher's, and when there is no
   * more of that, links and submodules that may not be. Those come first that were refused where
   * they were pushed: others may lead astray only by way of them, and then stay as they are. A
   * reason why that can't be is a list of one.
   */
  private List<Result.InWords> restore(SeenFindings seen, Set<RepoPath> refused)
      throws IOException {
    SortedSet<RepoPath> paths = new TreeSet<>(seen.trespasses);
    paths.removeAll(edits.keySet());
    boolean own = paths.isEmpty();
    if (own) {
      paths.addAll(seen.effects.keySet());
      Map<RepoPath, TreeEntry> there = history.entries(List.of(tip), paths);
      for (var found : seen.effects.entrySet()) {
        RepoPath path = found.getKey();
        TreeEntry entry = there.getOrDefault(path, TreeEntry.NONE);
        boolean removable =
            (entry.isLink() && found.getValue().equals(EnumSet.of(Code.SYMLINK_ESCAPE)))
                || (entry.isSubmodule() && found.getValue().equals(EnumSet.of(Code.SUBMODULE)));
        if (!removable || !refused.contains(path) || edits.containsKey(path)) {
          return List.of(rename(path, found.getValue()));
        }
      }
      if (!Collections.disjoint(paths, refusedThere)) {
        paths.retainAll(refusedThere);
      }
    }
    Map<RepoPath, TreeEntry> expected = history.entries(parents, paths);
    for (RepoPath path : paths) {
      if (!own && !expected.containsKey(path)) {
        return List.of(
            new Result.InWords(
                "what was merged conflicts at "
                    + path.quoted()
                    + ": ask its owner, or a maintainer, to resolve it",
                true));
      }
      edits.put(path, expected.getOrDefault(path, TreeEntry.NONE));
    }
    foreign.addAll(own ? Set.of() : paths);
    return List.of();
  }

  private static Result.InWords rename(RepoPath path, Set<Code> codes) {
    boolean ofName =
        codes.contains(Code.CASE_COLLISION)
            || codes.contains(Code.BAD_PATH)
            || codes.contains(Code.WINDOWS_NAME);
    String what =
        ofName
            ? "`git mv` " + path.quoted() + " to another name"
            : "make " + path.quoted() + " again so that it may be there";
    return new Result.InWords(
        what + ", commit, and push again; then a command is offered that joins the commits", false);
  }

  /** What there is against a commit that could be made. */
  private static final class SeenFindings implements Findings {
    private final SortedSet<RepoPath> trespasses = new TreeSet<>();
    private final SortedMap<RepoPath, Set<Code>> effects = new TreeMap<>();
    private boolean unreadable;

    boolean isClean() {
      return trespasses.isEmpty() && effects.isEmpty();
    }

    @Override
    public void trespass(Oid commit, RepoPath path, Change change) {
      trespasses.add(path);
    }

    @Override
    public void effect(Code code, Oid commit, RepoPath path, Change change, String detail) {
      effects.computeIfAbsent(path, p -> EnumSet.noneOf(Code.class)).add(code);
    }

    @Override
    public void commit(Code code, Oid commit, String detail) {
      unreadable = true;
    }
  }
}
