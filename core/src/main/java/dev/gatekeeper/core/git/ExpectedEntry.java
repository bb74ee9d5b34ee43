package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.IoStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * The expected tree of a commit, given its parents alone (docs/semantics.md, section 4): every path
 * that differs from it is an effect.
 */
final class ExpectedEntry {
  /** Oldest first, as git's recursive merge takes several bases; the id where dates are equal. */
  private static final Comparator<RevCommit> OLDEST_FIRST =
      Comparator.comparingInt(RevCommit::getCommitTime).thenComparing(RevCommit::getId);

  private final Ancestry ancestry;
  private final Map<String, Folder> bases = new HashMap<>();

  ExpectedEntry(Ancestry ancestry) {
    this.ancestry = ancestry;
  }

  Folder of(RevCommit commit) throws IOException {
    List<Folder> parents = parents(commit);
    return switch (parents.size()) {
      case 0 -> Folder.EMPTY;
      case 1 -> parents.get(0);
      case 2 -> ofMerging(commit.getParent(0), commit.getParent(1));
      default -> Folder.agreed(parents);
    };
  }

  Folder ofMerging(RevCommit left, RevCommit right) throws IOException {
    RevCommit ours = ancestry.commit(left);
    RevCommit theirs = ancestry.commit(right);
    return Folder.merged(() -> base(List.of(ours), theirs), tree(ours), tree(theirs));
  }

  List<Folder> parents(RevCommit commit) throws IOException {
    return IoStreams.map(List.of(commit.getParents()), parent -> tree(ancestry.commit(parent)));
  }

  private static Folder tree(RevCommit commit) {
    return Folder.of(commit.getTree().copy());
  }

  /**
   * The base of merging {@code right} into {@code left}, the latter one commit or several already
   * merged into a base. Several best common ancestors are merged with each other by the same rule,
   * one after the other.
   */
  private Folder base(List<RevCommit> left, RevCommit right) throws IOException {
    String key = new TreeSet<>(left.stream().map(ObjectId::name).toList()) + " " + right.name();
    return IoStreams.known(bases, key, k -> ofMergingAll(ancestry.mergeBases(left, right)));
  }

  /** The folder that is expected of merging several commits one after the other; of none, empty. */
  Folder ofMergingAll(Collection<RevCommit> commits) throws IOException {
    RevCommit[] common = commits.toArray(RevCommit[]::new);
    Arrays.sort(common, OLDEST_FIRST);
    Folder merged = Folder.EMPTY;
    List<RevCommit> done = new ArrayList<>();
    for (RevCommit next : common) {
      List<RevCommit> before = List.copyOf(done);
      merged =
          before.isEmpty()
              ? tree(next)
              : Folder.merged(() -> base(before, next), merged, tree(next));
      done.add(next);
    }
    return merged;
  }
}
