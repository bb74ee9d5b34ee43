package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.Folder.Entry;
import dev.gatekeeper.core.git.TreeObject.TreeRows;
import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * An edit of a tree: a new tree with other entries at some paths. Folders without such are not
 * read.
 */
final class TreeEdit {
  private final TreeStore trees;
  private final PermittedMerge.Sink made;
  private boolean displacing;

  TreeEdit(TreeStore trees, PermittedMerge.Sink made) {
    this.trees = trees;
    this.made = made;
  }

  /** What is to stand at a path, {@link Entry#NONE} for nothing. */
  private record Edit(RepoPath path, Entry entry) {}

  ObjectId apply(ObjectId tree, Map<RepoPath, Entry> edits) throws IOException {
    List<Edit> all = new ArrayList<>();
    edits.forEach((path, entry) -> all.add(new Edit(path, entry)));
    ObjectId edited = folder(Folder.of(tree), all, 0);
    return edited.equals(ObjectId.zeroId()) ? made.tree(new byte[0]) : edited;
  }

  /** Whether something had to go that no edit takes away: a file for a folder, or a folder. */
  boolean isDisplacing() {
    return displacing;
  }

  /** The tree of one folder, the zero id if nothing is left in it. */
  private ObjectId folder(Folder folder, List<Edit> edits, int from) throws IOException {
    Map<RepoPath, List<Edit>> byName = new TreeMap<>();
    for (Edit edit : edits) {
      byName.computeIfAbsent(name(edit.path(), from), name -> new ArrayList<>()).add(edit);
    }
    TreeEntries list = folder.list(trees);
    TreeRows rows = new TreeRows();
    for (int i = 0; i < list.size(); i++) {
      RepoPath name =
          RepoPath.of(
              Arrays.copyOfRange(list.buffer(i), list.offset(i), list.offset(i) + list.length(i)));
      List<Edit> here = byName.remove(name);
      place(rows, name, list.entry(i), list.folder(i), here == null ? List.of() : here, from);
    }
    for (var added : byName.entrySet()) {
      place(rows, added.getKey(), Entry.NONE, Folder.EMPTY, added.getValue(), from);
    }
    return rows.isEmpty() ? ObjectId.zeroId() : made.tree(rows.bytes());
  }

  private static RepoPath name(RepoPath path, int from) {
    int end = from;
    while (end < path.length() && path.at(end) != '/') {
      end++;
    }
    return RepoPath.of(Arrays.copyOfRange(path.bytes(), from, end));
  }

  private void place(
      TreeRows rows, RepoPath name, Entry entry, Folder folder, List<Edit> edits, int from)
      throws IOException {
    int end = from + name.length();
    Entry now = entry;
    List<Edit> below = new ArrayList<>();
    for (Edit edit : edits) {
      if (edit.path().length() == end) {
        now = edit.entry();
      } else {
        below.add(edit);
      }
    }
    ObjectId tree =
        below.isEmpty() ? PermittedMerge.stored(folder) : folder(folder, below, end + 1);
    boolean isFolder = !tree.equals(ObjectId.zeroId());
    displacing |= isFolder && now.isThere();
    if (isFolder) {
      rows.add(name.bytes(), Entry.TREE, tree);
    } else if (now.isThere()) {
      rows.add(name.bytes(), now.mode(), now.id());
    }
  }
}
