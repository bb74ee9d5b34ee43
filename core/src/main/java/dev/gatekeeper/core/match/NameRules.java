package dev.gatekeeper.core.match;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The rules for possible segments: those of a path that git stores, or of a branch that it accepts,
 * so that a witness can really occur.
 */
public final class NameRules {
  /** Of paths in a tree: whatever {@code git fsck} accepts, in UTF-8. */
  public static final NameRules PATHS =
      new NameRules(
          ByteSet.ANY,
          List.of(glob("."), glob(".."), glob(".git"), glob(".git."), glob(".git "), glob("git~1")),
          List.of(),
          List.of(),
          List.of());

  /** Of branches: what {@code git check-ref-format} accepts. */
  public static final NameRules BRANCHES =
      new NameRules(
          ByteSet.where(b -> b > ' ' && b != 0x7f && "~^:?*[\\".indexOf(b) < 0),
          List.of(glob(".*"), glob("*..*"), glob("*@{*"), glob("*.lock")),
          List.of(glob("*.")),
          List.of(),
          List.of());

  private final ByteSet alphabet;
  private final List<Segment.Glob> never;
  private final List<Segment.Glob> neverLast;
  private final List<Segment.Glob> oddFolders;
  private final List<Segment.Glob> knownFolders;

  private NameRules(
      ByteSet alphabet,
      List<Segment.Glob> never,
      List<Segment.Glob> neverLast,
      List<Segment.Glob> oddFolders,
      List<Segment.Glob> knownFolders) {
    this.alphabet = alphabet;
    this.never = never;
    this.neverLast = neverLast;
    this.oddFolders = oddFolders;
    this.knownFolders = knownFolders;
  }

  /**
   * The same, but without folders that the patterns name like a file: with an extension and without
   * a slash at the end, as {@code *.py} does, which matches the folder of {@code x.py/x.md} too.
   * What some pattern names, with its dot, in the place of a folder is known to be one and stays.
   */
  public NameRules withoutFoldersLikeFiles(Collection<PathPattern> patterns) {
    List<Segment.Glob> odd =
        patterns.stream()
            .flatMap(pattern -> pattern.fileName().stream())
            .filter(Segment.Glob::hasExtension)
            .distinct()
            .toList();
    List<Segment.Glob> known =
        patterns.stream()
            .flatMap(pattern -> pattern.folderNames().stream())
            .filter(Segment.Glob::hasDot)
            .distinct()
            .toList();
    return new NameRules(alphabet, never, neverLast, odd, known);
  }

  ByteSet alphabet() {
    return alphabet;
  }

  List<Segment.Glob> never() {
    return never;
  }

  /** What the last name of a path may not match either. */
  List<Segment.Glob> neverLast() {
    return neverLast;
  }

  /** What no folder may match, unless it matches one of {@link #knownFolders}. */
  List<Segment.Glob> oddFolders() {
    return oddFolders;
  }

  /** What makes good a folder that is odd otherwise. */
  List<Segment.Glob> knownFolders() {
    return knownFolders;
  }

  boolean allowFolder(byte[] name) {
    return !matchAny(oddFolders, name) || matchAny(knownFolders, name);
  }

  /** Whether there can be a folder or an entry of that name, which is UTF-8. */
  boolean allow(byte[] name) {
    for (byte b : name) {
      if (!alphabet.contains(b)) {
        return false;
      }
    }
    return !matchAny(never, name);
  }

  /** Whether an allowed name can stand at the end of a path. */
  boolean allowLast(byte[] name) {
    return !matchAny(neverLast, name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameRules that
        && alphabet.equals(that.alphabet)
        && never.equals(that.never)
        && neverLast.equals(that.neverLast)
        && oddFolders.equals(that.oddFolders)
        && knownFolders.equals(that.knownFolders);
  }

  @Override
  public int hashCode() {
    return Objects.hash(alphabet, never, neverLast, oddFolders, knownFolders);
  }

  private static boolean matchAny(List<Segment.Glob> globs, byte[] name) {
    for (Segment.Glob glob : globs) {
      if (glob.matches(name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }

  /** A star, and letters of either case: file systems that fold case take {@code .GIT} as well. */
  private static Segment.Glob glob(String text) {
    GlobBuilder builder = new GlobBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '*') {
        builder.star();
      } else {
        boolean folded = text.indexOf('*') < 0;
        builder.add(ByteSet.where(b -> b == c || (folded && b == Character.toUpperCase(c))));
      }
    }
    return builder.buildGlob();
  }
}
