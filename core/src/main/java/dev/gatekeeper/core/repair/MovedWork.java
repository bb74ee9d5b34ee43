package dev.gatekeeper.core.repair;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.Trees;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.policy.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pusher's own work that a refused tip has at foreign paths, moved there and perhaps changed.
 * When those go back to what they were it would be gone, and so it goes back as well, as it is in
 * the tip. Content was moved if the commit that brought it, or a parent of that, had it, or
 * something alike, at an own path from which the new commits took it away.
 */
final class MovedWork {
  /** A file with nothing in it; there is nothing to lose. */
  private static final Oid EMPTY = new Oid("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");

  private final Permission permission;
  private final History history;

  /** What the new commits made, and after an amend the mended one. */
  private final List<Made> made = new ArrayList<>();

  /** What they took away, and where it stood. */
  private final SortedMap<RepoPath, Set<TreeEntry>> taken = new TreeMap<>();

  private final Map<RepoPath, TreeEntry> atTip;
  private final Map<Oid, Map<RepoPath, TreeEntry>> stood = new HashMap<>();
  private final Map<RepoPath, TreeEntry> after = new HashMap<>();
  private final SortedMap<RepoPath, TreeEntry> edits = new TreeMap<>();
  private final SortedMap<RepoPath, RepoPath> back = new TreeMap<>();

  /**
   * What a commit has at a path, where each of its parents has something else.
   *
   * @param near the parents and the commit
   */
  private record Made(List<Oid> near, RepoPath path, List<TreeEntry> before, TreeEntry after) {}

  /** Where the content at a foreign path may have come from. */
  private static final class Origins {
    private final RepoPath path;
    private final TreeEntry entry;
    private final Set<List<Object>> seen = new HashSet<>();
    private final Set<RepoPath> same = new LinkedHashSet<>();
    private final Set<RepoPath> alike = new LinkedHashSet<>();
    private boolean isUncertain;

    Origins(RepoPath path, TreeEntry entry) {
      this.path = path;
      this.entry = entry;
    }
  }

  /**
   * Of one mended commit.
   *
   * @param known the commits whose history is not new
   * @param parents what the mended commit goes on from
   */
  MovedWork(Oid tip, Set<Oid> known, List<Oid> parents, Permission permission, History history)
      throws IOException {
    this.permission = permission;
    this.history = history;
    for (Oid commit : history.commits(tip, known)) {
      collect(history.parents(commit), commit);
    }
    if (!IoStreams.all(parents, parent -> history.contains(tip, parent))) {
      collect(parents, tip); // an amended one was no parent of any
    }
    this.atTip = at(tip);
  }

  private void collect(List<Oid> parents, Oid commit) throws IOException {
    List<Oid> near = new ArrayList<>(parents);
    near.add(commit);
    history.changes(
        parents,
        commit,
        (path, before, after) -> {
          made.add(new Made(near, path, before, after));
          taken.computeIfAbsent(path, p -> new LinkedHashSet<>()).addAll(before);
        });
    if (parents.size() > 1) {
      for (Oid parent : parents) {
        collectMerged(parent, commit);
      }
    }
  }

  /** A merge takes away what one line had also where it then has what another line has. */
  private void collectMerged(Oid parent, Oid merge) throws IOException {
    history.changes(
        List.of(parent),
        merge,
        (path, before, after) -> {
          if (taken.containsKey(path) || isOwn(path)) {
            taken.computeIfAbsent(path, p -> new LinkedHashSet<>()).addAll(before);
          }
        });
  }

  /** What is to stand again at paths of the pusher's own. */
  SortedMap<RepoPath, TreeEntry> edits() {
    return edits;
  }

  /** Those paths, each with the foreign one at which the content is in the tip. */
  SortedMap<RepoPath, RepoPath> back() {
    return back;
  }

  /**
   * Finds it.
   *
   * @param mended what is to stand otherwise than in the tip
   * @param foreign those of these paths that are not the pusher's
   * @return what to do where a command might lose some of it, or nothing
   */
  Optional<String> search(Map<RepoPath, TreeEntry> mended, Set<RepoPath> foreign)
      throws IOException {
    after.putAll(atTip);
    after.putAll(mended);
    List<Origins> open = new ArrayList<>();
    for (RepoPath path : foreign) {
      TreeEntry entry = atTip.getOrDefault(path, TreeEntry.NONE);
      if (hasContent(entry) && !entry.id().equals(mended.getOrDefault(path, TreeEntry.NONE).id())) {
        Origins origins = new Origins(path, entry);
        find(path, entry, origins);
        open.add(origins);
      }
    }
    open.removeIf(origins -> isSettled(origins, origins.same, mended.keySet()));
    open.removeIf(origins -> isSettled(origins, origins.alike, mended.keySet()));
    for (Origins origins : open) {
      boolean isMoved = !origins.alike.isEmpty();
      if (isMoved || origins.isUncertain) {
        return Optional.of(
            "what you have at "
                + origins.path.quoted()
                + (isMoved
                    ? " was yours, and is nowhere else now: `git mv` it to a path of yours,"
                    : " may have been yours, and can't be compared: `git mv` it to a path of yours,"
                        + " or take it out,")
                + " commit, and push again");
      }
    }
    return Optional.empty();
  }

  /** Lets content go back to one of these paths, unless an own path has it anyway. */
  private boolean isSettled(Origins origins, Set<RepoPath> places, Set<RepoPath> mended) {
    TreeEntry entry = origins.entry;
    for (RepoPath place : places) {
      boolean isFree =
          mended.contains(place) || !after.getOrDefault(place, TreeEntry.NONE).isThere();
      if (isFree && !back.containsKey(place)) {
        edits.put(place, entry);
        after.put(place, entry);
        back.put(place, origins.path);
        return true;
      }
    }
    return isHeld(entry, after);
  }

  /** Follows content to where it came from, through all that was made of it. */
  private void find(RepoPath path, TreeEntry entry, Origins origins) throws IOException {
    if (!origins.seen.add(List.of(path, entry))) {
      return;
    }
    for (Made step : made) {
      if (step.path.equals(path) && step.after.equals(entry)) {
        for (TreeEntry before : step.before) {
          if (hasContent(before)) {
            find(path, before, origins); // changed in its place, however much
          }
        }
        for (var from : taken.entrySet()) {
          history.budget().checkTime();
          for (TreeEntry source : from.getValue()) {
            if (hasContent(source) && stood(step.near, from.getKey(), source)) {
              follow(from.getKey(), source, entry, origins);
            }
          }
        }
      }
    }
  }

  private void follow(RepoPath from, TreeEntry source, TreeEntry entry, Origins origins)
      throws IOException {
    Trees.Likeness likeness = history.likeness(source, entry);
    if (likeness == Trees.Likeness.NONE) {
      return;
    }
    if (!isOwn(from)) {
      find(from, source, origins);
    } else if (isMoved(from, source, origins)) {
      if (likeness == Trees.Likeness.UNKNOWN) {
        origins.isUncertain = true;
      } else {
        origins.alike.add(from);
      }
      if (source.id().equals(origins.entry.id())) {
        origins.same.add(from);
      }
    }
  }

  /** Whether the content has anything of what was taken away that is not the pusher's elsewhere. */
  private boolean isMoved(RepoPath from, TreeEntry source, Origins origins) throws IOException {
    TreeEntry there = atTip.getOrDefault(from, TreeEntry.NONE);
    TreeEntry before = after.getOrDefault(origins.path, TreeEntry.NONE);
    boolean isInPlace = history.likeness(source, there) == Trees.Likeness.ALIKE;
    boolean isHeld = isHeld(source, atTip);
    if (!isInPlace && (!isHeld || !before.isThere())) {
      return true;
    }
    List<TreeEntry> others = new ArrayList<>(List.of(there, before));
    if (isHeld) {
      others.add(source);
    }
    // where what was taken away is the pusher's elsewhere, what was added to it counts alone
    boolean isAdded = isHeld && !isInPlace;
    return history.holdsOf(origins.entry, isAdded ? origins.entry : source, others);
  }

  /** Whether one of the commits has that there. */
  private boolean stood(List<Oid> commits, RepoPath path, TreeEntry entry) throws IOException {
    return IoStreams.any(commits, commit -> entry.equals(at(commit).get(path)));
  }

  /** What a commit has at all paths that something was taken away from. */
  private Map<RepoPath, TreeEntry> at(Oid commit) throws IOException {
    return IoStreams.known(stood, commit, id -> history.entries(List.of(id), taken.keySet()));
  }

  /** Whether an own path has the same content. */
  private boolean isHeld(TreeEntry entry, Map<RepoPath, TreeEntry> in) {
    return in.entrySet().stream()
        .anyMatch(held -> held.getValue().id().equals(entry.id()) && isOwn(held.getKey()));
  }

  private boolean isOwn(RepoPath path) {
    return permission.explain(path).allowed();
  }

  private static boolean hasContent(TreeEntry entry) {
    return entry.isThere() && !entry.id().equals(EMPTY);
  }
}
