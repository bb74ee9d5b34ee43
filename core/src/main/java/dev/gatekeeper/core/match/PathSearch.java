package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.IntList.IntKey;
import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * The exhaustive search for the answers of a machine over all possible paths: every reachable state
 * is visited once, over the classes of names that its live patterns distinguish. Paths come in the
 * order of their number of segments, then of bytes, so the first found is the shortest.
 *
 * <p>It goes by the bytes of names and by nothing that some system takes them for ({@link
 * SeenName}): that only refuses more, and only names that are odd, so that where no path is found
 * that two may change, there is none.
 *
 * <p>The work is bounded: patterns that tell too much apart end it with {@link
 * ProofBudget.TooComplex}.
 *
 * @param <T> what the machine answers
 */
public final class PathSearch<T> {
  /** How many states may be kept at a time, each counting for more the more nodes wait in it. */
  private static final int STATES = 100_000;

  /** So many nodes that wait take the room of a state. */
  private static final int NODES_A_STATE = 32;

  /** So many nodes that a name is held against take the time of a step. */
  private static final int NODES_A_STEP = 4;

  private static final int EFFORT = 8_000_000;

  /** The steps that a search takes before its first, beside one for each node. */
  private static final int PROOF = 64;

  private final PathMachine<T> machine;
  private final NameClasses classes;
  private final ProofBudget proofBudget;

  /**
   * @param rules which names there can be
   */
  public PathSearch(PathMachine<T> machine, NameRules rules) {
    this(machine, rules, new ProofBudget(EFFORT));
  }

  /**
   * @param rules which names there can be
   * @param proofBudget what its searches may take, together with whatever else draws on it
   */
  public PathSearch(PathMachine<T> machine, NameRules rules, ProofBudget proofBudget) {
    this.machine = machine;
    this.classes = new NameClasses(machine.program(), rules, proofBudget);
    this.proofBudget = proofBudget;
    proofBudget.spend((long) PROOF + machine.program().size());
  }

  /** A path, and the parent of it that is meant. */
  public record Below(RepoPath parent, RepoPath path) {}

  /**
   * What a path must have for its answer to be wanted: of each of these sets of lists, given by
   * their indices, one says yes. Folders below which that can't be any more are not looked into.
   */
  public record Needs(List<int[]> lists) {
    public static final Needs NOTHING = new Needs(List.of());

    public Needs {
      lists = List.copyOf(lists);
    }

    public static Needs of(int[]... sets) {
      return new Needs(List.of(sets));
    }

    public Needs and(Needs others) {
      List<int[]> both = new ArrayList<>(lists);
      both.addAll(others.lists);
      return new Needs(both);
    }
  }

  /** A shortest path whose answer is wanted, or none if there is no such path. */
  public Optional<RepoPath> first(Predicate<T> wanted) {
    return first(wanted, Needs.NOTHING);
  }

  /** The same, knowing what a wanted answer needs. */
  public Optional<RepoPath> first(Predicate<T> wanted, Needs needs) {
    Run run = new Run(wanted, needs);
    return run.hasNext() ? Optional.of(run.next().path()) : Optional.empty();
  }

  /**
   * A shortest path whose answer is wanted and of which a parent, were it an entry and no folder,
   * has an answer that is wanted above: git cannot hold both.
   */
  public Optional<Below> firstBelow(Predicate<T> above, Predicate<T> wanted) {
    return firstBelow(above, Needs.NOTHING, wanted, Needs.NOTHING);
  }

  /** The same, knowing what the answers need that are wanted above and below. */
  public Optional<Below> firstBelow(
      Predicate<T> above, Needs aboveNeeds, Predicate<T> wanted, Needs needs) {
    Run run = new Run(wanted, needs, above, aboveNeeds.and(needs), true);
    if (!run.hasNext()) {
      return Optional.empty();
    }
    Item<T> found = run.next();
    return Optional.of(new Below(found.parent(), found.path()));
  }

  /** Every answer that some path gets, each with a shortest such path, the shortest first. */
  public Map<T, RepoPath> all() {
    Map<T, RepoPath> answers = new LinkedHashMap<>();
    Run run = new Run(answer -> true, Needs.NOTHING);
    while (run.hasNext()) {
      Item<T> found = run.next();
      found.answers().forEach(answer -> answers.putIfAbsent(answer, found.path()));
    }
    return answers;
  }

  /**
   * A folder that was reached, or an entry with its answer.
   *
   * @param folders the folder's state, or none
   * @param answers the entry's answer, or none
   */
  private record Item<T>(Way way, List<PathState<T>> folders, List<T> answers) {
    static <T> Item<T> folder(Way way, PathState<T> state) {
      return new Item<>(way, List.of(state), List.of());
    }

    static <T> Item<T> entry(Way way, T answer) {
      return new Item<>(way, List.of(), List.of(answer));
    }

    RepoPath path() {
      return RepoPath.of(way.bytes);
    }

    RepoPath parent() {
      return RepoPath.of(Arrays.copyOf(way.bytes, way.parent));
    }
  }

  /** Some segments, and how many bytes of them are the parent that is meant; 0 for none. */
  private static final class Way implements Comparable<Way> {
    private final byte[] bytes;
    private final int segments;
    private final int parent;

    Way(byte[] bytes, int segments, int parent) {
      this.bytes = bytes;
      this.segments = segments;
      this.parent = parent;
    }

    Way then(byte[] name) {
      int from = segments == 0 ? 0 : bytes.length + 1;
      byte[] longer = Arrays.copyOf(bytes, from + name.length);
      if (from > 0) {
        longer[from - 1] = '/';
      }
      System.arraycopy(name, 0, longer, from, name.length);
      return new Way(longer, segments + 1, parent);
    }

    /** The same, all of it being the parent. */
    Way asParent() {
      return new Way(bytes, segments, bytes.length);
    }

    @Override
    public int compareTo(Way other) {
      return segments != other.segments
          ? Integer.compare(segments, other.segments)
          : Integer.compare(bytes.length, other.bytes.length);
    }
  }

  /** One search: the wanted entries in order. */
  private final class Run {
    private final Predicate<T> wanted;
    private final Needs needs;
    private final Predicate<T> above;
    private final Needs aboveNeeds;
    private final boolean needsParent;
    private final PriorityQueue<Item<T>> queue =
        new PriorityQueue<>(Comparator.comparing(Item::way));
    private final Map<IntKey, Way> best = new HashMap<>();
    private final Map<IntKey, Way> bestWithParent = new HashMap<>();
    private final Map<T, Way> bestOfAnswer = new HashMap<>();
    private int room;

    Run(Predicate<T> wanted, Needs needs) {
      this(wanted, needs, answer -> false, needs, false);
    }

    Run(
        Predicate<T> wanted,
        Needs needs,
        Predicate<T> above,
        Needs aboveNeeds,
        boolean needsParent) {
      this.wanted = wanted;
      this.needs = needs;
      this.above = above;
      this.aboveNeeds = aboveNeeds;
      this.needsParent = needsParent;
      enter(new Way(new byte[0], 0, 0), machine.start());
    }

    /** Whether an entry stands at the head of the queue, once what comes before is looked at. */
    boolean hasNext() {
      while (!queue.isEmpty() && queue.element().answers().isEmpty()) {
        Item<T> item = queue.remove();
        item.folders().forEach(folder -> look(item.way(), folder));
      }
      return !queue.isEmpty();
    }

    Item<T> next() {
      return queue.remove();
    }

    private void look(Way way, PathState<T> folder) {
      if (best(way).get(folder.key()) != way) {
        return; // a shorter way has been found meanwhile
      }
      List<NameClasses.Name> names = classes.of(folder);
      if (!proofBudget.spend(cost(folder, names.size()))) {
        throw new ProofBudget.TooComplex(classes.patterns(folder));
      }
      for (NameClasses.Name name : names) {
        byte[] bytes = name.bytes();
        T answer = machine.outcomeAsIs(folder, bytes, 0, bytes.length);
        Way there = way.then(bytes);
        boolean hasParent = !needsParent || way.parent > 0;
        if (hasParent && name.mayBeLast() && wanted.test(answer)) {
          arrive(there, answer);
        }
        if (name.mayBeFolder()) {
          boolean becomesParent = !hasParent && name.mayBeLast() && above.test(answer);
          enter(
              becomesParent ? there.asParent() : there,
              machine.enterAsIs(folder, bytes, 0, bytes.length));
        }
      }
    }

    private void arrive(Way way, T answer) {
      if (isBest(bestOfAnswer, answer, way)) {
        queue.add(Item.entry(way, answer));
      }
    }

    private void enter(Way way, PathState<T> folder) {
      Needs now = needsParent && way.parent == 0 ? aboveNeeds : needs;
      if (canHave(folder, now) && isBest(best(way), folder.key(), way)) {
        room += 1 + folder.waiting().nodes().length / NODES_A_STATE;
        if (room > STATES) {
          throw new ProofBudget.TooComplex(classes.patterns(folder));
        }
        queue.add(Item.folder(way, folder));
      }
    }

    /** The steps that it takes to hold so many names against the folder. */
    private long cost(PathState<T> folder, int names) {
      PathState.Waiting waiting = folder.waiting();
      long each = 1L + (waiting.globs().length + waiting.sticky().length) / NODES_A_STEP;
      return names * each + waiting.nodes().length;
    }

    private boolean canHave(PathState<T> folder, Needs some) {
      for (int[] lists : some.lists()) {
        if (Arrays.stream(lists).noneMatch(list -> machine.canSay(folder, list))) {
          return false;
        }
      }
      return true;
    }

    private Map<IntKey, Way> best(Way way) {
      return way.parent > 0 ? bestWithParent : best;
    }

    private static <K> boolean isBest(Map<K, Way> best, K key, Way way) {
      return best.merge(key, way, (old, now) -> now.compareTo(old) < 0 ? now : old) == way;
    }
  }
}
