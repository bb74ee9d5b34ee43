package dev.gatekeeper.core.match;

import java.util.List;

/**
 * Which segments there can be at all: a path that git stores, or a branch that it lets be made, so
 * that a witness is one that could really come.
 */
public final class NameRules {
  /** Of paths in a tree: whatever {@code git fsck} accepts, in UTF-8. */
  public static final NameRules PATHS =
      new NameRules(
          ByteSet.ANY,
          List.of(glob("."), glob(".."), glob(".git"), glob(".git."), glob(".git "), glob("git~1")),
          List.of());

  /** Of branches: what {@code git check-ref-format} accepts. */
  public static final NameRules BRANCHES =
      new NameRules(
          ByteSet.where(b -> b > ' ' && b != 0x7f && "~^:?*[\\".indexOf(b) < 0),
          List.of(glob(".*"), glob("*..*"), glob("*@{*"), glob("*.lock")),
          List.of(glob("*.")));

  private final ByteSet alphabet;
  private final List<Segment.Glob> never;
  private final List<Segment.Glob> neverLast;

  private NameRules(ByteSet alphabet, List<Segment.Glob> never, List<Segment.Glob> neverLast) {
    this.alphabet = alphabet;
    this.never = never;
    this.neverLast = neverLast;
  }

  /** The bytes that a name may hold. */
  ByteSet alphabet() {
    return alphabet;
  }

  /** What no name may match. */
  List<Segment.Glob> never() {
    return never;
  }

  /** What the last name of a path may not match either. */
  List<Segment.Glob> neverLast() {
    return neverLast;
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

  private static boolean matchAny(List<Segment.Glob> globs, byte[] name) {
    return globs.stream().anyMatch(glob -> glob.matches(name, 0, name.length));
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
