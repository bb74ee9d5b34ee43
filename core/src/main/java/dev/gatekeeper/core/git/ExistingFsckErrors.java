package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The errors of git's fsck in existing branches and tags (docs/semantics.md, section 4): the
 * youngest first, within a time limit.
 */
public final class ExistingFsckErrors {
  private final ObjectReader reader;
  private final RevWalk walk;
  private final PushBudget budget;
  private final TreeStore trees;
  private final TreeFsck fsck;
  private final List<Fault> faults = new ArrayList<>();
  private final Set<ObjectId> seen = new HashSet<>();

  private ExistingFsckErrors(Repository repository, Duration time) {
    long any = Long.MAX_VALUE;
    this.reader = repository.newObjectReader();
    this.walk = new RevWalk(reader);
    this.budget = new PushBudget(new Limits(any, any, time, any, any));
    this.trees = new TreeStore(reader, budget);
    this.fsck = new TreeFsck(reader, trees);
  }

  /**
   * An error of an object that is there.
   *
   * @param object its id
   */
  public record Fault(FsckId id, String object, String detail) {}

  /**
   * What was found.
   *
   * @param isAll whether everything was looked at in the time
   */
  public record Report(List<Fault> faults, boolean isAll) {
    public Report {
      faults = List.copyOf(faults);
    }
  }

  /**
   * Looks through the repository in that git directory.
   *
   * @param time how long
   * @throws IOException if something can't be read
   */
  public static Report look(Path gitDirectory, Duration time) throws IOException {
    try (Repository repository = OpenRepository.unchecked(gitDirectory)) {
      ExistingFsckErrors old = new ExistingFsckErrors(repository, time);
      try {
        old.look(repository);
        return new Report(old.faults, true);
      } catch (PushBudget.Exceeded e) {
        return new Report(old.faults, false);
      } finally {
        old.walk.close();
        old.reader.close();
      }
    }
  }

  private void look(Repository repository) throws IOException {
    for (String prefix : List.of(Constants.R_HEADS, Constants.R_TAGS)) {
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
        if (ref.getObjectId() != null) {
          start(walk.parseAny(ref.getObjectId()));
        }
      }
    }
    for (RevCommit commit : walk) {
      budget.checkTime();
      add(commit, HeaderFsck.ofCommit(bytes(commit, Constants.OBJ_COMMIT)));
      tree(commit.getTree().copy());
    }
  }

  private void start(RevObject tip) throws IOException {
    RevObject object = tip;
    while (object instanceof RevTag tag) {
      if (seen.add(tag.copy())) {
        add(tag, HeaderFsck.ofTag(bytes(tag, Constants.OBJ_TAG)));
      }
      object = walk.parseAny(tag.getObject());
    }
    if (object instanceof RevCommit commit) {
      walk.markStart(commit);
    }
  }

  /** Not by recursion, since trees nest as deep as whoever committed them likes. */
  private void tree(ObjectId root) throws IOException {
    Deque<ObjectId> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      ObjectId id = open.pop();
      if (!seen.add(id)) {
        continue;
      }
      TreeObject tree = trees.read(id);
      add(id, fsck.of(tree, i -> false));
      for (int i = 0; i < tree.size(); i++) {
        if (tree.folder(i) instanceof Folder.Stored folder
            && !folder.id().equals(ObjectId.zeroId())) {
          open.push(folder.id());
        }
      }
    }
  }

  private void add(ObjectId object, List<TreeFsck.FsckFault> found) {
    found.forEach(fault -> faults.add(new Fault(fault.id(), object.name(), fault.detail())));
  }

  private byte[] bytes(ObjectId id, int type) throws IOException {
    return TreeStore.bytes(reader.open(id, type), id, budget);
  }
}
