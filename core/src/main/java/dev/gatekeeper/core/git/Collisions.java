package dev.gatekeeper.core.git;

import dev.gatekeeper.core.gate.Budget;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the names in a folder that are one name where case or Unicode's forms do not count
 * (docs/semantics.md, section 4).
 */
final class Collisions {
  /**
   * Up to so many names are looked for one by one: cheaper than folding every name in the folder.
   */
  private static final int FEW = 4;

  /**
   * A name that a commit has to answer for, and another that it collides with, by their indices.
   */
  record Pair(int name, int other) {}

  private final Listing result;
  private final BitSet effects;
  private final List<Listing> parents;
  private final Budget budget;

  private Collisions(Listing result, BitSet effects, List<Listing> parents, Budget budget) {
    this.result = result;
    this.effects = effects;
    this.parents = parents;
    this.budget = budget;
  }

  /**
   * The names that a commit has to answer for, each with one that it collides with: entries that
   * are effects, and names that first meet the other in this commit.
   *
   * @param result what lies in the folder after the commit
   * @param effects the indices of the entries that are effects
   * @param parents what lies in the folder in each parent
   */
  static List<Pair> find(Listing result, BitSet effects, List<Listing> parents, Budget budget) {
    return new Collisions(result, effects, parents, budget).find();
  }

  private List<Pair> find() {
    BitSet suspects = suspects();
    List<Pair> found = new ArrayList<>();
    if (suspects.cardinality() <= FEW) {
      suspects.stream().forEach(i -> judge(i, alike(i), found));
      return found;
    }
    Map<String, List<Integer>> byFold = byFold();
    for (List<Integer> alike : byFold.values()) {
      if (alike.size() > 1) {
        alike.stream().filter(suspects::get).forEach(i -> judge(i, alike, found));
      }
    }
    return found;
  }

  /** The effects, and the names that the first parent does not have. */
  private BitSet suspects() {
    BitSet suspects = (BitSet) effects.clone();
    Listing parent = parents.isEmpty() ? Listing.EMPTY : parents.get(0);
    int j = 0;
    for (int i = 0; i < result.size(); i++) {
      if (j + 1 < parent.size() && parent.isSameRow(j + 1, result, i)) {
        j++; // nearly always: the next there is the next here
        continue;
      }
      int c = -1;
      while (j < parent.size() && (c = parent.compareName(j, result, i)) < 0) {
        j++;
      }
      if (j >= parent.size() || c != 0) {
        suspects.set(i);
      }
    }
    return suspects;
  }

  private List<Integer> alike(int i) {
    List<Integer> alike = new ArrayList<>(1);
    boolean isAscii = result.isAscii(); // so that names of two lengths are never alike
    for (int j = 0; j < result.size(); j++) {
      if (isAscii && result.length(i) != result.length(j)) {
        continue;
      }
      if (j == i || NameFold.same(result, i, result, j)) {
        alike.add(j);
      }
    }
    return alike;
  }

  private Map<String, List<Integer>> byFold() {
    Map<String, List<Integer>> byFold = new HashMap<>();
    for (int i = 0; i < result.size(); i++) {
      String fold = NameFold.of(result.buffer(i), result.offset(i), result.length(i));
      byFold.computeIfAbsent(fold, k -> new ArrayList<>(1)).add(i);
    }
    return byFold;
  }

  /**
   * One pair for a name is enough to refuse it, and the number of all pairs is whoever pushes'
   * choice. Where all names alike are effects, the last can stay.
   */
  private void judge(int i, List<Integer> alike, List<Pair> found) {
    budget.checkTime();
    if (effects.get(i)
        && i == alike.get(alike.size() - 1)
        && alike.stream().allMatch(effects::get)) {
      return;
    }
    for (int j : alike) {
      boolean isMine = effects.get(i) || (!effects.get(j) && meetFirst(i, j));
      if (j != i && isMine) {
        found.add(new Pair(i, j));
        return;
      }
    }
  }

  /** Whether no parent has both names. */
  private boolean meetFirst(int i, int j) {
    for (Listing parent : parents) {
      if (parent.find(result, i) >= 0 && parent.find(result, j) >= 0) {
        return false;
      }
    }
    return true;
  }
}
