package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.NaiveHistory;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who descends from whom does not depend on dates, which whoever pushes chooses. */
class AncestryTest {
  private static final int REPOSITORIES = 4;
  private static final int QUESTIONS = 20;

  @TempDir Path temp;

  @Test
  void agreesWithSetsOfAncestors() throws IOException {
    for (int n = 0; n < REPOSITORIES; n++) {
      int seed = 7_000 + n;
      Random random = new Random(seed);
      StoredHistories stored = new StoredHistories(temp.resolve("r" + n), random, 100);
      try (Repository repository = OpenRepository.settled(stored.folder());
          RevWalk walk = new RevWalk(repository)) {
        Ancestry ancestry = new Ancestry(new CommitGraph(walk), new PushBudget(Limits.DEFAULT));
        for (List<String> commits : stored.histories()) {
          for (int q = 0; q < QUESTIONS; q++) {
            ask("seed " + seed, ancestry, stored.naive(), commits, random);
          }
          // Once a part is charted, and the chart may not answer for the rest.
          String tip = commits.get(commits.size() - 1 - random.nextInt(2));
          Ancestry charted =
              ancestry.charted(
                  ancestry.commit(id(tip)), random.nextInt(8) == 0 ? 3 : Long.MAX_VALUE);
          for (int q = 0; q < 2 * QUESTIONS; q++) {
            ask("charted, seed " + seed, charted, stored.naive(), commits, random);
          }
        }
      }
    }
  }

  private static void ask(
      String seed, Ancestry ancestry, NaiveHistory naive, List<String> commits, Random random)
      throws IOException {
    String a = commits.get(random.nextInt(commits.size()));
    String b = commits.get(random.nextInt(commits.size()));
    String c = commits.get(random.nextInt(commits.size()));
    String about = seed + ": " + a + " " + b + " " + c;

    assertThat(ancestry.contains(id(a), id(b))).as(about).isEqualTo(naive.contains(a, b));
    List<RevCommit> left = List.of(ancestry.commit(id(a)), ancestry.commit(id(c)));
    assertThat(names(ancestry.mergeBases(left, ancestry.commit(id(b)))))
        .as(about)
        .containsExactlyInAnyOrderElementsOf(naive.mergeBases(List.of(a, c), b));
    assertThat(names(ancestry.candidates(id(a), List.of(id(b), id(c)))))
        .as(about)
        .containsAll(naive.newCommits(a, List.of(b, c)));
    assertThat(new TreeSet<>(names(ancestry.closure(List.of(id(a), id(c))))))
        .as(about)
        .isEqualTo(naive.ancestors(List.of(a, c)));
  }

  private static ObjectId id(String hex) {
    return ObjectId.fromString(hex);
  }

  private static List<String> names(Iterable<? extends AnyObjectId> ids) {
    List<String> names = new ArrayList<>();
    ids.forEach(id -> names.add(id.name()));
    return names;
  }
}
