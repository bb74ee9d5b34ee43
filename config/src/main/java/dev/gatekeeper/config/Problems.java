package dev.gatekeeper.config;

import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.PolicyProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The problems found so far. What an alias repeats is found repeatedly and kept once; past a
 * thousand they are only counted, so that a hostile file can't fill the memory with messages.
 */
final class Problems {
  private static final int KEPT = 1000;

  private final SortedSet<PolicyProblem> kept = new TreeSet<>();
  private long dropped;

  void add(Location at, String message) {
    add(new PolicyProblem(at, message));
  }

  void add(PolicyProblem problem) {
    if (kept.size() < KEPT) {
      kept.add(problem);
    } else if (!kept.contains(problem)) {
      dropped++;
    }
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  /** All of them in the order of the file. */
  List<PolicyProblem> sorted() {
    List<PolicyProblem> all = new ArrayList<>(kept);
    if (dropped > 0) {
      all.add(
          new PolicyProblem(
              kept.last().at(), "and " + dropped + " more problems; fix those above first"));
    }
    return List.copyOf(all);
  }
}
