package dev.gatekeeper.core.lint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects findings, of each code no more than so many: those want mending first. */
final class Findings {
  /** How many of one code are kept. */
  static final int MOST = 100;

  private final List<Finding> kept = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Set<String> full = new HashSet<>();

  /** Keeps a finding, or notes that there are more of its code than are kept. */
  void add(Finding finding) {
    int count = counts.merge(finding.code(), 1, Integer::sum);
    if (count <= MOST) {
      kept.add(finding);
    } else if (full.add(finding.code())) {
      kept.add(
          new Finding(
              finding.code(),
              finding.severity(),
              "after %d findings of `%s` no more are named".formatted(MOST, finding.code()),
              List.of(),
              "",
              "mend those first"));
    }
  }

  void addAll(Collection<Finding> findings) {
    findings.forEach(this::add);
  }

  /** Whether there are more of that code than are kept, so that none need be looked for. */
  boolean isFull(String code) {
    return full.contains(code);
  }

  List<Finding> list() {
    return List.copyOf(kept);
  }
}
