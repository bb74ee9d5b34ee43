package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.IntList.IntKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine's state at a folder: for each list the last pattern that already matched it or a folder
 * above, and the nodes of later patterns that are active here. Immutable but for what it has
 * learnt; safe to use from several threads.
 *
 * @param <T> what the machine answers
 */
public final class PathState<T> {
  private final int[] decided;
  private final Waiting waiting;
  private final SegmentGlobs globs;
  private final boolean kept;
  private final List<PathState<T>> seen;
  private final EdgeTable<PathState<T>> folders = new EdgeTable<>();
  private final EdgeTable<T> entries = new EdgeTable<>();

  /**
   * @param decided for each list the index of the pattern, or {@link PatternList#NONE}
   * @param waiting the nodes, ascending, without those of patterns that start with {@code **} and
   *     have matched nothing yet
   * @param kept whether the machine remembers this state
   */
  PathState(int[] decided, Waiting waiting, SegmentGlobs globs, boolean kept) {
    this.decided = decided;
    this.waiting = waiting;
    this.globs = globs;
    this.kept = kept;
    this.seen = List.of();
  }

  /** The same as one folder, which some system takes for another. */
  PathState(PathState<T> folder, PathState<T> seen) {
    this.decided = folder.decided;
    this.waiting = folder.waiting;
    this.globs = folder.globs;
    this.kept = false;
    this.seen = List.of(seen);
  }

  /** The folder that some system takes it for, as a list of one; none if that is this. */
  List<PathState<T>> seen() {
    return seen;
  }

  /** For each list the pattern that decided; not to be changed. */
  int[] decided() {
    return decided;
  }

  Waiting waiting() {
    return waiting;
  }

  SegmentGlobs globs() {
    return globs;
  }

  boolean isKept() {
    return kept;
  }

  /** The states of folders here, by the kind of their name. */
  EdgeTable<PathState<T>> folders() {
    return folders;
  }

  /** The answers for entries here, by the kind of their name. */
  EdgeTable<T> entries() {
    return entries;
  }

  /** Whether everything below both is answered alike. */
  boolean isLike(PathState<T> other) {
    return Arrays.equals(decided, other.decided)
        && Arrays.equals(waiting.nodes(), other.waiting.nodes())
        && seen.size() == other.seen.size()
        && (seen.isEmpty() || seen.get(0).isLike(other.seen.get(0)));
  }

  /** The same for states that are alike. */
  IntKey key() {
    return keyOf(decided, waiting.nodes());
  }

  static IntKey keyOf(int[] decided, int[] waiting) {
    int[] both = Arrays.copyOf(decided, decided.length + waiting.length);
    System.arraycopy(waiting, 0, both, decided.length, waiting.length);
    return new IntKey(both);
  }

  /**
   * What a state has learnt: values by a number that stands for a kind of segment. Reading takes no
   * lock and makes no object; a reader that races with a writer at worst misses and works the value
   * out again.
   */
  static final class EdgeTable<V> {
    private volatile @Nullable Edge<?>[] slots = new Edge<?>[4];
    private int size;

    /** A pair, immutable, so that a reader sees all of it or nothing. */
    private record Edge<V>(long key, V value) {}

    @SuppressWarnings("unchecked")
    @Nullable V get(long key) {
      @Nullable Edge<?>[] now = slots;
      int slot = slotOf(key, now.length);
      while (true) {
        Edge<?> edge = now[slot];
        if (edge == null) {
          return null;
        }
        if (edge.key == key) {
          return (V) edge.value;
        }
        slot = (slot + 1) & (now.length - 1);
      }
    }

    synchronized void put(long key, V value) {
      if (get(key) != null) {
        return;
      }
      if ((size + 1) * 2 > slots.length) {
        @Nullable Edge<?>[] wider = new Edge<?>[slots.length * 2];
        for (Edge<?> edge : slots) {
          if (edge != null) {
            place(wider, edge);
          }
        }
        slots = wider;
      }
      place(slots, new Edge<>(key, value));
      size++;
    }

    private static void place(@Nullable Edge<?>[] into, Edge<?> edge) {
      int slot = slotOf(edge.key, into.length);
      while (into[slot] != null) {
        slot = (slot + 1) & (into.length - 1);
      }
      into[slot] = edge;
    }

    private static int slotOf(long key, int slots) {
      long mixed = key * 0x9e3779b97f4a7c15L;
      return (int) (mixed >>> 40) & (slots - 1);
    }
  }

  /**
   * The nodes that wait in a state, laid out so that those which matter to a segment are at hand.
   */
  static final class Waiting {
    private final int[] nodes;
    private final long[] literals;
    private final int[] globs;
    private final int[] sticky;

    /**
     * @param nodes ascending; not to be changed
     */
    Waiting(CompiledPatterns program, int[] nodes) {
      this.nodes = nodes;
      IntList globs = new IntList();
      IntList sticky = new IntList();
      long[] literals = new long[nodes.length];
      int size = 0;
      for (int node : nodes) {
        if (program.isLiteral(node)) {
          literals[size++] = (long) program.literal(node) << 32 | node;
        } else {
          globs.add(node);
        }
        if (program.isSticky(node)) {
          sticky.add(node);
        }
      }
      this.literals = Arrays.copyOf(literals, size);
      Arrays.sort(this.literals);
      this.globs = globs.toArray();
      this.sticky = sticky.toArray();
    }

    /** All of them, ascending; not to be changed. */
    int[] nodes() {
      return nodes;
    }

    /** Those that wait for a glob; not to be changed. */
    int[] globs() {
      return globs;
    }

    /** Those that go on waiting whatever comes; not to be changed. */
    int[] sticky() {
      return sticky;
    }

    /** Adds those that wait for the literal. */
    void addForLiteral(int literal, IntList out) {
      int at = Arrays.binarySearch(literals, (long) literal << 32);
      for (int i = at < 0 ? -1 - at : at;
          i < literals.length && literals[i] >> 32 == literal;
          i++) {
        out.add((int) literals[i]);
      }
    }
  }
}
