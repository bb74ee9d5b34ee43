package dev.gatekeeper.server.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdSubclassMap;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.transport.ConnectivityChecker;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Whether a pack holds what its push needs beside what the pusher is shown, and nothing else.
 *
 * <p>A walk from what is pushed comes last, as JGit has it. It stops early where no command brings
 * a commit, and it opens whatever a pushed object names; so what it could look at is bounded first,
 * by the pack alone. JGit's own takes for missing what is shown but not at hand: a file that a
 * commit brings back, or one that a history of its own shares.
 */
final class Connectivity implements ConnectivityChecker {
  private final Quarantine quarantine;

  Connectivity(Quarantine quarantine) {
    this.quarantine = quarantine;
  }

  /** The pack holds what it should not; the message says what. */
  static final class Surplus extends IOException {
    private static final long serialVersionUID = 1L;

    Surplus(String message) {
      super(message);
    }
  }

  @Override
  public void checkConnectivity(
      ConnectivityCheckInfo push, Set<ObjectId> shown, ProgressMonitor monitor) throws IOException {
    Pack pack = new Pack(List.copyOf(push.getParser().getSortedObjectList(null)));
    pack.refuseDoubles();
    for (ReceiveCommand command : push.getCommands()) {
      if (command.getType() != ReceiveCommand.Type.DELETE) {
        pack.need(command.getNewId(), Constants.OBJ_COMMIT);
      }
    }
    pack.follow();
    Reach reach = new Reach(quarantine.repository(), shown);
    Set<ObjectId> missing = new HashSet<>(pack.outside);
    missing.removeAll(reach.all(pack.outside));
    if (!missing.isEmpty()) {
      throw new MissingObjectException(missing.iterator().next(), Constants.TYPE_COMMIT);
    }
    // a clock that went wrong makes git send commits that it did not have to
    for (ObjectId again : reach.all(pack.unneededCommits())) {
      pack.need(again, Constants.OBJ_COMMIT);
    }
    pack.follow();
    pack.refuseUnneeded();
    quarantine.reveal();
    try {
      walk(push, shown, Map.of());
    } catch (MissingObjectException e) {
      // a client that knows what is here (by a bitmap, say) leaves out what any commit has
      walk(push, shown, reach.entries(pack.outsideEntries));
    }
  }

  /**
   * Goes on from what is pushed. Of what is shown this takes for known whatever is in the commits
   * that the pushed ones build on, which is quick, and costs nothing for a history that is long.
   *
   * @param known what is shown besides, and what it is
   */
  private void walk(ConnectivityCheckInfo push, Set<ObjectId> shown, Map<ObjectId, Integer> known)
      throws IOException {
    var brought = push.getParser().getNewObjectIds();
    try (ObjectWalk walk = new ObjectWalk(quarantine.repository())) {
      walk.sort(RevSort.TOPO);
      boolean any = false;
      for (ReceiveCommand command : push.getCommands()) {
        if (command.getType() != ReceiveCommand.Type.DELETE
            && !shown.contains(command.getNewId())) {
          walk.markStart(walk.parseAny(command.getNewId()));
          any = true;
        }
      }
      if (!any) {
        return;
      }
      for (ObjectId tip : shown) {
        walk.markUninteresting(walk.parseAny(tip));
      }
      for (var entry : known.entrySet()) {
        walk.markUninteresting(walk.lookupAny(entry.getKey(), entry.getValue()));
      }
      for (RevObject next = walk.next(); next != null; next = walk.next()) {
        require(next, brought);
      }
      for (RevObject next = walk.nextObject(); next != null; next = walk.nextObject()) {
        require(next, brought);
      }
    }
  }

  private static void require(RevObject object, ObjectIdSubclassMap<ObjectId> brought)
      throws MissingObjectException {
    if (!object.has(RevFlag.UNINTERESTING) && !brought.contains(object)) {
      throw new MissingObjectException(object, object.getType());
    }
  }

  /** The objects of a pack, and which of them are needed. Reads nothing but the pack. */
  private final class Pack {
    private final List<? extends ObjectId> ids;
    private final BitSet needed = new BitSet();
    private final List<Integer> open = new ArrayList<>();
    private final Set<ObjectId> outside = new HashSet<>();
    private final Map<ObjectId, Integer> outsideEntries = new HashMap<>();

    /**
     * @param ids sorted
     */
    Pack(List<? extends ObjectId> ids) {
      this.ids = ids;
    }

    /** A reader that looks for an id finds either of two; one may be made from the other. */
    void refuseDoubles() throws Surplus {
      for (int i = 1; i < ids.size(); i++) {
        if (AnyObjectId.isEqual(ids.get(i), ids.get(i - 1))) {
          throw new Surplus("the pack has object " + ids.get(i).name() + " twice");
        }
      }
    }

    /** Whether it is here or has to be among what the pusher is shown: files and folders later. */
    void need(AnyObjectId id, int type) {
      int at = Collections.binarySearch(ids, id, AnyObjectId::compareTo);
      if (at >= 0 && !needed.get(at)) {
        needed.set(at);
        open.add(at);
      } else if (at < 0 && type == Constants.OBJ_COMMIT) {
        outside.add(id.toObjectId());
      } else if (at < 0) {
        outsideEntries.put(id.toObjectId(), type);
      }
    }

    /** Goes on to all that is named by what is needed. */
    void follow() throws IOException {
      try (ObjectReader reader = quarantine.pushed().newObjectReader()) {
        while (!open.isEmpty()) {
          ObjectId id = ids.get(open.remove(open.size() - 1));
          var object = reader.open(id);
          switch (object.getType()) {
            case Constants.OBJ_COMMIT -> commit(object.getCachedBytes());
            case Constants.OBJ_TREE -> tree(object.getCachedBytes());
            case Constants.OBJ_TAG -> need(RevTag.parse(object.getCachedBytes()).getObject());
            default -> {}
          }
        }
      }
    }

    private void need(RevObject tagged) {
      need(tagged, Constants.OBJ_COMMIT); // of what is not here, a tag can be of a commit alone
    }

    private void commit(byte[] bytes) {
      RevCommit commit = RevCommit.parse(bytes);
      need(commit.getTree(), Constants.OBJ_TREE);
      for (RevCommit parent : commit.getParents()) {
        need(parent, Constants.OBJ_COMMIT);
      }
    }

    private void tree(byte[] bytes) {
      CanonicalTreeParser entries = new CanonicalTreeParser();
      for (entries.reset(bytes); !entries.eof(); entries.next()) {
        int mode = entries.getEntryRawMode();
        if (!FileMode.GITLINK.equals(mode)) {
          int type = FileMode.TREE.equals(mode) ? Constants.OBJ_TREE : Constants.OBJ_BLOB;
          need(entries.getEntryObjectId(), type);
        }
      }
    }

    List<ObjectId> unneededCommits() throws IOException {
      List<ObjectId> commits = new ArrayList<>();
      try (ObjectReader reader = quarantine.pushed().newObjectReader()) {
        for (int i = needed.nextClearBit(0); i < ids.size(); i = needed.nextClearBit(i + 1)) {
          if (reader.open(ids.get(i)).getType() == Constants.OBJ_COMMIT) {
            commits.add(ids.get(i).copy());
          }
        }
      }
      return commits;
    }

    void refuseUnneeded() throws Surplus {
      int unneeded = ids.size() - needed.cardinality();
      if (unneeded > 0) {
        throw new Surplus("nothing that is pushed needs " + unneeded + " objects of the pack");
      }
    }
  }
}
