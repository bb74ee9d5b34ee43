package dev.gatekeeper.core.git;

import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A folder as the gate compares it: a tree object, or the computed folder of an expected merge
 * (docs/semantics.md, section 4). The latter are worked out folder by folder, and only where the
 * sides differ.
 */
sealed interface Folder permits Folder.Empty, Folder.Stored, MergedFolder {
  Folder EMPTY = new Empty();

  TreeEntries list(TreeStore trees) throws IOException;

  record Empty() implements Folder {
    @Override
    public TreeEntries list(TreeStore trees) {
      return TreeEntries.EMPTY;
    }
  }

  record Stored(ObjectId id) implements Folder {
    @Override
    public TreeEntries list(TreeStore trees) throws IOException {
      return trees.read(id);
    }
  }

  static Folder of(ObjectId tree) {
    return new Stored(tree);
  }

  /**
   * Whether two folders certainly hold the same; only stored ones can be told without a look
   * inside.
   */
  static boolean same(Folder a, Folder b) {
    return a == b || (!(a instanceof MergedFolder) && a.equals(b));
  }

  /** What a merge of two is expected to hold, by the rule of section 4 for each path below. */
  static Folder merged(Base base, Folder ours, Folder theirs) throws IOException {
    if (same(ours, theirs)) {
      return ours;
    }
    Folder b = base.get();
    if (same(ours, b)) {
      return theirs;
    }
    return same(theirs, b)
        ? ours
        : new MergedFolder(List.of(b, ours, theirs), MergedFolder.THREE_WAY);
  }

  /**
   * What a merge of more than two is expected to hold: what all parents agree on, and nothing
   * elsewhere.
   */
  static Folder agreed(List<Folder> parents) {
    for (Folder parent : parents) {
      if (!same(parents.get(0), parent)) {
        return new MergedFolder(parents, MergedFolder.UNANIMOUS);
      }
    }
    return parents.get(0);
  }

  /** The folder of the merge base, found out only where the sides differ. */
  @FunctionalInterface
  interface Base {
    Folder get() throws IOException;
  }

  /**
   * What stands at a path: everything a tree can say of it but its name. A folder is no entry; its
   * entries are.
   *
   * @param mode git's file mode
   * @param id the object
   */
  record Entry(int mode, ObjectId id) {
    /** Nothing stands there. */
    static final Entry NONE = new Entry(0, ObjectId.zeroId());

    /**
     * The sides of a merge conflict there, so that nothing is expected (docs/semantics.md, section
     * 4). Equal to no entry.
     */
    static final Entry CONFLICT = new Entry(-1, ObjectId.zeroId());

    static final int TYPE_MASK = 0170000;
    static final int TREE = 0040000;
    static final int LINK = 0120000;
    static final int SUBMODULE = 0160000;

    boolean isThere() {
      return mode != 0;
    }

    boolean isConflict() {
      return mode == CONFLICT.mode;
    }

    boolean isLink() {
      return (mode & TYPE_MASK) == LINK;
    }

    boolean isSubmodule() {
      return (mode & TYPE_MASK) == SUBMODULE;
    }

    boolean isOfSameType(Entry other) {
      return (mode & TYPE_MASK) == (other.mode & TYPE_MASK);
    }

    /**
     * The rule of section 4 for one path of a merge: what is expected where the sides hold these
     * entries.
     */
    static Entry expected(Entry base, Entry ours, Entry theirs) {
      if (ours.equals(theirs) && !ours.isConflict()) {
        return ours;
      }
      if (base.isConflict()) {
        return CONFLICT;
      }
      if (ours.equals(base)) {
        return theirs;
      }
      return theirs.equals(base) ? ours : CONFLICT;
    }
  }
}
