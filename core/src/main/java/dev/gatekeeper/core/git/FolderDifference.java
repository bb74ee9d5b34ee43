package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.Folder.Entry;
import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** The paths at which two folders differ, up to a limit. */
final class FolderDifference {
  private final TreeStore trees;
  private final Found found;
  private final BooleanSupplier enough;
  private final EffectWalk.PathBuffer path = new EffectWalk.PathBuffer();

  /** Takes what one folder has at a path, and what the other has. */
  @FunctionalInterface
  interface Found {
    void differs(RepoPath path, Entry from, Entry to);
  }

  FolderDifference(TreeStore trees, Found found) {
    this(trees, found, () -> false);
  }

  FolderDifference(TreeStore trees, Found found, BooleanSupplier enough) {
    this.trees = trees;
    this.found = found;
    this.enough = enough;
  }

  void walk(Folder from, Folder to) throws IOException {
    TreeEntries a = from.list(trees);
    TreeEntries b = to.list(trees);
    int i = 0;
    int j = 0;
    while ((i < a.size() || j < b.size()) && !enough.getAsBoolean()) {
      int order = i >= a.size() ? 1 : j >= b.size() ? -1 : a.compareName(i, b, j);
      if (order < 0) {
        one(a.entry(i), Entry.NONE, a.folder(i), Folder.EMPTY, a, i);
      } else if (order > 0) {
        one(Entry.NONE, b.entry(j), Folder.EMPTY, b.folder(j), b, j);
      } else if (!a.isSame(i, b, j)) {
        one(a.entry(i), b.entry(j), a.folder(i), b.folder(j), b, j);
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
  }

  private void one(
      Entry from, Entry to, Folder fromFolder, Folder toFolder, TreeEntries named, int i)
      throws IOException {
    if (from.isConflict() || !from.equals(to)) {
      found.differs(path.path(named, i), from, to);
    }
    if (!Folder.same(fromFolder, toFolder)) {
      int former = path.length();
      path.enter(named, i);
      walk(fromFolder, toFolder);
      path.leave(former);
    }
  }
}
