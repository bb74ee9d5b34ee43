package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;
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
 * Which answers of a machine some possible path gets, proved and not sampled: every state that can
 * be reached is visited once, over the classes of names that its living patterns tell apart. Paths
 * come in the order of their number of segments, then of bytes, so the first found is the shortest.
 *
 * <p>The work is bounded: patterns that tell too much apart end it with {@link TooComplex}.
 *
 * @param <T> what the machine answers
 */
public final class PathSearch<T> {
  private static final int STATES = 100_000;
  private static final int NAMES = 4_000_000;
  private static final int STEPS = 1_000_000;

  private final PathMachine<T> machine;
  private final NameClasses classes;

  /**
   * @param rules which names there can be
   */
  public PathSearch(PathMachine<T> machine, NameRules rules) {
    this.machine = machine;
    this.classes = new NameClasses(machine.program(), rules, STEPS);
  }

  /** A path, and the parent of it that is meant. */
  public record Below(RepoPath parent, RepoPath path) {}

  /** A shortest path whose answer is wanted, or none if there is no such path. */
  public Optional<RepoPath> first(Predicate<T> wanted) {
    Run run = new Run(wanted, answer -> false, false);
    return run.hasNext() ? Optional.of(run.next().path()) : Optional.empty();
  }

  /**
   * A shortest path whose answer is wanted and of which a parent, were it an entry and no folder,
   * has an answer that is wanted above: git cannot hold both.
   */
  public Optional<Below> firstBelow(Predicate<T> above, Predicate<T> wanted) {
    Run run = new Run(wanted, above, true);
    if (!run.hasNext()) {
      return Optional.empty();
    }
    Item<T> found = run.next();
    return Optional.of(new Below(found.parent(), found.path()));
  }

  /** Every answer that some path gets, each with a shortest such path, the shortest first. */
  public Map<T, RepoPath> all() {
    Map<T, RepoPath> answers = new LinkedHashMap<>();
    Run run = new Run(answer -> true, answer -> false, false);
    while (run.hasNext()) {
      Item<T> found = run.next();
      found.answers().forEach(answer -> answers.putIfAbsent(answer, found.path()));
    }
    return answers;
  }

  /** A folder that was reached, or an entry with its answer. */
  private static final class Item<T> {
    private final Way way;
    private final List<PathState<T>> folders;
    private final List<T> answers;

    private Item(Way way, List<PathState<T>> folders, List<T> answers) {
      this.way = way;
      this.folders = folders;
      this.answers = answers;
    }

    static <T> Item<T> folder(Way way, PathState<T> state) {
      return new Item<>(way, List.of(state), List.of());
    }

    static <T> Item<T> entry(Way way, T answer) {
      return new Item<>(way, List.of(), List.of(answer));
    }

    /** The folder's state, or none. */
    List<PathState<T>> folders() {
      return folders;
    }

    /** The entry's answer, or none. */
    List<T> answers() {
      return answers;
    }

    Way way() {
      return way;
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
    private final Predicate<T> above;
    private final boolean needsParent;
    private final PriorityQueue<Item<T>> queue =
        new PriorityQueue<>(Comparator.comparing(Item::way));
    private final Map<IntKey, Way> best = new HashMap<>();
    private final Map<IntKey, Way> bestWithParent = new HashMap<>();
    private final Map<T, Way> bestOfAnswer = new HashMap<>();
    private int names;

    Run(Predicate<T> wanted, Predicate<T> above, boolean needsParent) {
      this.wanted = wanted;
      this.above = above;
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
      for (Name name : classes.of(folder)) {
        if (++names > NAMES) {
          throw new TooComplex(classes.patterns(folder));
        }
        byte[] bytes = name.bytes();
        T answer = machine.outcome(folder, bytes, 0, bytes.length);
        Way there = way.then(bytes);
        boolean hasParent = !needsParent || way.parent > 0;
        if (hasParent && name.mayBeLast() && wanted.test(answer)) {
          arrive(there, answer);
        }
        boolean becomesParent = !hasParent && name.mayBeLast() && above.test(answer);
        enter(
            becomesParent ? there.asParent() : there,
            machine.enter(folder, bytes, 0, bytes.length));
      }
    }

    private void arrive(Way way, T answer) {
      if (isBest(bestOfAnswer, answer, way)) {
        queue.add(Item.entry(way, answer));
      }
    }

    private void enter(Way way, PathState<T> folder) {
      if (best.size() + bestWithParent.size() > STATES) {
        throw new TooComplex(classes.patterns(folder));
      }
      if (isBest(best(way), folder.key(), way)) {
        queue.add(Item.folder(way, folder));
      }
    }

    private Map<IntKey, Way> best(Way way) {
      return way.parent > 0 ? bestWithParent : best;
    }

    private static <K> boolean isBest(Map<K, Way> best, K key, Way way) {
      return best.merge(key, way, (old, now) -> now.compareTo(old) < 0 ? now : old) == way;
    }
  }
}
