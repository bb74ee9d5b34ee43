package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.FakeHistory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repository in memory, from which rules are tested, says what one that git made says. */
class FakeHistoryTest {
  private static final int HISTORIES = 100;
  private static final Policy POLICY = new PolicyBuilder().agent("a", "/a", "/d/", "!/d/b").build();
  private static final Permission OWN =
      Permission.of(POLICY, new AgentId("a"), LocalDate.of(2026, 7, 1));

  @TempDir Path temp;

  @Test
  void saysWhatARealOneSays() throws IOException {
    Random random = new Random(20260701);
    StoredHistories stored = new StoredHistories(temp.resolve("r"), random, HISTORIES);
    Set<String> met = new HashSet<>();
    try (JGitHistory real = JGitHistory.open(stored.folder(), IncomingObjects.NONE)) {
      for (List<String> ids : stored.histories()) {
        FakeHistory fake = new FakeHistory();
        List<Oid> commits = ids.stream().map(id -> fake.add(stored.naive().commit(id))).toList();
        for (int i = 0; i < 5; i++) {
          new One(fake, real, commits, random, met).compare();
        }
      }
    }
    // a generator that never makes one of these would prove nothing about it
    assertThat(met).contains("trespass", "state", "merged", "conflict", "kept", "several bases");
  }

  /** The same asked of both. */
  private static final class One {
    private final History fake;
    private final History real;
    private final Oid tip;
    private final Oid other;
    private final Set<Oid> known = new LinkedHashSet<>();
    private final Set<String> met;

    One(History fake, History real, List<Oid> commits, Random random, Set<String> met) {
      this.fake = fake;
      this.real = real.within(new PushBudget(POLICY.limits()));
      this.met = met;
      this.tip = commits.get(commits.size() - 1 - random.nextInt((commits.size() + 1) / 2));
      this.other = commits.get(random.nextInt(commits.size()));
      known.add(other);
      known.add(commits.get(random.nextInt(commits.size())));
    }

    void compare() throws IOException {
      assertThat(fake.parents(tip)).isEqualTo(real.parents(tip));
      assertThat(fake.contains(tip, other)).isEqualTo(real.contains(tip, other));
      assertThat(fake.reached(known, Set.of(tip))).isEqualTo(real.reached(known, Set.of(tip)));
      assertThat(fake.commits(tip, known)).hasSameElementsAs(real.commits(tip, known));
      List<Oid> bases = fake.bases(tip, known);
      assertThat(bases).hasSameElementsAs(real.bases(tip, known));
      if (bases.size() > 1) {
        met.add("several bases");
      }
      Found ofFake = new Found();
      Found ofReal = new Found();
      fake.judge(tip, known, OWN, Policy.Contents.ANY, ofFake);
      real.judge(tip, known, OWN, Policy.Contents.ANY, ofReal);
      assertThat(ofFake.trespasses).hasSameElementsAs(ofReal.trespasses);
      if (!ofFake.trespasses.isEmpty()) {
        met.add("trespass");
      }
      judgeState();
      merge();
      trees();
    }

    private void judgeState() throws IOException {
      Found ofFake = new Found();
      Found ofReal = new Found();
      fake.judgeState(tip, known, OWN, ofFake);
      real.judgeState(tip, known, OWN, ofReal);
      assertThat(ofFake.trespasses).hasSameElementsAs(ofReal.trespasses);
      if (!ofFake.trespasses.isEmpty()) {
        met.add("state");
      }
    }

    private void merge() throws IOException {
      History.Merge ofFake = fake.merge(other, tip, OWN);
      History.Merge ofReal = real.merge(other, tip, OWN);
      assertThat(ofFake.conflicts()).hasSameElementsAs(ofReal.conflicts());
      assertThat(ofFake.filesForFolders()).hasSameElementsAs(ofReal.filesForFolders());
      if (!ofFake.isWhole()) {
        met.add("conflict");
        return;
      }
      met.add("merged");
      assertThat(ofFake.kept()).hasSameElementsAs(ofReal.kept());
      assertThat(ofFake.links()).isEqualTo(ofReal.links());
      assertThat(ofFake.tree().equals(fake.tree(other)))
          .isEqualTo(ofReal.tree().equals(real.tree(other)));
      if (!ofFake.kept().isEmpty()) {
        met.add("kept");
      }
    }

    private void trees() throws IOException {
      List<RepoPath> changed = fake.changed(List.of(other), tip, 1000);
      assertThat(changed).hasSameElementsAs(real.changed(List.of(other), tip, 1000));
      assertThat(fake.changed(List.of(other), tip, 1)).hasSize(Math.min(1, changed.size()));
      for (RepoPath path : changed) {
        assertThat(fake.isSame(other, tip, path)).isFalse();
      }
      assertThat(modes(fake.entries(List.of(other, tip), Set.copyOf(changed))))
          .isEqualTo(modes(real.entries(List.of(other, tip), Set.copyOf(changed))));
      List<String> ofFake = new ArrayList<>();
      List<String> ofReal = new ArrayList<>();
      fake.changes(
          List.of(other), tip, (path, before, after) -> ofFake.add(path + " " + after.mode()));
      real.changes(
          List.of(other), tip, (path, before, after) -> ofReal.add(path + " " + after.mode()));
      assertThat(ofFake).hasSameElementsAs(ofReal);
    }

    private static Map<RepoPath, Integer> modes(Map<RepoPath, TreeEntry> entries) {
      Map<RepoPath, Integer> modes = new TreeMap<>();
      entries.forEach((path, entry) -> modes.put(path, entry.mode()));
      return modes;
    }
  }
}
