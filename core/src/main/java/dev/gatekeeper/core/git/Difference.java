package dev.gatekeeper.core.git;

import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.util.List;

/** The paths at which two folders differ, up to a number that is enough. */
final class Difference {
  private final TreeStore trees;
  private final List<RepoPath> paths;
  private final int limit;
  private final PathBuffer path = new PathBuffer();

  Difference(TreeStore trees, List<RepoPath> paths, int limit) {
    this.trees = trees;
    this.paths = paths;
    this.limit = limit;
  }

  void walk(Folder from, Folder to) throws IOException {
    Listing a = from.list(trees);
    Listing b = to.list(trees);
    int i = 0;
    int j = 0;
    while ((i < a.size() || j < b.size()) && paths.size() < limit) {
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

  private void one(Entry from, Entry to, Folder fromFolder, Folder toFolder, Listing named, int i)
      throws IOException {
    if (from.isConflict() || !from.equals(to)) {
      paths.add(path.path(named, i));
    }
    if (!Folder.same(fromFolder, toFolder)) {
      int former = path.length();
      path.enter(named, i);
      walk(fromFolder, toFolder);
      path.leave(former);
    }
  }
}
