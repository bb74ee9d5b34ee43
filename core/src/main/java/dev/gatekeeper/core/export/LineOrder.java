package dev.gatekeeper.core.export;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.OverlapCandidates;
import dev.gatekeeper.core.match.OverlapCandidates.Encounter;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * The common order of several owners' lines, since in CODEOWNERS the last line that matches decides
 * for everyone. Of one owner's lines those that may cover one path keep their order; where two
 * owners' lines cover one path, the line that gives it to somebody comes after the one that does
 * not. What several are forbidden is one line, after all that is theirs.
 */
final class LineOrder {
  private final BiPredicate<Integer, Integer> shares;
  private final ProofBudget proofBudget;
  private final List<OwnerLine> lines = new ArrayList<>();
  private final List<Set<Integer>> after = new ArrayList<>();
  private final List<Integer> waitsFor = new ArrayList<>();
  private final List<Owner> owners = new ArrayList<>();
  private final Map<String, Refusal> refusals = new LinkedHashMap<>();

  private LineOrder(BiPredicate<Integer, Integer> shares, ProofBudget proofBudget) {
    this.shares = shares;
    this.proofBudget = proofBudget;
  }

  /**
   * What an owner brings.
   *
   * @param owns what it owns, with exceptions, in their order
   * @param refused what it may not change of that
   */
  record Lines(List<OwnerLine> owns, List<OwnerLine> refused) {
    Lines {
      owns = List.copyOf(owns);
      refused = List.copyOf(refused);
    }
  }

  /** The numbers of an owner's lines, those that are refused last. */
  private record Owner(List<Integer> all, List<Integer> owns) {}

  /** A line for what some owners are refused. */
  private record Refusal(int line, BitSet whose) {}

  /**
   * The lines in one order. Where no order does justice to all, the earlier owner's come first.
   *
   * @param byOwner each owner's lines
   * @param shares whether two owners, by their numbers, may have paths in common: of their lines
   *     the narrower comes later then
   * @param proofBudget what finding it may take
   * @throws TooComplex if it is not enough
   */
  static List<OwnerLine> of(
      List<Lines> byOwner, BiPredicate<Integer, Integer> shares, ProofBudget proofBudget) {
    LineOrder order = new LineOrder(shares, proofBudget);
    byOwner.forEach(order::add);
    order.compare();
    return order.sorted();
  }

  private void add(Lines own) {
    List<Integer> owns = own.owns().stream().map(this::add).toList();
    List<Integer> all = new ArrayList<>(owns);
    keepOrder(owns);
    for (OwnerLine line : own.refused()) {
      Refusal refusal =
          refusals.computeIfAbsent(
              line.pattern().text(), text -> new Refusal(add(line), new BitSet()));
      if (refusal.whose().get(owners.size())) {
        continue;
      }
      refusal.whose().set(owners.size());
      all.add(refusal.line());
      owns.stream()
          .filter(earlier -> grants(earlier) && canMeet(earlier, refusal.line()))
          .forEach(earlier -> before(earlier, refusal.line()));
    }
    owners.add(new Owner(all, owns));
  }

  private int add(OwnerLine line) {
    lines.add(line);
    after.add(new TreeSet<>());
    waitsFor.add(0);
    return lines.size() - 1;
  }

  /** Between lines that both grant, or both do not, the order is nothing. */
  private void keepOrder(List<Integer> owns) {
    for (int later : owns) {
      for (int earlier : owns) {
        if (earlier < later && grants(earlier) != grants(later) && canMeet(earlier, later)) {
          before(earlier, later);
        }
      }
    }
  }

  private boolean grants(int line) {
    return lines.get(line).grants();
  }

  private PathPattern pattern(int line) {
    return lines.get(line).pattern().pattern();
  }

  private boolean canMeet(int one, int other) {
    return pattern(one).canMeet(pattern(other));
  }

  /** Holds against each other what one is given and the other is not. */
  private void compare() {
    int count = owners.size();
    List<Refusal> shared = List.copyOf(refusals.values());
    List<List<PathPattern>> groups = new ArrayList<>();
    owners.forEach(owner -> groups.add(patterns(owner.owns(), true)));
    owners.forEach(owner -> groups.add(patterns(owner.owns(), false)));
    shared.forEach(refusal -> groups.add(List.of(pattern(refusal.line()))));
    for (Encounter met : OverlapCandidates.of(groups, false, proofBudget)) {
      if (met.other() < count && shares.test(met.one(), met.other())) {
        narrowerLast(owners.get(met.one()).owns(), owners.get(met.other()).owns());
      }
      if (met.one() >= count || met.other() < count) {
        continue;
      }
      Owner one = owners.get(met.one());
      if (met.other() >= 2 * count) {
        Refusal refusal = shared.get(met.other() - 2 * count);
        if (!refusal.whose().get(met.one())) {
          compare(one.all(), List.of(refusal.line()));
        }
      } else if (met.other() - count != met.one()) {
        compare(one.all(), owners.get(met.other() - count).all());
      }
    }
  }

  private void narrowerLast(List<Integer> one, List<Integer> other) {
    for (int mine : one) {
      for (int theirs : other) {
        if (grants(mine) && grants(theirs) && canMeet(mine, theirs)) {
          boolean isWider = covers(mine, theirs);
          if (isWider != covers(theirs, mine)) {
            before(isWider ? mine : theirs, isWider ? theirs : mine);
          }
        }
      }
    }
  }

  /** Whether one line is about all that another is about. */
  private boolean covers(int one, int other) {
    List<PatternList> both =
        List.of(list(List.of(lines.get(one))), list(List.of(lines.get(other))));
    PathMachine<Boolean> machine =
        new PathMachine<>(
            both, found -> found[0] == PatternList.NONE && found[1] != PatternList.NONE);
    return new PathSearch<>(machine, NameRules.PATHS, proofBudget).first(left -> left).isEmpty();
  }

  private List<PathPattern> patterns(List<Integer> some, boolean granting) {
    return some.stream().filter(line -> grants(line) == granting).map(this::pattern).toList();
  }

  private void compare(List<Integer> one, List<Integer> other) {
    List<OwnerLine> mine = one.stream().map(lines::get).toList();
    List<OwnerLine> theirs = other.stream().map(lines::get).toList();
    PathMachine<List<Integer>> machine =
        new PathMachine<>(
            List.of(list(mine), list(theirs)),
            deciding -> {
              boolean both = deciding[0] != PatternList.NONE && deciding[1] != PatternList.NONE;
              return both && mine.get(deciding[0]).grants() && !theirs.get(deciding[1]).grants()
                  ? List.of(deciding[0], deciding[1])
                  : List.of();
            });
    for (List<Integer> pair :
        new PathSearch<>(machine, NameRules.PATHS, proofBudget).all().keySet()) {
      if (!pair.isEmpty()) {
        before(other.get(pair.get(1)), one.get(pair.get(0)));
      }
    }
  }

  private void before(int earlier, int later) {
    if (after.get(earlier).add(later)) {
      waitsFor.set(later, waitsFor.get(later) + 1);
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

  /**
   * A line of a CODEOWNERS file.
   *
   * @param pattern what it covers
   * @param owners whom it gives that to, nobody if there are none
   * @param rule what of the policy it stands for
   */
  record OwnerLine(CodeownersPattern pattern, List<AgentId> owners, Rule rule) {
    OwnerLine {
      owners = List.copyOf(owners);
    }

    boolean grants() {
      return !owners.isEmpty();
    }
  }
}
