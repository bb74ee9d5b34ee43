package dev.gatekeeper.core.git;

import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Section 4 of docs/semantics.md by the book: whole trees, whole sets of ancestors, and nothing
 * clever. Too slow for a gate, too simple to be wrong.
 */
final class NaiveHistory {
  /** Stands at a path where the sides of a merge conflict. */
  static final String CONFLICT = "conflict";

  private static final String NOTHING = "";

  /**
   * A commit.
   *
   * @param time seconds
   * @param tree what stands at each path: the mode in octal digits, a blank, what is there
   */
  record Commit(String id, long time, List<String> parents, SortedMap<RepoPath, String> tree) {}

  /** A path that a commit changes, beyond what was expected of it. */
  record Effect(String commit, RepoPath path, Change change) {}

  private final Map<String, Commit> commits = new HashMap<>();
  private final Map<String, Set<String>> ancestors = new HashMap<>();

  /** Adds a commit, after its parents. */
  void add(Commit commit) {
    commits.put(commit.id(), commit);
    Set<String> reached = new HashSet<>(Set.of(commit.id()));
    commit.parents().forEach(parent -> reached.addAll(ancestors(parent)));
    ancestors.put(commit.id(), reached);
  }

  Commit commit(String id) {
    Commit commit = commits.get(id);
    if (commit == null) {
      throw new IllegalArgumentException(id);
    }
    return commit;
  }

  private Set<String> ancestors(String id) {
    return ancestors.getOrDefault(id, Set.of());
  }

  /** Everything that these reach, themselves included. */
  Set<String> ancestors(Collection<String> ids) {
    Set<String> all = new HashSet<>();
    ids.forEach(id -> all.addAll(ancestors(id)));
    return all;
  }

  boolean contains(String tip, String ancestor) {
    return ancestors(tip).contains(ancestor);
  }

  /** What {@code tip} reaches and nothing known does. */
  Set<String> newCommits(String tip, Collection<String> known) {
    Set<String> fresh = new TreeSet<>(ancestors(tip));
    fresh.removeAll(ancestors(known));
    return fresh;
  }

  /** The common ancestors that no other common ancestor reaches, oldest first. */
  List<String> mergeBases(Collection<String> left, String right) {
    Set<String> common = ancestors(left);
    common.retainAll(ancestors(right));
    return common.stream()
        .filter(c -> common.stream().noneMatch(d -> !d.equals(c) && contains(d, c)))
        .sorted(Comparator.comparingLong((String c) -> commit(c).time()).thenComparing(c -> c))
        .toList();
  }

  /** The effects of all new commits. */
  Set<Effect> effects(String tip, Collection<String> known) {
    Set<Effect> effects = new HashSet<>();
    newCommits(tip, known).forEach(id -> effects.addAll(effects(commit(id))));
    return effects;
  }

  List<Effect> effects(Commit commit) {
    SortedMap<RepoPath, String> expected = expected(commit.parents());
    Set<RepoPath> paths = new TreeSet<>(expected.keySet());
    paths.addAll(commit.tree().keySet());
    List<Effect> effects = new ArrayList<>();
    for (RepoPath path : paths) {
      String e = expected.getOrDefault(path, NOTHING);
      String r = commit.tree().getOrDefault(path, NOTHING);
      if (!e.equals(r)) {
        effects.add(new Effect(commit.id(), path, change(e, r)));
      }
    }
    return effects;
  }

  private static Change change(String expected, String result) {
    if (result.equals(NOTHING)) {
      return Change.D;
    }
    if (expected.equals(CONFLICT)) {
      return Change.M;
    }
    if (expected.equals(NOTHING)) {
      return Change.A;
    }
    return expected.substring(0, 3).equals(result.substring(0, 3)) ? Change.M : Change.T;
  }

  /** What is expected of a commit with these parents. */
  SortedMap<RepoPath, String> expected(List<String> parents) {
    return switch (parents.size()) {
      case 0 -> new TreeMap<>();
      case 1 -> commit(parents.get(0)).tree();
      case 2 -> merge(parents.subList(0, 1), commit(parents.get(0)).tree(), commit(parents.get(1)));
      default -> agreed(parents);
    };
  }

  private SortedMap<RepoPath, String> agreed(List<String> parents) {
    SortedMap<RepoPath, String> agreed = new TreeMap<>();
    for (RepoPath path : paths(parents.stream().map(p -> commit(p).tree()).toList())) {
      Set<String> entries = new HashSet<>();
      parents.forEach(p -> entries.add(commit(p).tree().getOrDefault(path, NOTHING)));
      String entry = entries.size() == 1 ? entries.iterator().next() : CONFLICT;
      agreed.put(path, entry);
    }
    return agreed;
  }

  /** Merges {@code right} into a commit, or into several that were merged into {@code ours}. */
  private SortedMap<RepoPath, String> merge(
      Collection<String> left, SortedMap<RepoPath, String> ours, Commit right) {
    SortedMap<RepoPath, String> base = expectedOfBases(mergeBases(left, right.id()));
    SortedMap<RepoPath, String> merged = new TreeMap<>();
    for (RepoPath path : paths(List.of(base, ours, right.tree()))) {
      String entry =
          rule(
              base.getOrDefault(path, NOTHING),
              ours.getOrDefault(path, NOTHING),
              right.tree().getOrDefault(path, NOTHING));
      if (!entry.equals(NOTHING)) {
        merged.put(path, entry);
      }
    }
    return merged;
  }

  /** What these bases, oldest first, become when merged with each other. */
  SortedMap<RepoPath, String> expectedOfBases(List<String> bases) {
    SortedMap<RepoPath, String> merged = new TreeMap<>();
    for (int i = 0; i < bases.size(); i++) {
      Commit next = commit(bases.get(i));
      merged = i == 0 ? next.tree() : merge(bases.subList(0, i), merged, next);
    }
    return merged;
  }

  /** Section 4's table for one path. */
  static String rule(String b, String o, String t) {
    if (o.equals(t)) {
      return o;
    }
    if (b.equals(CONFLICT)) {
      return CONFLICT;
    }
    if (o.equals(b)) {
      return t;
    }
    return t.equals(b) ? o : CONFLICT;
  }

  private static Set<RepoPath> paths(List<SortedMap<RepoPath, String>> trees) {
    Set<RepoPath> paths = new TreeSet<>();
    trees.forEach(tree -> paths.addAll(tree.keySet()));
    return paths;
  }
}
