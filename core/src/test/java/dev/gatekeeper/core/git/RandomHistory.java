package dev.gatekeeper.core.git;

import dev.gatekeeper.core.fixture.NaiveHistory;
import dev.gatekeeper.core.fixture.NaiveHistory.Commit;
import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A random history, small and mean: few names and contents, so that lines of work meet, agree by
 * chance, go back and forth; merges of every sort; dates that lie.
 *
 * <p>Here commits are named by their number and contents by themselves; git makes the ids.
 */
final class RandomHistory {
  // d and its neighbours in git's order, which sorts a folder as if its name ended in a slash
  private static final List<String> PATHS =
      List.of(
          "a",
          "b",
          "d",
          "d-",
          "d.x",
          "d/a",
          "d/b",
          "d/e",
          "d/e/a",
          "d/e/f",
          "d/e/f/g",
          "e/a",
          "e/\u00e9 \"x\"",
          "e");
  private static final List<String> MODES =
      List.of("100644", "100644", "100644", "100755", "120000");

  private enum Shape {
    WILD,
    BRANCHES,
    CRISS_CROSS,
    STAR
  }

  private enum Dates {
    HONEST,
    EQUAL,
    RANDOM,
    REVERSED,
    ONE_LIES
  }

  private final Random random;
  private final Shape shape;
  private final Dates dates;
  private final int first;
  private final List<Commit> commits = new ArrayList<>();
  private final NaiveHistory naive = new NaiveHistory();

  /**
   * Makes one.
   *
   * @param first the number of its first commit
   */
  RandomHistory(Random random, int first) {
    this.random = random;
    this.first = first;
    this.shape = Shape.values()[random.nextInt(Shape.values().length)];
    this.dates = Dates.values()[random.nextInt(Dates.values().length)];
    int size = 4 + random.nextInt(22);
    for (int i = 0; i < size; i++) {
      Commit commit = next(i);
      commits.add(commit);
      naive.add(commit);
    }
  }

  /** Its commits, parents before children. */
  List<Commit> commits() {
    return commits;
  }

  private Commit next(int i) {
    List<String> parents = parents(i);
    return new Commit(Integer.toString(first + i), date(i), parents, tree(parents));
  }

  private long date(int i) {
    long start = 1_700_000_000;
    return switch (dates) {
      case HONEST -> start + i * 60L;
      case EQUAL -> start;
      case RANDOM -> start + random.nextInt(1000);
      case REVERSED -> start - i * 60L;
      case ONE_LIES -> i % 7 == 3 ? 1_000_000L + random.nextInt(1 << 30) : start + i * 60L;
    };
  }

  private List<String> parents(int i) {
    if (i == 0 || random.nextInt(20) == 0) {
      return List.of();
    }
    if (shape == Shape.CRISS_CROSS) {
      // Two or three lines; a merge takes what the others had a little while ago.
      int lines = 2 + first % 2;
      Set<String> parents = new LinkedHashSet<>(List.of(id(Math.max(0, i - lines))));
      if (random.nextInt(5) < 3) {
        parents.add(id(Math.max(0, i - 1 - random.nextInt(2 * lines))));
      }
      return List.copyOf(parents);
    }
    if (shape == Shape.STAR) {
      return star(i);
    }
    int kind = random.nextInt(20);
    int count = kind < 9 ? 1 : kind < 18 ? 2 : 3 + random.nextInt(2);
    int window = shape == Shape.WILD ? 6 : i;
    Set<String> parents = new LinkedHashSet<>();
    if (shape == Shape.BRANCHES) {
      parents.add(id(Math.max(0, i - 3)));
    }
    for (int n = 0; n < 8 && parents.size() < count; n++) {
      parents.add(id(i - 1 - random.nextInt(Math.min(i, window))));
    }
    return List.copyOf(parents);
  }

  /** Rounds of eight: three go their ways, two collect them, and a merge has three bases. */
  private List<String> star(int i) {
    int centre = i - i % 8;
    return switch (i % 8) {
      case 0, 7 -> List.of(id(i - 1));
      case 1, 2, 3 -> List.of(id(centre));
      case 4 -> List.of(id(centre + 1), id(centre + 2), id(centre + 3));
      case 5 -> List.of(id(centre + 3), id(centre + 1), id(centre + 2));
      default -> List.of(id(centre + 4), id(centre + 5));
    };
  }

  private String id(int i) {
    return Integer.toString(first + i);
  }

  private SortedMap<RepoPath, String> tree(List<String> parents) {
    SortedMap<RepoPath, String> tree = new TreeMap<>();
    int mutations = random.nextInt(3);
    if (parents.isEmpty()) {
      mutations = 1 + random.nextInt(5);
    } else if (parents.size() == 1) {
      tree = new TreeMap<>(naive.commit(parents.get(0)).tree());
      if (random.nextInt(4) == 0) {
        takeOver(tree); // a revert, a cherry-pick
      }
    } else {
      tree = merged(parents);
      mutations = Math.max(0, random.nextInt(5) - 2);
    }
    for (int n = 0; n < mutations; n++) {
      mutate(tree);
    }
    return tree;
  }

  private SortedMap<RepoPath, String> merged(List<String> parents) {
    SortedMap<RepoPath, String> ours = naive.commit(parents.get(0)).tree();
    SortedMap<RepoPath, String> theirs = naive.commit(parents.get(1)).tree();
    int how = random.nextInt(10);
    if (how == 0) {
      return new TreeMap<>(ours);
    }
    if (how == 1) {
      return new TreeMap<>(theirs);
    }
    SortedMap<RepoPath, String> clean = how == 2 ? new TreeMap<>() : naive.expected(parents);
    SortedMap<RepoPath, String> merged = new TreeMap<>();
    Set<RepoPath> paths = new LinkedHashSet<>(ours.keySet());
    paths.addAll(theirs.keySet());
    paths.addAll(clean.keySet());
    for (RepoPath path : paths) {
      String entry = clean.getOrDefault(path, "");
      if (how == 2 || entry.equals(NaiveHistory.CONFLICT)) {
        entry = (random.nextBoolean() ? ours : theirs).getOrDefault(path, "");
      }
      put(merged, path, entry);
    }
    return merged;
  }

  /** Takes some paths as an earlier commit had them. */
  private void takeOver(SortedMap<RepoPath, String> tree) {
    SortedMap<RepoPath, String> other = commits.get(random.nextInt(commits.size())).tree();
    for (String text : PATHS) {
      if (random.nextBoolean()) {
        RepoPath path = RepoPath.of(text);
        put(tree, path, other.getOrDefault(path, ""));
      }
    }
  }

  private void mutate(SortedMap<RepoPath, String> tree) {
    RepoPath path = RepoPath.of(PATHS.get(random.nextInt(PATHS.size())));
    int kind = random.nextInt(10);
    String entry = MODES.get(random.nextInt(MODES.size())) + " " + "xyz".charAt(random.nextInt(3));
    if (kind < 2) {
      entry = "";
    } else if (kind == 2) {
      entry = "160000 " + "123".charAt(random.nextInt(3));
    }
    put(tree, path, entry);
  }

  /** Puts an entry there; what git cannot hold beside it goes. */
  static void put(SortedMap<RepoPath, String> tree, RepoPath path, String entry) {
    if (entry.isEmpty()) {
      tree.remove(path);
      return;
    }
    String text = path.text() + "/";
    tree.keySet()
        .removeIf(p -> p.text().startsWith(text) || path.text().startsWith(p.text() + "/"));
    tree.put(path, entry);
  }

  /** The history as {@code git fast-import} reads it, commit n being mark n. */
  void write(StringBuilder stream) {
    for (Commit commit : commits) {
      stream.append("reset refs/heads/h").append(first).append("\n\n");
      stream.append("commit refs/heads/h").append(first).append("\nmark :").append(commit.id());
      stream.append("\ncommitter A <a@example.com> ").append(commit.time()).append(" +0000\n");
      stream.append("data 0\n");
      String how = "from :";
      for (String parent : commit.parents()) {
        stream.append(how).append(parent).append('\n');
        how = "merge :";
      }
      stream.append("deleteall\n");
      commit.tree().forEach((path, entry) -> write(stream, path, entry));
      stream.append('\n');
    }
  }

  private static void write(StringBuilder stream, RepoPath path, String entry) {
    String mode = entry.substring(0, 6);
    String content = entry.substring(7);
    if (mode.equals("160000")) {
      stream.append("M 160000 ").append(content.repeat(40)).append(' ');
      stream.append(path.quoted()).append('\n');
    } else {
      stream.append("M ").append(mode).append(" inline ").append(path.quoted());
      stream.append("\ndata 1\n").append(content).append('\n');
    }
  }
}
