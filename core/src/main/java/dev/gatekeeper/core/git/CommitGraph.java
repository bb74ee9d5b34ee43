package dev.gatekeeper.core.git;

import java.io.IOException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** The commits of a repository, each with its notes, which do not depend on limits. */
final class CommitGraph {
  private final RevWalk walk;
  private final ObjectIdOwnerMap<CommitNode> nodes = new ObjectIdOwnerMap<>();
  private int paintings;

  CommitGraph(RevWalk walk) {
    this.walk = walk;
  }

  /** The same graph without notes. */
  CommitGraph fresh() {
    return new CommitGraph(walk);
  }

  /** A unique number for a painting of the commits, or for a walk through them. */
  int nextPainting() {
    return ++paintings;
  }

  RevCommit commit(AnyObjectId id) throws IOException {
    try {
      return walk.parseCommit(id);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw malformed(id, e);
    }
  }

  /** The exception that JGit's parser throws for a malformed commit depends on where it fails. */
  private static IOException malformed(AnyObjectId id, RuntimeException e) {
    return new CorruptObjectException("commit " + id.name() + " is malformed", e);
  }

  CommitNode node(RevCommit commit) throws IOException {
    CommitNode node = nodes.get(commit);
    if (node == null) {
      node = new CommitNode(commit(commit));
      nodes.add(node);
    }
    return node;
  }

  CommitNode[] parents(CommitNode node) throws IOException {
    CommitNode[] parents = node.parents;
    if (parents == null) {
      parents = new CommitNode[node.commit.getParentCount()];
      for (int i = 0; i < parents.length; i++) {
        parents[i] = node(node.commit.getParent(i));
      }
      node.parents = parents;
    }
    return parents;
  }
}
