package dev.gatekeeper.server.git;

import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.transport.ConnectivityChecker;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * The check that a pack holds what its push needs beyond what the pusher may fetch, and nothing
 * else.
 *
 * <p>Of what a pushed object names nothing is opened that is not in the pack: what is not there is
 * looked for, by its id and type, in what the pusher is shown. So it makes no difference, in words
 * or in time, whether what is not found is hidden or nowhere. JGit's own checker opens it, and
 * takes for missing what is shown but not at hand: a file that a commit brings back, or one that a
 * history of its own shares.
 *
 * @param limits whose time bounds the search for what is not in the pack
 */
record Connectivity(Quarantine quarantine, Limits limits) implements ConnectivityChecker {
  /** The pack holds what it should not; the message says what. */
  static final class Surplus extends IOException {
    private static final long serialVersionUID = 1L;

    Surplus(String message) {
      super(message);
    }
  }

  /** The repository itself can't be read; whoever pushes has no part in that. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreadable(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Something that is asked of the repository. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws IOException;
  }

  private static <T> T ofRepository(Question<T> question) throws Unreadable {
    try {
      return question.ask();
    } catch (IOException e) {
      throw new Unreadable(e);
    }
  }

  @Override
  public void checkConnectivity(
      ConnectivityCheckInfo push, Set<ObjectId> shown, ProgressMonitor monitor) throws IOException {
    Pack pack = new Pack(List.copyOf(push.getParser().getSortedObjectList(null)));
    pack.refuseDoubles();
    for (ReceiveCommand command : push.getCommands()) {
      if (command.getType() != ReceiveCommand.Type.DELETE) {
        pack.need(command.getNewId());
      }
    }
    pack.follow();
    Reachable reach = new Reachable(quarantine.repository(), shown);
    Set<ObjectId> missing = new HashSet<>(pack.outside);
    missing.removeAll(ofRepository(() -> reach.all(pack.outside)));
    if (!missing.isEmpty()) {
      throw new MissingObjectException(missing.iterator().next(), Constants.TYPE_COMMIT);
    }
    // a clock that went wrong makes git send commits that it did not have to
    List<ObjectId> unneeded = pack.unneededCommits();
    for (ObjectId again : ofRepository(() -> reach.all(unneeded))) {
      pack.need(again, Constants.OBJ_COMMIT);
    }
    pack.follow();
    pack.refuseUnneeded();
    // a client that knows what is here (by a bitmap, say) leaves out what any commit has
    Map<ObjectId, Integer> lacking =
        ofRepository(
            () -> reach.lacking(pack.outsideEntries, pack.outside, new PushBudget(limits)));
    for (Map.Entry<ObjectId, Integer> one : lacking.entrySet()) {
      throw new MissingObjectException(one.getKey(), one.getValue());
    }
    quarantine.reveal();
  }

  /** The objects of a pack, and which of them are needed. Reads nothing but the pack. */
  private final class Pack {
    private final List<? extends ObjectId> ids;
    private final byte[] types;
    private final BitSet needed = new BitSet();
    private final List<Integer> open = new ArrayList<>();
    private final Set<ObjectId> outside = new HashSet<>();
    private final Map<ObjectId, Integer> outsideEntries = new HashMap<>();

    /**
     * @param ids sorted
     */
    Pack(List<? extends ObjectId> ids) {
      this.ids = ids;
      this.types = new byte[ids.size()];
    }

    /** A reader that looks for an id finds either of two; one may be made from the other. */
    void refuseDoubles() throws Surplus {
      for (int i = 1; i < ids.size(); i++) {
        if (AnyObjectId.isEqual(ids.get(i), ids.get(i - 1))) {
          throw new Surplus("the pack has object " + ids.get(i).name() + " twice");
        }
      }
    }

    /** What is pushed, of whatever type; of what is not here it can be a commit alone. */
    void need(AnyObjectId id) throws IncorrectObjectTypeException {
      need(id, Constants.OBJ_BAD);
    }

    /** Whether it is here or has to be among what the pusher is shown: files and folders later. */
    void need(AnyObjectId id, int type) throws IncorrectObjectTypeException {
      int at = Collections.binarySearch(ids, id, AnyObjectId::compareTo);
      boolean isEntry = type == Constants.OBJ_TREE || type == Constants.OBJ_BLOB;
      if (at < 0 && isEntry) {
        Integer before = outsideEntries.put(id.toObjectId(), type);
        refuseOther(id, before == null ? type : before, type);
      } else if (at < 0) {
        outside.add(id.toObjectId());
      } else if (!needed.get(at)) {
        needed.set(at);
        types[at] = (byte) type;
        open.add(at);
      } else {
        refuseOther(id, types[at], type);
        types[at] = types[at] == Constants.OBJ_BAD ? (byte) type : types[at];
      }
    }

    /** One object is of one type, whoever names it. */
    private void refuseOther(AnyObjectId id, int one, int other)
        throws IncorrectObjectTypeException {
      if (one != other && one != Constants.OBJ_BAD && other != Constants.OBJ_BAD) {
        throw new IncorrectObjectTypeException(id.copy(), other);
      }
    }

    /** Goes on to all that is named by what is needed. */
    void follow() throws IOException {
      try (ObjectReader reader = quarantine.pushed().newObjectReader()) {
        while (!open.isEmpty()) {
          int at = open.remove(open.size() - 1);
          var object = reader.open(ids.get(at));
          refuseOther(ids.get(at), types[at], object.getType());
          types[at] = (byte) object.getType();
          switch (object.getType()) {
            case Constants.OBJ_COMMIT -> commit(object.getCachedBytes());
            case Constants.OBJ_TREE -> tree(object.getCachedBytes());
            case Constants.OBJ_TAG -> need(RevTag.parse(object.getCachedBytes()).getObject());
            default -> {}
          }
        }
      }
    }

    private void commit(byte[] bytes) throws IncorrectObjectTypeException {
      RevCommit commit = RevCommit.parse(bytes);
      need(commit.getTree(), Constants.OBJ_TREE);
      for (RevCommit parent : commit.getParents()) {
        need(parent, Constants.OBJ_COMMIT);
      }
    }

    private void tree(byte[] bytes) throws IncorrectObjectTypeException {
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
