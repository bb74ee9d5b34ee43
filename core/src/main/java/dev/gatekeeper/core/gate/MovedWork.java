package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.policy.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Content that stood at a path of the pusher's, and in a refused tip stands at foreign paths alone:
 * {@code git mv} to where it may not be. When those go back to what they were it would be gone, and
 * so it goes back as well, as it is in the tip.
 */
final class MovedWork {
  /** A file with nothing in it; there is nothing to lose. */
  private static final Oid EMPTY = new Oid("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");

  private static final int MOST_COMPARISONS = 400;

  private final Oid tip;
  private final Set<Oid> known;
  private final List<Oid> parents;
  private final Permission permission;
  private final History history;
  private final Budget budget;

  /** Where content of the pusher's own stood, before or in the new commits. */
  private final SortedMap<RepoPath, Set<TreeEntry>> stood = new TreeMap<>();

  /** What the new commits had at a foreign path. */
  private final Map<RepoPath, Set<TreeEntry>> brought = new HashMap<>();

  private final SortedMap<RepoPath, TreeEntry> edits = new TreeMap<>();
  private final SortedMap<RepoPath, RepoPath> back = new TreeMap<>();
  private int comparisons;

  MovedWork(
      Oid tip,
      Set<Oid> known,
      List<Oid> parents,
      Permission permission,
      History history,
      Budget budget) {
    this.tip = tip;
    this.known = known;
    this.parents = parents;
    this.permission = permission;
    this.history = history;
    this.budget = budget;
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
   * @param taken the paths that are mended otherwise
   * @param foreign those of them that are not the pusher's
   * @return a foreign path whose content has no place of its own to go back to, as a list of one,
   *     or nothing
   */
  List<RepoPath> search(Map<RepoPath, TreeEntry> taken, Set<RepoPath> foreign) throws IOException {
    Map<RepoPath, TreeEntry> atTip = history.entries(List.of(tip), foreign, budget);
    atTip.values().removeIf(entry -> !hasContent(entry));
    if (atTip.isEmpty()) {
      return List.of();
    }
    collect(atTip.keySet());
    Map<RepoPath, TreeEntry> now = history.entries(List.of(tip), stood.keySet(), budget);
    Map<RepoPath, TreeEntry> expected = history.entries(parents, foreign, budget);
    for (var moved : new TreeMap<>(atTip).entrySet()) {
      TreeEntry entry = moved.getValue();
      TreeEntry before = expected.getOrDefault(moved.getKey(), TreeEntry.NONE);
      if (isHeld(entry, now, taken) || isHeld(entry, edits, Map.of())) {
        continue;
      }
      List<RepoPath> stoodThere = placesOf(entry.id());
      List<RepoPath> free = new ArrayList<>(stoodThere);
      free.addAll(changedFrom(moved.getKey(), entry, before, now));
      free.removeIf(p -> now.containsKey(p) && now.get(p).isThere());
      free.removeIf(p -> taken.containsKey(p) || edits.containsKey(p));
      if (!stoodThere.isEmpty() && free.isEmpty()) {
        return List.of(moved.getKey());
      }
      for (RepoPath place : free) {
        edits.put(place, entry);
        back.put(place, moved.getKey());
        break;
      }
    }
    return List.of();
  }

  private static boolean hasContent(TreeEntry entry) {
    return (entry.isFile() || entry.isLink()) && !entry.id().equals(EMPTY);
  }

  private void collect(Collection<RepoPath> foreign) throws IOException {
    history.changes(
        tip,
        known,
        budget,
        (path, before, after) -> {
          if (foreign.contains(path)) {
            brought.computeIfAbsent(path, p -> new LinkedHashSet<>()).add(after);
          } else if (permission.explain(path).allowed()) {
            Set<TreeEntry> entries = stood.computeIfAbsent(path, p -> new LinkedHashSet<>());
            List.of(before, after).stream().filter(MovedWork::hasContent).forEach(entries::add);
          }
        });
  }

  /** Whether the same content stands at an own path. */
  private static boolean isHeld(
      TreeEntry entry, Map<RepoPath, TreeEntry> own, Map<RepoPath, TreeEntry> taken) {
    return own.entrySet().stream()
        .anyMatch(e -> e.getValue().id().equals(entry.id()) && !taken.containsKey(e.getKey()));
  }

  /** The own paths at which something else stood that became this: moved first, or at once. */
  private List<RepoPath> changedFrom(
      RepoPath foreign, TreeEntry entry, TreeEntry before, Map<RepoPath, TreeEntry> now)
      throws IOException {
    List<RepoPath> places = new ArrayList<>();
    for (TreeEntry earlier : brought.getOrDefault(foreign, Set.of())) {
      if (hasContent(earlier) && !earlier.id().equals(before.id())) {
        places.addAll(placesOf(earlier.id()));
      }
    }
    if (!before.isThere() && entry.isFile()) {
      for (var gone : stood.entrySet()) {
        boolean isGone = !now.getOrDefault(gone.getKey(), TreeEntry.NONE).isThere();
        if (isGone && isAlike(entry, gone.getValue())) {
          places.add(gone.getKey());
        }
      }
    }
    return places;
  }

  private List<RepoPath> placesOf(Oid content) {
    return stood.entrySet().stream()
        .filter(e -> e.getValue().stream().anyMatch(s -> s.id().equals(content)))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean isAlike(TreeEntry entry, Set<TreeEntry> stood) throws IOException {
    for (TreeEntry one : stood) {
      if (one.isFile() && comparisons++ < MOST_COMPARISONS && history.isAlike(one, entry)) {
        return true;
      }
    }
    return false;
  }
}
