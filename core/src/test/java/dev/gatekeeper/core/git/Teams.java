package dev.gatekeeper.core.git;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/**
 * Many teams in one repository, a step at a time each, so that one process of git does a step's
 * merges for all of them.
 */
final class Teams implements AutoCloseable {
  private final BareRepository repository;
  private final Repository opened;
  private final ObjectInserter inserter;
  private final ObjectReader reader;
  private final List<Team> teams = new ArrayList<>();

  Teams(Path folder, Random random, int count) throws IOException {
    repository = BareRepository.create(folder);
    opened = OpenRepository.settled(folder);
    inserter = ((FileRepository) opened).getObjectDatabase().newPackInserter();
    reader = opened.newObjectReader();
    for (int i = 0; i < count; i++) {
      teams.add(new Team(random, this::blob));
    }
  }

  private String blob(String content) {
    try {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      return inserter.insert(Constants.OBJ_BLOB, bytes).name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return repository.folder();
  }

  List<Team> teams() {
    return teams;
  }

  /** Every team does one thing. */
  void step() throws IOException {
    List<Team.Step> steps = teams.stream().map(Team::next).toList();
    List<Team.Step> merges = steps.stream().filter(s -> !s.merge().isEmpty()).toList();
    List<Team.Merged> merged = new ArrayList<>(merge(merges));
    for (int i = 0; i < teams.size(); i++) {
      Team team = teams.get(i);
      Team.Step step = steps.get(i);
      Team.Merged result =
          step.merge().isEmpty() ? new Team.Merged(new TreeMap<>(), List.of()) : merged.remove(0);
      for (SortedMap<RepoPath, String> tree : team.tree(step, result)) {
        long date = team.nextDate();
        team.made(step, commit(tree, date, step.parents()), date, tree);
      }
    }
    inserter.flush();
  }

  private List<Team.Merged> merge(List<Team.Step> steps) throws IOException {
    StringBuilder input = new StringBuilder();
    steps.forEach(s -> input.append(String.join(" ", s.merge())).append('\n'));
    String printed =
        new String(
            repository.git(
                input.toString().getBytes(StandardCharsets.UTF_8),
                "merge-tree",
                "--write-tree",
                "--stdin",
                "--no-messages",
                "--name-only",
                "--allow-unrelated-histories"),
            StandardCharsets.UTF_8);
    String[] fields = printed.split("\0", -1);
    List<Team.Merged> all = new ArrayList<>();
    int at = 0;
    for (int n = 0; n < steps.size(); n++) {
      String tree = fields[at + 1];
      List<RepoPath> conflicts = new ArrayList<>();
      for (at += 2; !fields[at].isEmpty(); at++) {
        conflicts.add(RepoPath.of(fields[at]));
      }
      at++;
      all.add(new Team.Merged(StoredHistories.tree(reader, tree), conflicts));
    }
    return all;
  }

  /** Makes a commit with that tree. */
  String commit(SortedMap<RepoPath, String> tree, long date, List<String> parents)
      throws IOException {
    DirCache cache = DirCache.newInCore();
    DirCacheBuilder builder = cache.builder();
    tree.forEach(
        (path, entry) -> {
          DirCacheEntry e = new DirCacheEntry(path.bytes());
          e.setFileMode(FileMode.fromBits(Integer.parseInt(entry.substring(0, 6), 8)));
          e.setObjectId(ObjectId.fromString(entry.substring(7)));
          builder.add(e);
        });
    builder.finish();
    byte[] bytes =
        BareRepository.commitBytes(
            cache.writeTree(inserter).name(), date, parents.toArray(String[]::new));
    return inserter.insert(Constants.OBJ_COMMIT, bytes).name();
  }

  void flush() throws IOException {
    inserter.flush();
  }

  @Override
  public void close() {
    inserter.close();
    reader.close();
    opened.close();
  }
}
