package dev.gatekeeper.core.match;

import java.util.Arrays;
import java.util.List;

/**
 * All that a machine remembers of a folder: for each list the last pattern that already matched it
 * or a folder above, and the nodes of later patterns that wait for a segment here. Immutable but
 * for what it has learnt; safe to use from several threads.
 *
 * @param <T> what the machine answers
 */
public final class PathState<T> {
  private final int[] decided;
  private final Waiting waiting;
  private final LocalGlobs globs;
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
  PathState(int[] decided, Waiting waiting, LocalGlobs globs, boolean kept) {
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

  /** The nodes that wait. */
  Waiting waiting() {
    return waiting;
  }

  /** The globs that the waiting nodes wait for. */
  LocalGlobs globs() {
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
}
