package dev.gatekeeper.core.git;

import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/** Finds all symbolic links in a tree, each with the blob that holds its target. */
final class LinkSearch {
  private final TreeStore trees;
  private final PathBuffer path = new PathBuffer();
  private final SortedMap<RepoPath, ObjectId> links = new TreeMap<>();

  private LinkSearch(TreeStore trees) {
    this.trees = trees;
  }

  static SortedMap<RepoPath, ObjectId> in(Folder root, TreeStore trees) throws IOException {
    LinkSearch search = new LinkSearch(trees);
    search.folder(root);
    return search.links;
  }

  private void folder(Folder folder) throws IOException {
    trees.budget().checkTime();
    Listing list = folder.list(trees);
    for (int i = 0; i < list.size(); i++) {
      if (list.entry(i).isLink()) {
        links.put(path.path(list, i), list.entry(i).id());
      }
      if (!list.folder(i).equals(Folder.EMPTY)) {
        int former = path.length();
        path.enter(list, i);
        folder(list.folder(i));
        path.leave(former);
      }
    }
  }
}
