package dev.gatekeeper.core.git;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.NaiveHistory;
import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Random histories as git stored them, and what git says of each commit. */
final class StoredHistories {
  private final BareRepository repository;
  private final NaiveHistory naive = new NaiveHistory();
  private final List<List<String>> histories = new ArrayList<>();

  /** Makes that many histories, and has git import them into a repository of their own. */
  StoredHistories(Path folder, Random random, int count) throws IOException {
    repository = BareRepository.create(folder);
    StringBuilder stream = new StringBuilder();
    int number = 1;
    for (int i = 0; i < count; i++) {
      RandomHistory history = new RandomHistory(random, number);
      history.write(stream);
      number += history.commits().size();
      histories.add(history.commits().stream().map(NaiveHistory.Commit::id).toList());
    }
    repository.git(
        stream.toString().getBytes(StandardCharsets.UTF_8),
        "fast-import",
        "--quiet",
        "--force",
        "--export-marks=" + folder.resolve("marks"));
    Map<String, String> ids = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve("marks"))) {
      ids.put(line.substring(1, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
    }
    histories.replaceAll(history -> history.stream().map(ids::get).toList());
    read(ids.values());
    if (random.nextBoolean()) {
      repository.git("commit-graph", "write", "--reachable");
    }
  }

  private void read(Iterable<String> ids) throws IOException {
    byte[] log =
        repository.git(
            (String.join("\n", ids) + "\n").getBytes(StandardCharsets.UTF_8),
            "log",
            "--no-walk=unsorted",
            "--stdin",
            "--format=%H %ct %T %P");
    Map<String, String[]> lines = new HashMap<>();
    for (String line : new String(log, StandardCharsets.US_ASCII).split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      lines.put(fields[0], fields);
    }
    try (Repository opened = OpenRepository.settled(repository.folder());
        ObjectReader reader = opened.newObjectReader()) {
      for (List<String> history : histories) {
        for (String id : history) {
          String[] f = lines.getOrDefault(id, new String[0]);
          List<String> parents = new ArrayList<>(List.of(f).subList(3, f.length));
          parents.removeAll(Collections.singleton(""));
          naive.add(new NaiveHistory.Commit(id, Long.parseLong(f[1]), parents, tree(reader, f[2])));
        }
      }
    }
  }

  /** Everything in a tree, however deep. */
  static SortedMap<RepoPath, String> tree(ObjectReader reader, String id) throws IOException {
    SortedMap<RepoPath, String> tree = new TreeMap<>();
    try (TreeWalk walk = new TreeWalk(reader)) {
      walk.addTree(ObjectId.fromString(id));
      walk.setRecursive(true);
      while (walk.next()) {
        tree.put(
            RepoPath.of(walk.getRawPath()),
            String.format("%06o %s", walk.getRawMode(0), walk.getObjectId(0).name()));
      }
    }
    return tree;
  }

  /** Makes a repository that has these commits, what they reach, and nothing else. */
  void copy(Iterable<String> commits, Path to) throws IOException {
    byte[] wanted = (String.join("\n", commits) + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] pack = repository.git(wanted, "pack-objects", "--revs", "--stdout", "-q");
    BareRepository.create(to).git(pack, "index-pack", "--stdin");
  }

  Path folder() {
    return repository.folder();
  }

  NaiveHistory naive() {
    return naive;
  }

  /** The ids of the commits of each history, parents before children. */
  List<List<String>> histories() {
    return histories;
  }
}
