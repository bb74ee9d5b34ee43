package dev.gatekeeper.core.export;

import dev.gatekeeper.core.match.Matching;
import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.TooComplex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts the lines of several owners into one order, since in CODEOWNERS the last line that matches
 * decides for everybody. Of one owner's lines those that may cover one path keep their order; where
 * two owners' lines cover one path, the line that gives it to somebody comes after the one that
 * does not.
 */
final class LineOrder {
  private static final String SPECIAL = "*?[\\";

  private final List<OwnerLine> lines = new ArrayList<>();
  private final List<Set<Integer>> after = new ArrayList<>();
  private final List<Integer> waitsFor = new ArrayList<>();

  private LineOrder() {}

  /**
   * The lines in one order. Where no order does justice to all, the earlier owner's come first.
   *
   * @param byOwner each owner's lines
   */
  static List<OwnerLine> of(List<List<OwnerLine>> byOwner) {
    LineOrder order = new LineOrder();
    List<Integer> starts = new ArrayList<>();
    byOwner.forEach(own -> starts.add(order.add(own)));
    List<Set<String>> tops = byOwner.stream().map(LineOrder::tops).toList();
    for (int i = 0; i < byOwner.size(); i++) {
      for (int j = i + 1; j < byOwner.size(); j++) {
        if (canMeet(tops.get(i), tops.get(j))) {
          order.compare(byOwner.get(i), starts.get(i), byOwner.get(j), starts.get(j));
        }
      }
    }
    return order.sorted();
  }

  private int add(List<OwnerLine> own) {
    int start = lines.size();
    for (OwnerLine line : own) {
      lines.add(line);
      after.add(new TreeSet<>());
      waitsFor.add(0);
      int last = lines.size() - 1;
      for (int i = start; i < last; i++) {
        if (lines.get(i).pattern().pattern().canMeet(line.pattern().pattern())) {
          before(i, last);
        }
      }
    }
    return start;
  }

  private void before(int earlier, int later) {
    if (after.get(earlier).add(later)) {
      waitsFor.set(later, waitsFor.get(later) + 1);
    }
  }

  /** The names at the root below which all patterns stay; none if one may match anywhere. */
  private static Set<String> tops(List<OwnerLine> own) {
    Set<String> tops = new HashSet<>();
    for (OwnerLine line : own) {
      String text = line.pattern().text();
      String top = text.startsWith("/") ? text.substring(1).split("/", 2)[0] : "";
      if (top.isEmpty() || top.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0)) {
        return Set.of();
      }
      tops.add(top);
    }
    return tops;
  }

  private static boolean canMeet(Set<String> one, Set<String> other) {
    return one.isEmpty() || other.isEmpty() || one.stream().anyMatch(other::contains);
  }

  private void compare(
      List<OwnerLine> one, int startOfOne, List<OwnerLine> other, int startOfOther) {
    PathMachine<List<Integer>> machine =
        new PathMachine<>(
            List.of(list(one), list(other)),
            deciding -> {
              boolean both = deciding[0] != PatternList.NONE && deciding[1] != PatternList.NONE;
              return both && one.get(deciding[0]).grants() != other.get(deciding[1]).grants()
                  ? List.of(deciding[0], deciding[1])
                  : List.of();
            });
    try {
      for (List<Integer> pair : new PathSearch<>(machine, NameRules.PATHS).all().keySet()) {
        if (!pair.isEmpty()) {
          int first = startOfOne + pair.get(0);
          int second = startOfOther + pair.get(1);
          boolean firstGrants = lines.get(first).grants();
          before(firstGrants ? second : first, firstGrants ? first : second);
        }
      }
    } catch (TooComplex e) {
      // Then the order stays that of the policy, and whoever proves the file says so.
    }
  }

  /** What takes from somebody goes first, so that it takes too little and not all. */
  private int firstOfCircle(NavigableSet<Integer> waiting) {
    return waiting.stream()
        .filter(line -> !lines.get(line).grants())
        .findFirst()
        .orElseGet(waiting::first);
  }

  /** The lines as one list, the last that covers a path deciding. */
  static PatternList list(List<OwnerLine> lines) {
    return new PatternList(
        lines.stream().map(line -> line.pattern().pattern()).toList(), Matching.GRANTING);
  }

  private List<OwnerLine> sorted() {
    List<OwnerLine> sorted = new ArrayList<>();
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    TreeSet<Integer> waiting = new TreeSet<>();
    for (int i = 0; i < lines.size(); i++) {
      (waitsFor.get(i) == 0 ? ready : waiting).add(i);
    }
    while (!ready.isEmpty() || !waiting.isEmpty()) {
      int next = ready.isEmpty() ? firstOfCircle(waiting) : ready.remove();
      waiting.remove(next);
      sorted.add(lines.get(next));
      for (int later : after.get(next)) {
        waitsFor.set(later, waitsFor.get(later) - 1);
        if (waitsFor.get(later) == 0 && waiting.remove(later)) {
          ready.add(later);
        }
      }
    }
    return sorted;
  }
}
