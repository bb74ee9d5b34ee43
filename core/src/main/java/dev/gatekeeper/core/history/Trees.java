package dev.gatekeeper.core.history;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Queries about the contents of commits, path by path. */
public interface Trees {
  Oid tree(Oid commit) throws IOException;

  /** Whether two commits have the same entry at a path, or both have none. */
  boolean isSame(Oid one, Oid other, RepoPath path) throws IOException;

  /**
   * The content of a file in a commit: a list of one, or none if nothing of that name is a file
   * there.
   */
  List<byte[]> file(Oid commit, RepoPath path) throws IOException;

  /**
   * The paths at which two trees differ, renames not detected.
   *
   * @param from one commit, or two that are merged into what is expected (section 4)
   * @param limit how many are enough
   */
  List<RepoPath> changed(List<Oid> from, Oid to, int limit) throws IOException;

  /**
   * What stands at paths in a commit, or in what is expected of merging two. Where those conflict
   * nothing can be expected, and the path is left out.
   */
  Map<RepoPath, TreeEntry> entries(List<Oid> in, Set<RepoPath> paths) throws IOException;

  /** Takes what stood at a path in each of some commits, and what stands there in another. */
  @FunctionalInterface
  interface Changes {
    void changed(RepoPath path, List<TreeEntry> before, TreeEntry after);
  }

  /**
   * The paths at which a commit differs from each of those that it was made of; if there are none,
   * all of its paths.
   */
  void changes(List<Oid> of, Oid commit, Changes found) throws IOException;

  /** Whether one entry may have come of another by changing it. */
  enum Likeness {
    /** They are the same but for the mode, or half or more of two files is. */
    ALIKE,
    NONE,
    /** It can't be told: two submodules, or files that are too large or too many. */
    UNKNOWN
  }

  Likeness likeness(TreeEntry one, TreeEntry other) throws IOException;

  /**
   * Whether an entry has anything, a line or more, that one has of which it may have come, and none
   * of some others has. True where that can't be told.
   */
  boolean holdsOf(TreeEntry entry, TreeEntry source, List<TreeEntry> others) throws IOException;
}
