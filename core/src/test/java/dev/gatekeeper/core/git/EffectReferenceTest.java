package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.NaiveHistory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gate finds the effects that section 4 of docs/semantics.md names, and no other: random
 * histories, made by git, are judged for an agent that owns nothing and held against {@link
 * NaiveHistory}.
 */
class EffectReferenceTest {
  private static final Permission NOTHING =
      Permission.of(
          new PolicyBuilder().agent("none").build(), new AgentId("none"), LocalDate.of(2026, 7, 1));
  private static final int IN_ONE_REPOSITORY = 100;
  private static final int PUSHES = 6;

  @TempDir Path temp;

  @Test
  void findsTheEffectsOfTwoThousandHistories() throws IOException {
    run(20260701, 20);
  }

  @Test
  @Tag("slow")
  void findsTheEffectsOfAHundredThousandHistories() throws IOException {
    run(System.nanoTime(), 1000);
  }

  private void run(long firstSeed, int repositories) throws IOException {
    Set<String> kinds = new HashSet<>();
    for (int n = 0; n < repositories; n++) {
      long seed = firstSeed + n;
      Random random = new Random(seed);
      StoredHistories stored =
          new StoredHistories(temp.resolve("r" + n), random, IN_ONE_REPOSITORY);
      try (JGitHistory history = JGitHistory.open(stored.folder(), IncomingObjects.NONE)) {
        for (List<String> commits : stored.histories()) {
          for (int push = 0; push < PUSHES; push++) {
            String tip = tip(commits, random);
            Set<String> known = known(commits, random);
            judge(seed, history, stored.naive(), tip, known);
            for (String id : stored.naive().newCommits(tip, known)) {
              kinds.add(kind(stored.naive(), stored.naive().commit(id)));
            }
          }
        }
      }
    }
    // A generator that never makes one of these would prove nothing about it.
    assertThat(kinds)
        .contains(
            "plain",
            "merge without effect",
            "merge with effect",
            "octopus",
            "several bases",
            "conflicting bases",
            "no base");
  }

  @Test
  void findsTheEffectsOfWhatStillLiesInQuarantine() throws IOException {
    long seed = 4711;
    Random random = new Random(seed);
    StoredHistories stored = new StoredHistories(temp.resolve("all"), random, IN_ONE_REPOSITORY);
    IncomingObjects incoming =
        new IncomingObjects(List.of(stored.folder().resolve("objects")), List.of());
    for (List<String> commits : stored.histories()) {
      Set<String> known = known(commits, random);
      // What was accepted before: the known commits and what they reach, and no more.
      Path settled = temp.resolve("settled-" + commits.get(0));
      stored.copy(known, settled);
      try (JGitHistory history = JGitHistory.open(settled, incoming)) {
        judge(seed, history, stored.naive(), tip(commits, random), known);
      }
    }
  }

  private static String tip(List<String> commits, Random random) {
    return commits.get(commits.size() - 1 - random.nextInt((commits.size() + 1) / 2));
  }

  private static Set<String> known(List<String> commits, Random random) {
    Set<String> known = new HashSet<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      known.add(commits.get(random.nextInt(commits.size())));
    }
    return known;
  }

  private static void judge(
      long seed, JGitHistory history, NaiveHistory naive, String tip, Set<String> known)
      throws IOException {
    Found found = new Found();
    PushBudget budget = new PushBudget(Limits.DEFAULT);
    history
        .within(budget)
        .judge(
            new Oid(tip),
            known.stream().map(Oid::new).collect(Collectors.toSet()),
            NOTHING,
            Policy.Contents.ANY,
            found);
    assertThat(found.trespasses)
        .as("seed %d: push of %s where %s is known", seed, tip, known)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(naive.effects(tip, known));
  }

  private static String kind(NaiveHistory naive, NaiveHistory.Commit commit) {
    List<String> parents = commit.parents();
    if (parents.size() != 2) {
      return parents.size() < 2 ? "plain" : "octopus";
    }
    List<String> bases = naive.mergeBases(parents.subList(0, 1), parents.get(1));
    if (bases.isEmpty()) {
      return "no base";
    }
    if (bases.size() > 1) {
      return naive.expectedOfBases(bases).containsValue(NaiveHistory.CONFLICT)
          ? "conflicting bases"
          : "several bases";
    }
    return naive.effects(commit).isEmpty() ? "merge without effect" : "merge with effect";
  }
}
