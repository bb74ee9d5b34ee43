package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.Folder.Entry;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * A reader of tree objects that caches the last ones, since a commit's tree is its child's parent
 * tree. For one thread.
 */
final class TreeStore {
  private static final long ROOM = 48L << 20;
  private static final int MOST = 1 << 30;

  private final ObjectReader reader;
  private final PushBudget budget;
  private final Map<ObjectId, TreeObject> kept = new LinkedHashMap<>(1024, 0.75f, true);
  private long weight;

  TreeStore(ObjectReader reader, PushBudget budget) {
    this.reader = reader;
    this.budget = budget;
  }

  PushBudget budget() {
    return budget;
  }

  /**
   * The tree with this id; no object, another type or bytes that do not inflate are errors of
   * JGit's.
   */
  TreeObject read(ObjectId id) throws IOException {
    TreeObject tree = kept.get(id);
    if (tree == null) {
      tree = TreeObject.read(bytes(id));
      kept.put(id, tree);
      weight += tree.weight();
      shrink();
    }
    return tree;
  }

  /** The entry at a path below a folder, {@link Entry#NONE} if it is a folder or does not exist. */
  Entry entry(Folder root, RepoPath path) throws IOException {
    byte[] bytes = path.bytes();
    Folder folder = root;
    for (int from = 0, to; ; from = to + 1) {
      to = endOfName(bytes, from);
      TreeEntries list = folder.list(this);
      int i = list.find(bytes, from, to - from);
      if (i < 0) {
        return Entry.NONE;
      }
      if (to == bytes.length) {
        return list.entry(i);
      }
      folder = list.folder(i);
    }
  }

  boolean isFolder(Folder root, RepoPath path) throws IOException {
    byte[] bytes = path.bytes();
    Folder folder = root;
    for (int from = 0, to; from < bytes.length; from = to + 1) {
      to = endOfName(bytes, from);
      TreeEntries list = folder.list(this);
      int i = list.find(bytes, from, to - from);
      if (i < 0 || list.entry(i).isThere()) {
        return false;
      }
      folder = list.folder(i);
    }
    return true;
  }

  private static int endOfName(byte[] path, int from) {
    int end = from;
    while (end < path.length && path[end] != '/') {
      end++;
    }
    return end;
  }

  private byte[] bytes(ObjectId id) throws IOException {
    budget.checkTime();
    return bytes(reader.open(id, Constants.OBJ_TREE), id, budget);
  }

  /** The content of an object that is no larger than the policy allows. */
  static byte[] bytes(ObjectLoader object, ObjectId id, PushBudget budget) throws IOException {
    // What JGit holds in memory anyway it hands out whatever limit it is given.
    if (object.getSize() > Math.min(budget.limits().object(), MOST)) {
      throw budget.objectTooLarge(id.name(), object.getSize());
    }
    return object.getCachedBytes(MOST);
  }

  private void shrink() {
    var oldest = kept.values().iterator();
    while (weight > ROOM && kept.size() > 1) {
      weight -= oldest.next().weight();
      oldest.remove();
    }
  }
}
