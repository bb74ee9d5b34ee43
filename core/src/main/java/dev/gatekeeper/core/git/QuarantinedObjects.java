package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.PushBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The objects of a push while they are in quarantine.
 *
 * @param settled the repository without them
 */
record QuarantinedObjects(
    Repository settled, ObjectReader settledReader, IncomingObjects incoming, PushBudget budget) {
  private static final Pattern LOOSE = Pattern.compile("[0-9a-f]{2}/[0-9a-f]{38}");

  /** Whether there are others than git sends with that commit ({@link History#bringsBeyond}). */
  boolean goBeyond(ObjectId commit) throws IOException {
    Set<ObjectId> left = ids();
    Set<RevCommit> seen = new LinkedHashSet<>();
    Set<RevCommit> ends = new LinkedHashSet<>();
    Set<ObjectId> whole = new HashSet<>();
    try (RevWalk commits = new RevWalk(settledReader);
        TreeWalk tree = new TreeWalk(settledReader)) {
      Deque<RevCommit> open = new ArrayDeque<>(List.of(commits.parseCommit(commit)));
      while (!open.isEmpty() && !left.isEmpty()) {
        budget.checkTime();
        RevCommit next = commits.parseCommit(open.remove());
        if (!seen.add(next)) {
          continue;
        }
        if (left.remove(next)) {
          open.addAll(List.of(next.getParents()));
          // git sends no object without the tree that it is in, so the walk ends with the received
          // ones
          takeTree(tree, next.getTree(), left, left::contains);
        } else {
          ends.add(next);
        }
      }
      for (RevCommit end : ends) { // their objects are the bases of deltas
        budget.checkTime();
        takeTree(tree, end.getTree(), left, whole::add);
      }
    }
    return !left.isEmpty();
  }

  /** Removes the objects of a tree, and of those trees below it that are to be entered. */
  private static void takeTree(
      TreeWalk tree, ObjectId root, Set<ObjectId> left, Predicate<ObjectId> enters)
      throws IOException {
    if (left.isEmpty() || !enters.test(root)) {
      return;
    }
    left.remove(root);
    tree.reset(root);
    while (tree.next()) {
      ObjectId id = tree.getObjectId(0);
      if (FileMode.GITLINK.equals(tree.getRawMode(0))) {
        continue; // names a commit elsewhere
      }
      if (tree.isSubtree() && enters.test(id)) {
        tree.enterSubtree();
      }
      left.remove(id);
    }
  }

  /** The ids of all objects, packed or loose. */
  private Set<ObjectId> ids() throws IOException {
    Set<ObjectId> ids = new HashSet<>();
    for (Path directory : incoming.quarantine()) {
      try (Repository brought =
              OpenRepository.quarantine(settled.getDirectory().toPath(), directory);
          Stream<Path> files = Files.walk(directory, 2)) {
        for (Pack pack : ((FileRepository) brought).getObjectDatabase().getPacks()) {
          pack.forEach(entry -> ids.add(entry.toObjectId()));
        }
        files
            .map(file -> directory.relativize(file).toString())
            .filter(name -> LOOSE.matcher(name).matches())
            .forEach(name -> ids.add(ObjectId.fromString(name.replace("/", ""))));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return ids;
  }
}
