package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;

/** The judge of new commits, one after the other, by their effects. */
final class CommitJudge {
  private final ObjectReader reader;
  private final Permission permission;
  private final Policy.Contents contents;
  private final PushBudget budget;
  private final TreeStore trees;
  private final BlobCheck blobs;
  private final TreeFsck fsck;
  private final ExpectedEntry expectation;

  CommitJudge(
      ObjectReader reader,
      Ancestry ancestry,
      Permission permission,
      Policy.Contents contents,
      PushBudget budget) {
    this.reader = reader;
    this.permission = permission;
    this.contents = contents;
    this.budget = budget;
    this.trees = new TreeStore(reader, budget);
    this.blobs = new BlobCheck(reader, budget);
    this.fsck = new TreeFsck(reader, trees);
    this.expectation = new ExpectedEntry(ancestry);
  }

  void judge(RevCommit commit, Findings findings) throws IOException {
    budget.checkTime();
    Oid id = new Oid(commit.name());
    try {
      for (TreeFsck.FsckFault fault : HeaderFsck.ofCommit(bytes(commit))) {
        findings.fsck(fault.id(), id, fault.detail());
      }
      judge(
          id,
          commit.getTree().copy(),
          expectation.of(commit),
          expectation.parents(commit),
          findings);
    } catch (MissingObjectException | IncorrectObjectTypeException | CorruptObjectException e) {
      findings.commit(Code.BAD_OBJECT, id, "it can't be read: " + e.getMessage());
    } catch (PushBudget.Exceeded e) {
      throw e.at(id);
    }
  }

  /** Judges a tree as that of a commit of which this folder is expected. */
  void judge(Oid id, ObjectId tree, Folder expected, List<Folder> parents, Findings findings)
      throws IOException {
    EffectWalk walk = new EffectWalk(trees, blobs, fsck, permission, contents, findings, id);
    List<EffectWalk.Link> links = walk.walk(expected, Folder.of(tree), parents);
    LinkResolver resolver = new LinkResolver(reader, trees, permission, tree);
    for (EffectWalk.Link link : links) {
      String fault = resolver.fault(link.path(), link.target());
      if (!fault.isEmpty()) {
        findings.effect(Code.SYMLINK_ESCAPE, id, link.path(), link.change(), fault);
      }
    }
  }

  private byte[] bytes(RevCommit commit) throws IOException {
    return TreeStore.bytes(reader.open(commit, Constants.OBJ_COMMIT), commit, budget);
  }

  /** Whether what an entry names is there, is a blob, and is no larger than allowed. */
  static final class BlobCheck {
    private static final int REMEMBERED = 1 << 16;

    private final ObjectReader reader;
    private final PushBudget budget;
    private final Set<ObjectId> good = new HashSet<>();

    BlobCheck(ObjectReader reader, PushBudget budget) {
      this.reader = reader;
      this.budget = budget;
    }

    /** What is wrong, empty if nothing is. */
    String fault(ObjectId id) throws IOException {
      if (good.contains(id)) {
        return "";
      }
      try {
        long size = reader.open(id, Constants.OBJ_BLOB).getSize();
        if (size > budget.limits().object()) {
          throw budget.objectTooLarge(id.name(), size);
        }
      } catch (MissingObjectException e) {
        return "names the object " + id.name() + ", which is missing";
      } catch (IncorrectObjectTypeException e) {
        return "names the object " + id.name() + ", which is not a file's content";
      }
      if (good.size() >= REMEMBERED) {
        good.clear();
      }
      good.add(id);
      return "";
    }
  }
}
