package dev.gatekeeper.core.match;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pairs of pattern groups that could cover a common path, found in one walk over all of them,
 * so that a proof is tried only for those. It errs to yes: it looks at single patterns and not at
 * what a list makes of them. A parent folder of a path is never missed either, since what covers
 * the parent covers the path.
 */
public final class OverlapCandidates {
  private static final int COMPARISONS_A_STEP = 16;
  private static final int BITS_A_STEP = 256;

  /** The steps that one pair of places takes, with the memory that it costs. */
  private static final int VISIT = 8;

  private final PatternTree tree = new PatternTree();
  private final List<BitSet> met = new ArrayList<>();
  private final boolean wholeNames;
  private final ProofBudget proofBudget;
  private final Set<Long> seen = new HashSet<>();
  private final Deque<Pair> waiting = new ArrayDeque<>();

  private record Pair(PatternTree.Node one, PatternTree.Node other) {}

  /** Two groups by their numbers, the smaller first. */
  public record Encounter(int one, int other) {}

  private OverlapCandidates(boolean wholeNames, ProofBudget proofBudget) {
    this.wholeNames = wholeNames;
    this.proofBudget = proofBudget;
  }

  /**
   * The pairs of groups that could meet, in their order.
   *
   * @param groups of each the patterns; exceptions among them count for nothing
   * @param wholeNames whether the patterns are for names, which are always anchored and cover
   *     nothing below them
   * @throws ProofBudget.TooComplex if the effort is not enough
   */
  public static List<Encounter> of(
      List<List<PathPattern>> groups, boolean wholeNames, ProofBudget proofBudget) {
    OverlapCandidates walk = new OverlapCandidates(wholeNames, proofBudget);
    for (int group = 0; group < groups.size(); group++) {
      walk.met.add(new BitSet());
      for (PathPattern pattern : groups.get(group)) {
        if (!pattern.negated()) {
          walk.tree.add(group, pattern, wholeNames);
        }
      }
    }
    walk.walk();
    return walk.pairs();
  }

  private List<Encounter> pairs() {
    for (int one = 0; one < met.size(); one++) {
      BitSet others = met.get(one);
      for (int other = others.nextSetBit(0); other >= 0; other = others.nextSetBit(other + 1)) {
        met.get(other).set(one);
      }
    }
    List<Encounter> pairs = new ArrayList<>();
    for (int one = 0; one < met.size(); one++) {
      BitSet others = met.get(one);
      for (int other = others.nextSetBit(one + 1);
          other >= 0;
          other = others.nextSetBit(other + 1)) {
        spend(1, tree.root(), tree.root());
        pairs.add(new Encounter(one, other));
      }
    }
    return pairs;
  }

  private void walk() {
    visit(tree.root(), tree.root());
    while (!waiting.isEmpty()) {
      Pair pair = waiting.remove();
      meet(pair.one, pair.other);
      meet(pair.other, pair.one);
      pair.one.anyDepth().forEach(behind -> visit(behind, pair.other));
      pair.other.anyDepth().forEach(behind -> visit(pair.one, behind));
      literals(pair.one, pair.other);
      globs(pair.one, pair.other);
      globs(pair.other, pair.one);
      stay(pair.one, pair.other);
      stay(pair.other, pair.one);
    }
  }

  /** Both are at one folder; what ends there covers whatever the other goes on to. */
  private void meet(PatternTree.Node one, PatternTree.Node other) {
    BitSet ending = one.ending();
    BitSet here = wholeNames ? other.ending() : other.here();
    spend((long) ending.cardinality() * here.size() / BITS_A_STEP, one, other);
    for (int group = ending.nextSetBit(0); group >= 0; group = ending.nextSetBit(group + 1)) {
      met.get(group).or(here);
    }
  }

  private void visit(PatternTree.Node one, PatternTree.Node other) {
    spend(1, one, other);
    boolean alone = one.here().cardinality() == 1 && one.here().equals(other.here());
    long low = Math.min(one.number(), other.number());
    long high = Math.max(one.number(), other.number());
    if (alone || !seen.add(low << 32 | high)) {
      return;
    }
    spend(VISIT, one, other);
    waiting.add(new Pair(one, other));
  }

  private void spend(long steps, PatternTree.Node one, PatternTree.Node other) {
    if (!proofBudget.spend(steps)) {
      List<PathPattern> patterns = new ArrayList<>(one.sample());
      patterns.addAll(other.sample());
      throw new ProofBudget.TooComplex(patterns);
    }
  }

  private void literals(PatternTree.Node one, PatternTree.Node other) {
    boolean swap = one.byLiteral().size() > other.byLiteral().size();
    Map<Integer, PatternTree.Node> fewer = swap ? other.byLiteral() : one.byLiteral();
    Map<Integer, PatternTree.Node> more = swap ? one.byLiteral() : other.byLiteral();
    fewer.forEach(
        (literal, next) -> {
          PatternTree.Node same = more.get(literal);
          if (same != null) {
            visit(next, same);
          }
        });
  }

  private void globs(PatternTree.Node one, PatternTree.Node other) {
    long comparisons = other.byLiteral().size() + (long) other.byGlob().size();
    spend(one.byGlob().size() * comparisons / COMPARISONS_A_STEP, one, other);
    one.byGlob()
        .forEach(
            (glob, next) -> {
              other
                  .byLiteral()
                  .forEach(
                      (literal, there) -> {
                        byte[] name = tree.literal(literal);
                        if (glob.matches(name, 0, name.length)) {
                          visit(next, there);
                        }
                      });
              other
                  .byGlob()
                  .forEach(
                      (otherGlob, there) -> {
                        if (glob.canMeet(otherGlob)) {
                          visit(next, there);
                        }
                      });
            });
  }

  /** One stays behind its {@code **} while the other goes on. */
  private void stay(PatternTree.Node one, PatternTree.Node other) {
    if (one.isSticky()) {
      other.byLiteral().values().forEach(next -> visit(one, next));
      other.byGlob().values().forEach(next -> visit(one, next));
    }
  }
}
