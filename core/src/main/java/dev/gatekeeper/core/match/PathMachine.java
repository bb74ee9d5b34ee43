package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.GlobAutomaton.Matched;
import dev.gatekeeper.core.match.IntList.IntKey;
import dev.gatekeeper.core.model.RepoPath;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The machine that evaluates several lists of patterns at once, one segment at a time
 * (docs/semantics.md, section 2): the result of {@link PatternList#deciding} for each list, mapped
 * to a {@code T}.
 *
 * <p>A step is worked out when first taken and kept by what the lists can tell of the segment:
 * which of their literals it is, which of their globs match it. So a step costs a hash and a pass
 * over the segment's bytes, makes no object, and does not depend on how many patterns there are;
 * and names that no pattern tells apart share one entry. What is kept is bounded, whatever paths
 * are asked for; past the bound steps are worked out anew. Safe to use from several threads.
 *
 * @param <T> the answer; equal lists of deciding patterns must give equal answers
 */
public final class PathMachine<T> {
  private static final long WORDS = 2L << 20;
  private static final int NUMBER_BITS = 21;

  private final CompiledPatterns program;
  private final Function<int[], T> answer;
  private final GlobAutomaton.Budget budget;
  private final int[][] floatingByLiteral;
  private final int[][] floatingByGlob;
  private final SegmentGlobs floatingGlobs;
  private final Matched everyName;
  private final boolean looksThrough;
  private final Map<IntKey, PathState<T>> states = new HashMap<>();
  private final Map<IntKey, SegmentGlobs> automata = new HashMap<>();
  private final PathState<T> start;

  /**
   * @param answer from the index of the deciding pattern of each list, or {@link PatternList#NONE};
   *     it must not keep or change what it is given
   */
  public PathMachine(List<PatternList> lists, Function<int[], T> answer) {
    this(lists, answer, WORDS);
  }

  /**
   * A machine for two groups of lists.
   *
   * @param answer from the deciding patterns of either group
   */
  public static <T> PathMachine<T> ofBoth(
      List<PatternList> ones, List<PatternList> others, BiFunction<int[], int[], T> answer) {
    int split = ones.size();
    return new PathMachine<>(
        Stream.concat(ones.stream(), others.stream()).toList(),
        deciding ->
            answer.apply(
                Arrays.copyOf(deciding, split),
                Arrays.copyOfRange(deciding, split, deciding.length)));
  }

  /**
   * @param words how much may be kept, in words of memory
   */
  PathMachine(List<PatternList> lists, Function<int[], T> answer, long words) {
    this.program = new CompiledPatterns(lists);
    this.looksThrough = lists.stream().anyMatch(list -> list.matching().looksThrough());
    this.answer = answer;
    this.budget = new GlobAutomaton.Budget(words);
    this.floatingByLiteral = new int[program.literals().size() + 1][];
    this.floatingByGlob = new int[program.globs().size()][];
    Arrays.fill(floatingByLiteral, IntList.EMPTY);
    Arrays.fill(floatingByGlob, IntList.EMPTY);
    this.floatingGlobs = globsOf(indexFloating());
    this.everyName = new Matched(Matched.PASSING, globsForEveryName());
    int[] decided = new int[lists.size()];
    Arrays.fill(decided, PatternList.NONE);
    this.start = state(decided, program.start());
  }

  /** The root of the repository. */
  public PathState<T> start() {
    return start;
  }

  /** The folder in {@code folder} whose name is these bytes. */
  public PathState<T> enter(PathState<T> folder, byte[] buffer, int offset, int length) {
    PathState<T> entered = enterAsIs(folder, buffer, offset, length);
    if (!isSeenOtherwise(folder, buffer, offset, length)) {
      return entered;
    }
    byte[] name = EquivalentName.of(buffer, offset, length);
    return both(entered, enterAsIs(seen(folder), name, 0, name.length));
  }

  /** Whether some system takes what is in that folder for something else. */
  private boolean isSeenOtherwise(PathState<T> folder, byte[] buffer, int offset, int length) {
    return looksThrough
        && !(folder.seen().isEmpty() && EquivalentName.isPlain(buffer, offset, length));
  }

  private static <T> PathState<T> seen(PathState<T> folder) {
    return folder.seen().isEmpty() ? folder : folder.seen().get(0);
  }

  private static <T> PathState<T> both(PathState<T> folder, PathState<T> seen) {
    return folder.isLike(seen) ? folder : new PathState<>(folder, seen);
  }

  /** The same for names that are what they are: what a proof goes through. */
  PathState<T> enterAsIs(PathState<T> folder, byte[] buffer, int offset, int length) {
    int literal = program.literals().find(buffer, offset, length);
    Matched floating = floatingGlobs.run(buffer, offset, length);
    Matched local = folder.globs().run(buffer, offset, length);
    long key = key(literal, floating, local);
    PathState<T> known = key < 0 ? null : folder.folders().get(key);
    if (known != null) {
      return known;
    }
    PathState<T> entered = new Transition(folder, literal, floating, local).folder();
    if (key >= 0 && folder.isKept() && entered.isKept() && budget.take(16)) {
      folder.folders().put(key, entered);
    }
    return entered;
  }

  /** The answer for the entry, no folder, in {@code folder} whose name is these bytes. */
  public T outcome(PathState<T> folder, byte[] buffer, int offset, int length) {
    if (!isSeenOtherwise(folder, buffer, offset, length)) {
      return outcomeAsIs(folder, buffer, offset, length);
    }
    byte[] name = EquivalentName.of(buffer, offset, length);
    return answer.apply(
        decided(
            step(folder, buffer, offset, length).decided(),
            step(seen(folder), name, 0, name.length).decided()));
  }

  /** What counts of the patterns that decide about a path, and about what it is seen as. */
  private int[] decided(int[] deciding, int[] seen) {
    int[] decided = deciding.clone();
    for (int list = 0; list < decided.length; list++) {
      decided[list] = program.lists().get(list).decided(deciding[list], seen[list]);
    }
    return decided;
  }

  private Transition step(PathState<T> folder, byte[] buffer, int offset, int length) {
    return new Transition(
        folder,
        program.literals().find(buffer, offset, length),
        floatingGlobs.run(buffer, offset, length),
        folder.globs().run(buffer, offset, length));
  }

  /** The same for names that are what they are: what a proof goes through. */
  T outcomeAsIs(PathState<T> folder, byte[] buffer, int offset, int length) {
    int literal = program.literals().find(buffer, offset, length);
    Matched floating = floatingGlobs.run(buffer, offset, length);
    Matched local = folder.globs().run(buffer, offset, length);
    long key = key(literal, floating, local);
    T known = key < 0 ? null : folder.entries().get(key);
    if (known != null) {
      return known;
    }
    T found = new Transition(folder, literal, floating, local).entry();
    if (key >= 0 && folder.isKept() && budget.take(16)) {
      folder.entries().put(key, found);
    }
    return found;
  }

  /** The answer for the entry, no folder, with this path. */
  public T outcome(RepoPath path) {
    return outcome(path.bytes());
  }

  /** The answer for the entry, no folder, with this path; the bytes are not kept. */
  public T outcome(byte[] path) {
    PathState<T> folder = start;
    int from = 0;
    for (int to = 0; to < path.length; to++) {
      if (path[to] == '/') {
        folder = enter(folder, path, from, to - from);
        from = to + 1;
      }
    }
    return outcome(folder, path, from, path.length - from);
  }

  /** The answer for an entry of a name that no pattern tells from any other. */
  public T outcomeOfFreshName(PathState<T> folder) {
    return answer.apply(decided(fresh(folder).decided(), fresh(seen(folder)).decided()));
  }

  private Transition fresh(PathState<T> folder) {
    return new Transition(folder, LiteralTable.NONE, everyName, everyName);
  }

  /** A folder of a name that no pattern tells from any other. */
  public PathState<T> enterFreshName(PathState<T> folder) {
    return both(fresh(folder).folder(), fresh(seen(folder)).folder());
  }

  /** Whether both folders answer alike for everything below them. */
  public boolean alike(PathState<T> one, PathState<T> other) {
    return one.isLike(other);
  }

  /**
   * Whether a wanted pattern of that list has matched its way to this folder and waits to match
   * something below. Patterns that start with {@code **}, written or not, and have matched nothing
   * yet do not count: they wait everywhere.
   */
  public boolean waits(PathState<T> folder, int list, Predicate<PathPattern> wanted) {
    boolean seen = program.lists().get(list).matching().looksThrough();
    return waitsAsIs(folder, list, wanted) || (seen && waitsAsIs(seen(folder), list, wanted));
  }

  private boolean waitsAsIs(PathState<T> folder, int list, Predicate<PathPattern> wanted) {
    for (int node : folder.waiting().nodes()) {
      if (program.list(node) == list && wanted.test(program.written(node))) {
        return true;
      }
    }
    return false;
  }

  /** Whether that list may say yes to something below the folder. */
  boolean canSay(PathState<T> folder, int list) {
    int decided = folder.decided()[list];
    return program.lists().get(list).says(decided)
        || program.lastFloating(list) > decided
        || waitsAsIs(folder, list, pattern -> !pattern.negated());
  }

  CompiledPatterns program() {
    return program;
  }

  private static long key(int literal, Matched floating, Matched local) {
    boolean passing = floating.number() < 0 || local.number() < 0;
    boolean large = (literal | floating.number() | local.number()) >>> NUMBER_BITS != 0;
    return passing || large
        ? -1
        : ((long) literal << (2 * NUMBER_BITS))
            | ((long) floating.number() << NUMBER_BITS)
            | local.number();
  }

  /** Notes what each first node of a pattern that starts with {@code **} waits for. */
  private int[] indexFloating() {
    Map<Integer, IntList> byLiteral = new HashMap<>();
    Map<Integer, IntList> byGlob = new HashMap<>();
    for (int node : program.floating()) {
      if (program.isLiteral(node)) {
        byLiteral.computeIfAbsent(program.literal(node), key -> new IntList()).add(node);
      } else {
        byGlob.computeIfAbsent(program.glob(node), key -> new IntList()).add(node);
      }
    }
    byLiteral.forEach((literal, nodes) -> floatingByLiteral[literal] = nodes.toArray());
    byGlob.forEach((glob, nodes) -> floatingByGlob[glob] = nodes.toArray());
    return byGlob.keySet().stream().mapToInt(glob -> glob).sorted().toArray();
  }

  private int[] globsForEveryName() {
    IntList out = new IntList();
    for (int glob = 0; glob < program.globs().size(); glob++) {
      if (program.globs().get(glob).matchesAll()) {
        out.add(glob);
      }
    }
    return out.toArray();
  }

  private SegmentGlobs globsOf(int[] numbers) {
    if (numbers.length == 0) {
      return new SegmentGlobs.None();
    }
    SegmentGlobs known = automata.get(new IntKey(numbers));
    if (known != null) {
      return known;
    }
    List<Segment.Glob> globs =
        Arrays.stream(numbers).mapToObj(number -> program.globs().get(number)).toList();
    if (globs.size() <= SegmentGlobs.Few.MOST) {
      return new SegmentGlobs.Few(globs, numbers);
    }
    long positions = globs.stream().mapToLong(glob -> glob.length() + 1L).sum();
    if (!budget.take(4 * positions + 512)) {
      return new SegmentGlobs.Scanned(globs, Arrays.stream(numbers).boxed().toList());
    }
    SegmentGlobs made =
        new SegmentGlobs.Compiled(new GlobAutomaton(globs, numbers, List.of(), budget));
    automata.put(new IntKey(numbers), made);
    return made;
  }

  private synchronized PathState<T> state(int[] decided, int[] waiting) {
    IntKey key = PathState.keyOf(decided, waiting);
    PathState<T> known = states.get(key);
    if (known != null) {
      return known;
    }
    boolean kept = budget.take(2L * decided.length + 6L * waiting.length + 64);
    PathState.Waiting nodes = new PathState.Waiting(program, waiting);
    IntList globs = new IntList();
    for (int node : nodes.globs()) {
      globs.add(program.glob(node));
    }
    PathState<T> made =
        new PathState<>(decided, nodes, globsOf(globs.toSortedSet(glob -> true)), kept);
    if (kept) {
      states.put(key, made);
    }
    return made;
  }

  /** One step from a folder, worked out. */
  private final class Transition {
    private final PathState<T> folder;
    private final int literal;
    private final Matched floating;
    private final Matched local;

    Transition(PathState<T> folder, int literal, Matched floating, Matched local) {
      this.folder = folder;
      this.literal = literal;
      this.floating = floating;
      this.local = local;
    }

    T entry() {
      return answer.apply(decided());
    }

    /** The patterns that decide about an entry. */
    int[] decided() {
      int[] decided = folder.decided().clone();
      for (int node : matching()) {
        if (program.next(node) == CompiledPatterns.ACCEPT && program.coversEntry(node)) {
          decide(decided, node);
        }
      }
      return decided;
    }

    PathState<T> folder() {
      int[] decided = folder.decided().clone();
      IntList next = new IntList();
      for (int node : folder.waiting().sticky()) {
        next.add(node);
      }
      for (int node : matching()) {
        if (program.next(node) != CompiledPatterns.ACCEPT) {
          next.add(program.next(node));
        } else if (program.coversBelow(program.list(node))) {
          decide(decided, node);
        }
      }
      // What stands before the pattern that decided can decide no more.
      return state(decided, next.toSortedSet(node -> matters(node, decided)));
    }

    private void decide(int[] decided, int node) {
      int list = program.list(node);
      decided[list] = Math.max(decided[list], program.pattern(node));
    }

    private boolean matters(int node, int[] decided) {
      return program.pattern(node) > decided[program.list(node)];
    }

    /** The nodes that have waited for this segment. */
    private int[] matching() {
      IntList out = new IntList();
      folder.waiting().addForLiteral(literal, out);
      for (int node : folder.waiting().globs()) {
        if (local.contains(program.glob(node))) {
          out.add(node);
        }
      }
      for (int node : floatingByLiteral[literal]) {
        out.add(node);
      }
      for (int glob : floating.globs()) {
        for (int node : floatingByGlob[glob]) {
          out.add(node);
        }
      }
      return out.toSortedSet(node -> matters(node, folder.decided()));
    }
  }
}
