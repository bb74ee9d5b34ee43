package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One line of gitignore syntax, matched over bytes as git does (docs/semantics.md, section 2). A
 * single pattern agrees with {@code git check-ignore --no-index}.
 */
public final class PathPattern {
  private final String text;
  private final boolean negated;
  private final boolean anchored;
  private final boolean directoryOnly;
  private final List<Segment> segments;

  PathPattern(
      String text,
      boolean negated,
      boolean anchored,
      boolean directoryOnly,
      List<Segment> segments) {
    this.text = text;
    this.negated = negated;
    this.anchored = anchored;
    this.directoryOnly = directoryOnly;
    this.segments = List.copyOf(segments);
  }

  /**
   * The pattern that {@code text} writes.
   *
   * @throws BadPattern if it is malformed, or could never match as meant
   */
  public static PathPattern parse(String text) throws BadPattern {
    return new PatternParser(text).parse();
  }

  /** The pattern that matches this path alone, with a control character as any byte. */
  public static String escaped(RepoPath path) {
    return path.text().replaceAll("[*?\\[\\\\]", "\\\\$0").replaceAll("\\p{Cntrl}", "?");
  }

  /** Whether it makes an exception: it starts with {@code !}. */
  public boolean negated() {
    return negated;
  }

  /** Whether it ends in {@code /}, and so matches directories only. */
  public boolean directoryOnly() {
    return directoryOnly;
  }

  /** Whether it holds at the root only: a {@code /} stands at its start or in its middle. */
  public boolean anchored() {
    return anchored;
  }

  /**
   * Whether it matches the path, which is an entry and no folder, or a folder above it.
   *
   * @param folderPatternsCoverEntry whether a pattern for directories only also matches the entry
   *     of exactly that name: something else put in the directory's place
   */
  public boolean covers(RepoPath path, boolean folderPatternsCoverEntry) {
    return covers(path.bytes(), folderPatternsCoverEntry);
  }

  /** The same for the bytes of a path. */
  boolean covers(byte[] bytes, boolean folderPatternsCoverEntry) {
    boolean[] living = start();
    for (int from = 0, to; ; from = to + 1) {
      to = segmentEnd(bytes, from);
      living = step(living, !anchored, bytes, from, to - from);
      boolean matched = living[segments.size()];
      if (to == bytes.length) {
        return matched && (!directoryOnly || folderPatternsCoverEntry);
      }
      if (matched) {
        return true;
      }
      if (isDead(living)) {
        return false;
      }
    }
  }

  private static boolean isDead(boolean[] living) {
    for (boolean one : living) {
      if (one) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether it matches this whole path as a name: anchored at its start even without a slash, and
   * covering nothing below what it matches. So are branches matched.
   */
  public boolean matchesWhole(RepoPath path) {
    return matchesWhole(path.bytes());
  }

  /** The same for the bytes of a path. */
  boolean matchesWhole(byte[] bytes) {
    boolean[] living = start();
    for (int from = 0, to; ; from = to + 1) {
      to = segmentEnd(bytes, from);
      living = step(living, false, bytes, from, to - from);
      if (to == bytes.length) {
        return living[segments.size()] && !directoryOnly;
      }
    }
  }

  /**
   * The segments in the form that {@link PathMachine} runs on: an unanchored pattern starts with
   * {@code **}, no two {@code **} stand together, and none stands at the end, where it wants at
   * least one segment and is written as {@code **} and {@code *}.
   *
   * @param wholeNames whether the pattern is for names, which are always anchored
   */
  List<Segment> canonical(boolean wholeNames) {
    List<Segment> out = new ArrayList<>();
    if (!anchored && !wholeNames) {
      out.add(Segment.AnyDepth.INSTANCE);
    }
    for (Segment segment : segments) {
      boolean again = !out.isEmpty() && out.get(out.size() - 1) instanceof Segment.AnyDepth;
      if (!(again && segment instanceof Segment.AnyDepth)) {
        out.add(segment);
      }
    }
    if (out.get(out.size() - 1) instanceof Segment.AnyDepth) {
      out.add(Segment.Glob.ANY_NAME);
    }
    return out;
  }

  /**
   * Whether both could cover one path, as far as the segments before the first {@code **} of either
   * tell one by one; if not, there is none.
   */
  public boolean canMeet(PathPattern other) {
    if (!anchored || !other.anchored) {
      return true;
    }
    int count = Math.min(segments.size(), other.segments.size());
    for (int i = 0; i < count; i++) {
      Segment mine = segments.get(i);
      Segment theirs = other.segments.get(i);
      if (mine instanceof Segment.AnyDepth || theirs instanceof Segment.AnyDepth) {
        return true;
      }
      if (!mine.canMeet(theirs)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Some paths that it covers, the plainest there are: enough to show in most cases that a pattern
   * matters, without a proof. There may be none.
   */
  public Stream<RepoPath> samples(NameRules rules) {
    return Stream.of("", "x", "x/x")
        .flatMap(depth -> sample(depth, rules).stream())
        .flatMap(path -> Stream.of(path, path + "/x"))
        .map(RepoPath::of);
  }

  /** A path with these names for each {@code **}, or none. */
  private Optional<String> sample(String depth, NameRules rules) {
    List<String> names = new ArrayList<>();
    for (Segment segment : canonical(false)) {
      if (segment instanceof Segment.AnyDepth) {
        names.addAll(depth.isEmpty() ? List.of() : List.of(depth));
        continue;
      }
      byte[] name = segment.sample();
      if (name.length == 0 || !rules.allow(name) || !rules.allowLast(name)) {
        return Optional.empty();
      }
      names.add(new String(name, StandardCharsets.UTF_8));
    }
    return Optional.of(String.join("/", names));
  }

  /** The one name that it matches as a whole, if it has no wildcards. */
  public Optional<RepoPath> onlyName() {
    int literal = literals();
    return literal < segments.size() ? Optional.empty() : Optional.of(start(literal));
  }

  /** The names of which it can be told that all it matches as a whole lies below them. */
  public List<RepoPath> above() {
    return IntStream.rangeClosed(1, Math.min(literals(), segments.size() - 1))
        .mapToObj(this::start)
        .toList();
  }

  /** How many segments without wildcards it begins with. */
  private int literals() {
    int count = 0;
    while (count < segments.size() && segments.get(count) instanceof Segment.Literal) {
      count++;
    }
    return count;
  }

  /** Its first segments, which have no wildcards. */
  private RepoPath start(int count) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (Segment segment : segments.subList(0, count)) {
      if (name.size() > 0) {
        name.write('/');
      }
      name.writeBytes(segment.sample());
    }
    return RepoPath.of(name.toByteArray());
  }

  /** How many segments it has. */
  int size() {
    return segments.size();
  }

  /**
   * The names that it gives to folders, as globs: all before the last, and the last too if it
   * matches directories only.
   */
  List<Segment.Glob> folderNames() {
    return globs(segments.subList(0, segments.size() - (directoryOnly ? 0 : 1)));
  }

  /** The name that it gives to files, as a glob, or none if it matches directories only. */
  List<Segment.Glob> fileName() {
    return directoryOnly
        ? List.of()
        : globs(segments.subList(segments.size() - 1, segments.size()));
  }

  private static List<Segment.Glob> globs(List<Segment> some) {
    return some.stream().flatMap(segment -> segment.asGlob().stream()).toList();
  }

  /** As written. */
  @Override
  public String toString() {
    return text;
  }

  private boolean[] start() {
    boolean[] living = new boolean[segments.size() + 1];
    living[0] = true;
    return living;
  }

  /**
   * From the positions reached before a segment to those after it. Position {@code i} means that
   * the first {@code i} segments of the pattern are used up; the last position is the match.
   */
  private boolean[] step(boolean[] living, boolean floating, byte[] bytes, int offset, int length) {
    int last = segments.size() - 1;
    boolean[] next = new boolean[living.length];
    next[0] = floating;
    boolean skipped = false;
    for (int i = 0; i <= last; i++) {
      if (!living[i] && !skipped) {
        continue;
      }
      skipped = false;
      Segment segment = segments.get(i);
      if (segment instanceof Segment.AnyDepth) {
        next[i] = true;
        next[i + 1] = i == last;
        skipped = i < last; // it may also match no segment at all
      } else if (segment.matches(bytes, offset, length)) {
        next[i + 1] = true;
      }
    }
    return next;
  }

  private static int segmentEnd(byte[] bytes, int from) {
    int to = from;
    while (to < bytes.length && bytes[to] != '/') {
      to++;
    }
    return to;
  }

  /** A pattern that is malformed, or that could never match as meant. */
  public static final class BadPattern extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * @param message what is wrong and what to write instead, in lower case, the pattern's parts in
     *     backticks
     * @param offset how many characters into the pattern, from 0
     */
    public BadPattern(String message, int offset) {
      super(message);
      this.offset = offset;
    }

    /** How many characters into the pattern the fault is, from 0. */
    public int offset() {
      return offset;
    }
  }
}
