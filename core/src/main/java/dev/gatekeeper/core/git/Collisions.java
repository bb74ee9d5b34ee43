package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.match.NameFold;
import dev.gatekeeper.core.model.RepoPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The paths of a commit that are equal where case or Unicode's forms do not count, and for which
 * the commit is responsible (docs/semantics.md, section 4). Each pair is found from the folder in
 * which its paths part.
 */
final class Collisions {
  /**
   * Up to so many names are looked for one by one: cheaper than folding every name in the folder.
   */
  private static final int FEW = 4;

  private final TreeStore trees;
  private final List<Pair> found = new ArrayList<>();

  private Collisions(TreeStore trees) {
    this.trees = trees;
  }

  /**
   * A path that a commit has to answer for, and another that it collides with, both from the folder
   * on.
   */
  record Pair(RepoPath path, RepoPath other) {}

  /**
   * The paths that the commit has to answer for, each with one that it collides with: what is an
   * effect, and what first meets the other in this commit.
   *
   * @param expected what is expected in the folder
   * @param result what lies there after the commit
   * @param parents what lies there in each parent
   */
  static List<Pair> find(Folder expected, Folder result, List<Folder> parents, TreeStore trees)
      throws IOException {
    Collisions collisions = new Collisions(trees);
    collisions.find(Spot.of(new byte[0], expected, result, parents, trees));
    return collisions.found;
  }

  private void find(Spot spot) throws IOException {
    BitSet suspects = spot.changed();
    if (suspects.cardinality() > FEW) {
      for (List<Member> alike : byFold(spot)) {
        if (alike.stream().anyMatch(member -> suspects.get(member.at()))) {
          judge(alike);
        }
      }
      return;
    }
    for (int i = suspects.nextSetBit(0); i >= 0; i = suspects.nextSetBit(i + 1)) {
      List<Member> alike = alike(spot, i);
      alike.forEach(member -> suspects.clear(member.at()));
      judge(alike);
    }
  }

  private static List<Member> alike(Spot spot, int i) {
    TreeEntries names = spot.result;
    List<Member> alike = new ArrayList<>(1);
    boolean isAscii = names.isAscii(); // so that names of two lengths are never alike
    for (int j = 0; j < names.size(); j++) {
      if (isAscii && names.length(i) != names.length(j)) {
        continue;
      }
      if (j == i || isSameName(names, i, names, j)) {
        alike.add(new Member(spot, j, j));
      }
    }
    return alike;
  }

  private static Collection<List<Member>> byFold(Spot spot) {
    Map<String, List<Member>> byFold = new LinkedHashMap<>();
    for (int i = 0; i < spot.result.size(); i++) {
      Member member = new Member(spot, i, i);
      byFold.computeIfAbsent(member.fold(), fold -> new ArrayList<>(1)).add(member);
    }
    return byFold.values();
  }

  /**
   * Judges names that are one name. Folders among them are one folder, so what lies in one is
   * beside what lies in the other; they are named themselves only if nothing in them is.
   */
  private void judge(List<Member> alike) throws IOException {
    if (alike.size() < 2) {
      return;
    }
    trees.budget().checkTime();
    List<Member> folders = alike.stream().filter(Member::isFolder).toList();
    int before = found.size();
    if (folders.size() > 1 && !isAsItWas(folders)) {
      below(folders);
    }
    boolean isNamedBelow = found.size() > before;
    for (Member member : alike) {
      for (Member other : alike) {
        boolean isNamed = isNamedBelow && member.isFolder() && other.isFolder();
        if (member.origin() != other.origin() && !isNamed && member.answersFor(other)) {
          found.add(new Pair(member.path(), other.path())); // one is enough to refuse it
          break;
        }
      }
    }
  }

  private void below(List<Member> folders) throws IOException {
    Map<String, List<Member>> byFold = new LinkedHashMap<>();
    for (Member folder : folders) {
      Spot spot = folder.spot().enter(folder.at(), trees);
      for (int i = 0; i < spot.result.size(); i++) {
        Member member = new Member(spot, i, folder.origin());
        byFold.computeIfAbsent(member.fold(), fold -> new ArrayList<>(1)).add(member);
      }
    }
    for (List<Member> alike : byFold.values()) {
      judge(alike);
    }
  }

  /** Whether two names fold to the same; quick where both are ASCII, as nearly all are. */
  private static boolean isSameName(TreeEntries a, int i, TreeEntries b, int j) {
    byte[] x = a.buffer(i);
    byte[] y = b.buffer(j);
    int p = a.offset(i);
    int q = b.offset(j);
    int m = a.length(i);
    int n = b.length(j);
    if (NameFold.isAscii(x, p, m) && NameFold.isAscii(y, q, n)) {
      if (m != n) {
        return false;
      }
      for (int k = 0; k < m; k++) {
        if (lower(x[p + k]) != lower(y[q + k])) {
          return false;
        }
      }
      return true;
    }
    return !Arrays.equals(x, p, p + m, y, q, q + n)
        && NameFold.of(x, p, m).equals(NameFold.of(y, q, n));
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  /** Whether a parent has exactly these folders, and so is expected. */
  private static boolean isAsItWas(List<Member> folders) {
    Spot spot = folders.get(0).spot();
    for (int p = 0; p < spot.parents.size(); p++) {
      int parent = p;
      if (folders.stream().allMatch(f -> f.isIn(f.spot().parents.get(parent)))) {
        return folders.stream().allMatch(f -> f.isIn(f.spot().expected));
      }
    }
    return false;
  }

  /** One folder of the commit, beside what it was and what it should be. */
  private static final class Spot {
    private final byte[] path;
    private final TreeEntries expected;
    private final TreeEntries result;
    private final List<TreeEntries> parents;

    private Spot(byte[] path, TreeEntries expected, TreeEntries result, List<TreeEntries> parents) {
      this.path = path;
      this.expected = expected;
      this.result = result;
      this.parents = parents;
    }

    static Spot of(
        byte[] path, Folder expected, Folder result, List<Folder> parents, TreeStore trees)
        throws IOException {
      List<TreeEntries> before = IoStreams.map(parents, parent -> parent.list(trees));
      return new Spot(path, expected.list(trees), result.list(trees), before);
    }

    /** The names at which it is not what the first parent has, or not what is expected. */
    BitSet changed() {
      BitSet changed = differences(parents.isEmpty() ? TreeEntries.EMPTY : parents.get(0));
      changed.or(differences(expected));
      return changed;
    }

    private BitSet differences(TreeEntries other) {
      BitSet differences = new BitSet();
      int j = 0;
      for (int i = 0; i < result.size(); i++) {
        int c = -1;
        while (j < other.size() && (c = other.compareName(j, result, i)) < 0) {
          j++;
        }
        if (j >= other.size() || c != 0 || !other.isSameRow(j, result, i)) {
          differences.set(i);
        }
      }
      return differences;
    }

    Spot enter(int i, TreeStore trees) throws IOException {
      ByteArrayOutputStream below = new ByteArrayOutputStream();
      below.writeBytes(path);
      below.write(result.buffer(i), result.offset(i), result.length(i));
      below.write('/');
      List<Folder> before = parents.stream().map(parent -> folder(parent, i)).toList();
      return of(below.toByteArray(), folder(expected, i), result.folder(i), before, trees);
    }

    private Folder folder(TreeEntries in, int i) {
      int at = in.find(result, i);
      return at < 0 ? Folder.EMPTY : in.folder(at);
    }
  }

  /**
   * A name of those that are one name.
   *
   * @param origin the index of the name by which its path parts from the others; paths of one
   *     origin part further down, and are found from there
   */
  private record Member(Spot spot, int at, int origin) {
    boolean isFolder() {
      return !spot.result.folder(at).equals(Folder.EMPTY);
    }

    String fold() {
      TreeEntries names = spot.result;
      return NameFold.of(names.buffer(at), names.offset(at), names.length(at));
    }

    RepoPath path() {
      TreeEntries names = spot.result;
      ByteArrayOutputStream path = new ByteArrayOutputStream();
      path.writeBytes(spot.path);
      path.write(names.buffer(at), names.offset(at), names.length(at));
      return RepoPath.of(path.toByteArray());
    }

    /** Whether the same stands there. */
    boolean isIn(TreeEntries other) {
      int i = other.find(spot.result, at);
      return i >= 0 && other.isSame(i, spot.result, at);
    }

    /** Whether something of the same type stands there. */
    private boolean isOfItsTypeIn(TreeEntries other) {
      int i = other.find(spot.result, at);
      if (i < 0) {
        return false;
      }
      return isFolder()
          ? !other.folder(i).equals(Folder.EMPTY)
          : other.entry(i).isThere() && other.entry(i).isOfSameType(entry());
    }

    private Folder.Entry entry() {
      return spot.result.entry(at);
    }

    /** Whether the commit puts it there; of a folder, whether no parent has it. */
    private boolean isEffect() {
      if (isFolder()) {
        return spot.parents.stream().noneMatch(this::isOfItsTypeIn);
      }
      int i = spot.expected.find(spot.result, at);
      return i < 0 || !spot.expected.entry(i).equals(entry()); // no conflict is equal to it
    }

    private boolean isLeadingEffect() {
      return !isFolder() && (entry().isLink() || entry().isSubmodule()) && isEffect();
    }

    /** Whether the two are new beside each other, and this is what makes them so. */
    boolean answersFor(Member other) {
      if (!isLeadingEffect() && !other.isLeadingEffect() && isOld(other)) {
        return false;
      }
      return isEffect() || (!other.isEffect() && !stoodBefore());
    }

    /** Whether one parent has both, each of the type that it has now. */
    private boolean isOld(Member other) {
      for (int p = 0; p < spot.parents.size(); p++) {
        if (isOfItsTypeIn(spot.parents.get(p))
            && other.isOfItsTypeIn(other.spot().parents.get(p))) {
          return true;
        }
      }
      return false;
    }

    private boolean stoodBefore() {
      return !spot.parents.isEmpty() && isOfItsTypeIn(spot.parents.get(0));
    }
  }
}
