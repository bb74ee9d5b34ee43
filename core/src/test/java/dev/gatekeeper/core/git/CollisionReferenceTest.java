package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.NaiveHistory;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The collisions that section 4 of docs/semantics.md names are found, and no other: random
 * histories over names that differ in case, held against a reference that compares all paths of
 * whole trees with one another.
 */
@SuppressWarnings("NullAway.Init")
class CollisionReferenceTest {
  private static final List<String> PATHS =
      List.of(
          "a", "A", "d", "D", "d/x", "d/X", "D/x", "D/y", "d/y", "d/e/a", "d/E/a", "D/e/A", "D/E/b",
          "d/e/b", "d/e", "D/e", "c", "c/d/x", "C/d/x", "c/D/x");
  private static final List<String> MODES =
      List.of("100644", "100644", "100644", "100755", "120000", "160000");

  @TempDir Path temp;
  private BareRepository repository;

  @Test
  void findsWhatTheRuleNames() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
    Random random = new Random(20260701);
    int collisions = 0;
    int clean = 0;
    for (int history = 0; history < 150; history++) {
      NaiveHistory naive = new NaiveHistory();
      List<NaiveHistory.Commit> commits = new ArrayList<>();
      for (int n = 0; n < 12; n++) {
        NaiveHistory.Commit commit = next(naive, commits, n, random);
        commits.add(commit);
        naive.add(commit);
        Set<RepoPath> folders = folders(commit.tree().keySet());
        Set<RepoPath> expected = new Reference(naive, commit).named();
        Set<RepoPath> found = found(commit);
        assertThat(without(found, folders))
            .as("entries of %s with %s", commit.tree(), parents(naive, commit))
            .isEqualTo(without(expected, folders));
        assertThat(expected).containsAll(found);
        assertThat(found.isEmpty()).isEqualTo(expected.isEmpty());
        collisions += expected.isEmpty() ? 0 : 1;
        clean += expected.isEmpty() ? 1 : 0;
      }
    }
    assertThat(collisions).isGreaterThan(300);
    assertThat(clean).isGreaterThan(300);
  }

  private static List<SortedMap<RepoPath, String>> parents(
      NaiveHistory naive, NaiveHistory.Commit commit) {
    return commit.parents().stream().map(p -> naive.commit(p).tree()).toList();
  }

  private static Set<RepoPath> without(Set<RepoPath> paths, Set<RepoPath> others) {
    Set<RepoPath> rest = new TreeSet<>(paths);
    rest.removeAll(others);
    return rest;
  }

  private NaiveHistory.Commit next(
      NaiveHistory naive, List<NaiveHistory.Commit> commits, int n, Random random)
      throws IOException {
    Set<String> parents = new LinkedHashSet<>();
    for (int count = n == 0 ? 0 : 1 + random.nextInt(2); count > 0; count--) {
      parents.add(commits.get(Math.max(0, n - 1 - random.nextInt(4))).id());
    }
    SortedMap<RepoPath, String> tree = new TreeMap<>();
    naive
        .expected(List.copyOf(parents))
        .forEach(
            (path, entry) -> {
              if (!entry.equals(NaiveHistory.CONFLICT)) {
                RandomHistory.put(tree, path, entry);
              }
            });
    for (int changes = n == 0 ? 4 : random.nextInt(3); changes > 0; changes--) {
      RepoPath path = RepoPath.of(PATHS.get(random.nextInt(PATHS.size())));
      String entry = MODES.get(random.nextInt(MODES.size())) + " " + "xy".charAt(random.nextInt(2));
      RandomHistory.put(tree, path, random.nextInt(4) == 0 ? "" : entry);
    }
    byte[] commit =
        BareRepository.commitBytes(
            tree(tree, ""), 1_700_000_000 + n, parents.toArray(String[]::new));
    String id = repository.object("commit", commit);
    return new NaiveHistory.Commit(id, 1_700_000_000 + n, List.copyOf(parents), tree);
  }

  /** The tree of what lies below a folder, by the plain order of names, folders as git has them. */
  private String tree(SortedMap<RepoPath, String> all, String below) throws IOException {
    SortedMap<String, TreeEntry> entries = new TreeMap<>();
    for (Map.Entry<RepoPath, String> one : all.entrySet()) {
      String path = one.getKey().text();
      if (!path.startsWith(below)) {
        continue;
      }
      String rest = path.substring(below.length());
      int slash = rest.indexOf('/');
      if (slash >= 0) {
        String name = rest.substring(0, slash);
        if (!entries.containsKey(name + "/")) {
          entries.put(name + "/", TreeEntry.folder(name, tree(all, below + name + "/")));
        }
      } else {
        String mode = one.getValue().substring(0, 6);
        String content = one.getValue().substring(7);
        String id =
            mode.equals("160000")
                ? (content.equals("x") ? "1" : "2").repeat(40)
                : repository.blob(content);
        entries.put(rest, TreeEntry.of(mode, rest, id));
      }
    }
    return repository.tree(entries.values().toArray(TreeEntry[]::new));
  }

  private Set<RepoPath> found(NaiveHistory.Commit commit) throws IOException {
    Found found =
        new Judged(repository, "/**")
            .submodules()
            .of(commit.id(), commit.parents().toArray(String[]::new));
    Set<RepoPath> paths = new TreeSet<>();
    for (Found.Other other : found.others) {
      if (other.code() == Code.CASE_COLLISION) {
        paths.add(RepoPath.of(other.path()));
      }
    }
    return paths;
  }

  private static Set<RepoPath> folders(Collection<RepoPath> paths) {
    Set<RepoPath> folders = new TreeSet<>();
    for (RepoPath path : paths) {
      String text = path.text();
      for (int i = text.indexOf('/'); i >= 0; i = text.indexOf('/', i + 1)) {
        folders.add(RepoPath.of(text.substring(0, i)));
      }
    }
    return folders;
  }

  /** The rule, pair by pair. */
  private static final class Reference {
    private final Map<RepoPath, String> tree;
    private final Map<RepoPath, String> expected;
    private final List<Map<RepoPath, String>> parents = new ArrayList<>();

    Reference(NaiveHistory naive, NaiveHistory.Commit commit) {
      tree = withFolders(commit.tree());
      expected = naive.expected(commit.parents());
      commit.parents().forEach(p -> parents.add(withFolders(naive.commit(p).tree())));
    }

    private static Map<RepoPath, String> withFolders(SortedMap<RepoPath, String> tree) {
      Map<RepoPath, String> all = new TreeMap<>(tree);
      folders(tree.keySet()).forEach(folder -> all.put(folder, "folder"));
      return all;
    }

    Set<RepoPath> named() {
      Set<RepoPath> named = new TreeSet<>();
      for (RepoPath one : tree.keySet()) {
        for (RepoPath other : tree.keySet()) {
          boolean alike =
              one.text().toLowerCase(Locale.ROOT).equals(other.text().toLowerCase(Locale.ROOT));
          if (alike && !one.equals(other) && isNew(one, other) && answers(one, other)) {
            named.add(one);
          }
        }
      }
      return named;
    }

    private boolean isNew(RepoPath one, RepoPath other) {
      return leads(one)
          || leads(other)
          || parents.stream().noneMatch(p -> has(p, one) && has(p, other));
    }

    private boolean answers(RepoPath one, RepoPath other) {
      boolean stood = !parents.isEmpty() && has(parents.get(0), one);
      return isEffect(one) || (!isEffect(other) && !stood);
    }

    private boolean leads(RepoPath path) {
      return isEffect(path) && (at(path).startsWith("12") || at(path).startsWith("16"));
    }

    private boolean isEffect(RepoPath path) {
      return at(path).equals("folder")
          ? parents.stream().noneMatch(p -> has(p, path))
          : !at(path).equals(expected.getOrDefault(path, ""));
    }

    private boolean has(Map<RepoPath, String> parent, RepoPath path) {
      return parent.getOrDefault(path, "   ").substring(0, 3).equals(at(path).substring(0, 3));
    }

    private String at(RepoPath path) {
      return tree.getOrDefault(path, "");
    }
  }
}
