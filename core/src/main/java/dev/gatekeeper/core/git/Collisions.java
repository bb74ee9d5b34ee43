package dev.gatekeeper.core.git;

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
  /** Two names, by their index in the listing. */
  record Pair(int name, int other) {
    Pair turned() {
      return new Pair(/* name= */ other, /* other= */ name);
    }
  }

  private Collisions() {}

  /**
   * The collisions that a commit has to answer for: those of an entry that is an effect, and those
   * of two names that stand together in none of the parents.
   *
   * @param result what lies in the folder after the commit
   * @param effects the indices of the entries that are effects
   * @param parents what lies in the folder in each parent
   */
  static List<Pair> find(Listing result, BitSet effects, List<Listing> parents) {
    BitSet suspects = (BitSet) effects.clone();
    if (parents.isEmpty()) {
      suspects.set(0, result.size());
    } else {
      addNew(suspects, result, parents.get(0));
    }
    if (suspects.isEmpty()) {
      return List.of();
    }
    List<Pair> found = new ArrayList<>();
    for (Pair pair : candidates(result, suspects)) {
      if (effects.get(pair.name())
          || effects.get(pair.other())
          || areNewTogether(result, pair, parents)) {
        found.add(isBlamed(result, pair, effects, parents) ? pair : pair.turned());
      }
    }
    return found;
  }

  private static void addNew(BitSet suspects, Listing result, Listing parent) {
    int j = 0;
    for (int i = 0; i < result.size(); i++) {
      int c = -1;
      while (j < parent.size() && (c = parent.compareName(j, result, i)) < 0) {
        j++;
      }
      if (j >= parent.size() || c != 0) {
        suspects.set(i);
      }
    }
  }

  /** Whether the first of the two is the one that came: the effect, or a folder that is new. */
  private static boolean isBlamed(
      Listing result, Pair pair, BitSet effects, List<Listing> parents) {
    if (effects.get(pair.name()) || effects.get(pair.other())) {
      return effects.get(pair.name());
    }
    return parents.isEmpty() || parents.get(0).find(result, pair.name()) < 0;
  }

  private static boolean areNewTogether(Listing result, Pair pair, List<Listing> parents) {
    for (Listing parent : parents) {
      if (parent.find(result, pair.name()) >= 0 && parent.find(result, pair.other()) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static List<Pair> candidates(Listing result, BitSet suspects) {
    List<Pair> found = new ArrayList<>();
    if (suspects.cardinality() <= 4) {
      suspects.stream().forEach(i -> scan(result, i, suspects, found));
      return found;
    }
    Map<String, List<Integer>> byFold = new HashMap<>();
    for (int i = 0; i < result.size(); i++) {
      String fold = NameFold.of(result.buffer(i), result.offset(i), result.length(i));
      byFold.computeIfAbsent(fold, k -> new ArrayList<>(1)).add(i);
    }
    for (List<Integer> same : byFold.values()) {
      for (int a = 0; a < same.size(); a++) {
        for (int b = a + 1; b < same.size(); b++) {
          if (suspects.get(same.get(a)) || suspects.get(same.get(b))) {
            found.add(new Pair(same.get(a), same.get(b)));
          }
        }
      }
    }
    return found;
  }

  private static void scan(Listing result, int i, BitSet suspects, List<Pair> found) {
    for (int j = 0; j < result.size(); j++) {
      boolean counted = j < i && suspects.get(j);
      if (j != i && !counted && NameFold.same(result, i, result, j)) {
        found.add(new Pair(i, j));
      }
    }
  }
}
