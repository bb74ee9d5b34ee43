package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.NaiveHistory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.store.GateCommit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What integrating makes of random histories (parallel lines, reverts, criss-cross, octopus, other
 * types at a path), held against {@link NaiveHistory}: own paths by the rule of section 4, every
 * foreign path as it was; and undoing any of it changes what that one changed, and nothing else.
 */
class PermittedMergeReferenceTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);
  private static final List<String> PATTERNS =
      List.of(
          "/a", "/b", "/d/", "/d", "/d/e/", "/d/e/f", "/d/a", "/d-", "/d.x", "/e/", "/e", "!/d/b");
  private static final int IN_ONE_REPOSITORY = 100;
  private static final int AGENTS = 3;

  @TempDir Path temp;

  private final Map<String, Integer> met = new HashMap<>();

  @Test
  void ownPathsAreMergedAndForeignOnesStayInFourHundredHistories() throws IOException {
    run(20260701, 4);
  }

  @Test
  @Tag("slow")
  void ownPathsAreMergedAndForeignOnesStayInTwentyThousandHistories() throws IOException {
    run(System.nanoTime(), 200);
  }

  private void run(long firstSeed, int repositories) throws IOException {
    for (int n = 0; n < repositories; n++) {
      Random random = new Random(firstSeed + n);
      StoredHistories stored =
          new StoredHistories(temp.resolve("r" + n), random, IN_ONE_REPOSITORY);
      try (JGitHistory history = JGitHistory.open(stored.folder(), IncomingObjects.NONE);
          Repository repository = OpenRepository.settled(stored.folder());
          ObjectReader reader = repository.newObjectReader()) {
        for (List<String> commits : stored.histories()) {
          Policy policy = policy(random);
          new One("seed " + (firstSeed + n), stored, history, reader, policy, random).play(commits);
        }
      }
    }
    System.out.println(met);
    // A generator that never makes one of these would prove nothing about it.
    assertThat(met.keySet())
        .contains("merged", "kept", "conflict", "clash", "undone", "changed since", "own changed");
  }

  private static Policy policy(Random random) {
    PolicyBuilder policy = new PolicyBuilder();
    for (int i = 0; i < AGENTS; i++) {
      Set<String> owns = new TreeSet<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        owns.add(PATTERNS.get(random.nextInt(PATTERNS.size())));
      }
      policy.agent("a" + i, owns.toArray(String[]::new));
    }
    return policy.build();
  }

  private void meet(String what) {
    met.merge(what, 1, Integer::sum);
  }

  /** An integration of some handoffs of one history, one after the other. */
  private final class One {
    private final String where;
    private final StoredHistories stored;
    private final NaiveHistory naive;
    private final JGitHistory history;
    private final ObjectReader reader;
    private final Policy policy;
    private final Random random;

    One(
        String where,
        StoredHistories stored,
        JGitHistory history,
        ObjectReader reader,
        Policy policy,
        Random random) {
      this.where = where;
      this.stored = stored;
      this.naive = stored.naive();
      this.history = history;
      this.reader = reader;
      this.policy = policy;
      this.random = random;
    }

    private JGitHistory limited() {
      return history.within(new PushBudget(Limits.DEFAULT));
    }

    void play(List<String> commits) throws IOException {
      String tip = commits.get(random.nextInt(commits.size()));
      List<String> tips = new ArrayList<>(List.of(tip));
      for (int i = 0; i < AGENTS; i++) {
        String work = commits.get(commits.size() - 1 - random.nextInt((commits.size() + 1) / 2));
        tip = integrate(tip, work, Permission.of(policy, new AgentId("a" + i), TODAY));
        tips.add(tip);
      }
      for (int i = 1; i < tips.size(); i++) {
        undo(tips.get(i - 1), tips.get(i), tip);
      }
    }

    private SortedMap<RepoPath, String> tree(Oid id) throws IOException {
      return StoredHistories.tree(reader, id.hex());
    }

    /** Integrates, if nothing is against it; the tip then. */
    private String integrate(String onto, String work, Permission own) throws IOException {
      SortedMap<RepoPath, String> ours = naive.commit(onto).tree();
      SortedMap<RepoPath, String> merged = naive.expected(List.of(onto, work));
      NaiveHistory.OwnMerge wanted = NaiveHistory.ownMerge(ours, merged, own);
      History.Merge merge = limited().storeMerge(new Oid(onto), new Oid(work), own);
      String what = where + ": " + work + " onto " + onto;
      assertThat(merge.isWhole()).as(what).isEqualTo(wanted.isSound());
      assertThat(merge.conflicts())
          .as(what)
          .containsExactlyInAnyOrderElementsOf(wanted.conflicts());
      assertThat(merge.filesForFolders())
          .as(what)
          .containsExactlyInAnyOrderElementsOf(wanted.filesForFolders());
      assertThat(merge.tree())
          .as(what)
          .isEqualTo(limited().merge(new Oid(onto), new Oid(work), own).tree());
      if (!wanted.isSound()) {
        meet(wanted.conflicts().isEmpty() ? "clash" : "conflict");
        return onto;
      }
      assertThat(tree(merge.tree())).as(what).isEqualTo(wanted.tree());
      assertThat(merge.kept()).as(what).containsExactlyInAnyOrderElementsOf(wanted.kept());
      meet("merged");
      if (!wanted.kept().isEmpty()) {
        meet("kept");
      }
      if (!wanted.tree().equals(ours)) {
        meet("own changed");
      }
      return commit(merge.tree(), wanted.tree(), List.of(onto, work));
    }

    private String commit(Oid tree, SortedMap<RepoPath, String> files, List<String> parents)
        throws IOException {
      long time = 1_900_000_000L;
      Oid made =
          GateCommit.commit(
              stored.folder(),
              tree,
              parents.stream().map(Oid::new).toList(),
              "x" + random.nextInt() + "\n",
              Instant.ofEpochSecond(time));
      naive.add(new NaiveHistory.Commit(made.hex(), time, parents, files));
      return made.hex();
    }

    private void undo(String before, String after, String onto) throws IOException {
      if (before.equals(after)) {
        return;
      }
      SortedMap<RepoPath, String> b = naive.commit(after).tree();
      SortedMap<RepoPath, String> o = naive.commit(onto).tree();
      SortedMap<RepoPath, String> t = naive.commit(before).tree();
      SortedMap<RepoPath, String> merged = new TreeMap<>();
      Set<RepoPath> paths = new TreeSet<>(b.keySet());
      paths.addAll(o.keySet());
      paths.addAll(t.keySet());
      for (RepoPath path : paths) {
        String entry =
            NaiveHistory.rule(
                b.getOrDefault(path, ""), o.getOrDefault(path, ""), t.getOrDefault(path, ""));
        if (!entry.isEmpty()) {
          merged.put(path, entry);
        }
      }
      Permission all = Permission.everything(policy, TODAY);
      NaiveHistory.OwnMerge wanted = NaiveHistory.ownMerge(o, merged, all);
      History.Merge undone =
          limited().storeUndone(new Oid(onto), new Oid(before), new Oid(after), all);
      String what = where + ": undo " + after;
      assertThat(undone.isWhole()).as(what).isEqualTo(wanted.isSound());
      if (wanted.isSound()) {
        assertThat(tree(undone.tree())).as(what).isEqualTo(wanted.tree());
        meet("undone");
      } else {
        meet("changed since");
      }
    }
  }
}
