package dev.gatekeeper.core.git;

import org.eclipse.jgit.lib.ObjectId;

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
