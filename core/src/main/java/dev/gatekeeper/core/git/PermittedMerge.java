package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.Folder.Entry;
import dev.gatekeeper.core.git.TreeObject.TreeRows;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.match.PathState;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.policy.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The merge of one tree into another at permitted paths: any other path keeps its entry
 * (docs/semantics.md, section 6, "Integration"). Folders that nothing is wanted of are not read.
 */
final class PermittedMerge {
  private final TreeStore trees;
  private final Permission own;
  private final Sink made;
  private final EffectWalk.PathBuffer path = new EffectWalk.PathBuffer();
  private final List<RepoPath> conflicts = new ArrayList<>();
  private final List<RepoPath> filesForFolders = new ArrayList<>();
  private final List<RepoPath> kept = new ArrayList<>();
  private boolean links;

  /** Takes the content of each tree that is made. */
  @FunctionalInterface
  interface Sink {
    ObjectId tree(byte[] content) throws IOException;
  }

  PermittedMerge(TreeStore trees, Permission own, Sink made) {
    this.trees = trees;
    this.own = own;
    this.made = made;
  }

  /**
   * The tree that comes of it.
   *
   * @param ours what there is; stored
   * @param wanted what there should be, where nothing is against it
   */
  History.Merge merge(Folder ours, Folder wanted) throws IOException {
    ObjectId tree = folder(ours, wanted, own.start());
    if (tree.equals(ObjectId.zeroId())) {
      tree = made.tree(new byte[0]);
    }
    return new History.Merge(new Oid(tree.name()), conflicts, filesForFolders, kept, links);
  }

  /** The tree of one folder, the zero id if nothing is left in it. */
  private ObjectId folder(Folder ours, Folder wanted, PathState<Ruling.Outcome> state)
      throws IOException {
    if (Folder.same(ours, wanted)) {
      return stored(ours);
    }
    TreeEntries there = ours.list(trees);
    TreeEntries asked = wanted.list(trees);
    TreeRows rows = new TreeRows();
    int i = 0;
    int j = 0;
    while (i < there.size() || j < asked.size()) {
      int order = i >= there.size() ? 1 : j >= asked.size() ? -1 : there.compareName(i, asked, j);
      boolean isOurs = order <= 0;
      boolean isAsked = order >= 0;
      name(
          rows,
          isOurs ? there : asked,
          isOurs ? i : j,
          new Place(isOurs ? there.entry(i) : Entry.NONE, isOurs ? there.folder(i) : Folder.EMPTY),
          new Place(
              isAsked ? asked.entry(j) : Entry.NONE, isAsked ? asked.folder(j) : Folder.EMPTY),
          state);
      i += isOurs ? 1 : 0;
      j += isAsked ? 1 : 0;
    }
    return rows.isEmpty() ? ObjectId.zeroId() : made.tree(rows.bytes());
  }

  /** What one tree holds at a name. */
  private record Place(Entry entry, Folder folder) {}

  private void name(
      TreeRows rows,
      TreeEntries named,
      int i,
      Place ours,
      Place wanted,
      PathState<Ruling.Outcome> state)
      throws IOException {
    Entry entry = entry(ours.entry(), wanted.entry(), named, i, state);
    ObjectId tree = stored(ours.folder());
    if (!Folder.same(ours.folder(), wanted.folder())) {
      int former = path.length();
      PathState<Ruling.Outcome> below =
          own.enter(state, named.buffer(i), named.offset(i), named.length(i));
      path.enter(named, i);
      tree = folder(ours.folder(), wanted.folder(), below);
      path.leave(former);
    }
    boolean isFolder = !tree.equals(ObjectId.zeroId());
    if (entry.isThere() && isFolder) {
      filesForFolders.add(path.path(named, i));
    } else if (isFolder) {
      rows.add(named, i, Entry.TREE, tree);
    } else if (entry.isThere()) {
      rows.add(named, i, entry.mode(), entry.id());
    }
  }

  private Entry entry(
      Entry ours, Entry wanted, TreeEntries named, int i, PathState<Ruling.Outcome> state) {
    if (wanted.equals(ours)) {
      return ours;
    }
    if (!own.outcome(state, named.buffer(i), named.offset(i), named.length(i)).allowed()) {
      kept.add(path.path(named, i));
      return ours;
    }
    if (wanted.isConflict()) {
      conflicts.add(path.path(named, i));
      return ours;
    }
    links |= ours.isLink() || wanted.isLink();
    return wanted;
  }

  /** The id of a folder that a tree object holds, the zero id of any other. */
  static ObjectId stored(Folder folder) {
    return folder instanceof Folder.Stored stored ? stored.id() : ObjectId.zeroId();
  }
}
