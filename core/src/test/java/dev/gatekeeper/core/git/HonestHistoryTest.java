package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.NaiveHistory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who changes own paths alone is never refused, whatever git's merges bring along; who slips in one
 * foreign change, in whatever manner, is refused at that commit (docs/semantics.md, section 4).
 */
class HonestHistoryTest {
  private static final int STEPS = 50;
  private static final Policy POLICY = policy();

  @TempDir Path temp;

  private static Policy policy() {
    PolicyBuilder policy = new PolicyBuilder();
    for (int i = 0; i < Team.AGENTS; i++) {
      policy.agent(Team.agent(i), Team.owns(Team.agent(i)));
    }
    return policy.build();
  }

  @Test
  void honestWorkPassesAndOneForeignChangeDoesNot() throws IOException {
    run(20260701, 120);
  }

  @Test
  @Tag("slow")
  void honestWorkPassesAndOneForeignChangeDoesNotInManyMoreTeams() throws IOException {
    for (int n = 0; n < 8; n++) {
      run(System.nanoTime(), 250);
    }
  }

  private void run(long seed, int count) throws IOException {
    Random random = new Random(seed);
    try (Teams teams = new Teams(temp.resolve("r" + seed), random, count)) {
      for (int i = 0; i < STEPS; i++) {
        teams.step();
      }
      List<Slipped> slipped = new ArrayList<>();
      for (Team team : teams.teams()) {
        for (Team.Slip slip : Team.Slip.values()) {
          slipped.addAll(slip(random, teams, team, slip));
        }
      }
      teams.flush();
      // A generator that never makes one of these would prove nothing about it.
      assertThat(slipped.stream().map(Slipped::slip)).contains(Team.Slip.values());
      try (JGitHistory history = JGitHistory.open(teams.folder(), IncomingObjects.NONE)) {
        judgeHonest(seed, history, teams);
        for (Slipped one : slipped) {
          judgeSlipped(seed, history, one);
        }
      }
    }
  }

  private static void judgeHonest(long seed, JGitHistory history, Teams teams) throws IOException {
    int pushes = 0;
    for (Team team : teams.teams()) {
      for (Team.Push push : team.pushes()) {
        Found found = judge(history, push);
        assertThat(found.trespasses)
            .as(
                () ->
                    String.format(
                        "seed %d: honest %s%n%s", seed, push, explain(team, found.trespasses)))
            .isEmpty();
        assertThat(found.others).as("seed %d: honest %s", seed, push).isEmpty();
        pushes++;
      }
    }
    assertThat(pushes).isGreaterThan(5 * teams.teams().size());
  }

  /** A push with a commit that breaks the rules. */
  private record Slipped(Team.Slip slip, String commit, Team.Push push) {}

  /** A slip of one of the team, later work on top of it: a list of one, or none. */
  private static List<Slipped> slip(Random random, Teams teams, Team team, Team.Slip slip)
      throws IOException {
    String agent = Team.agent(random.nextInt(Team.AGENTS));
    for (String head : team.head(agent)) {
      List<String> parents = team.parents(slip, head);
      String bad = "";
      String tip = "";
      for (SortedMap<RepoPath, String> tree : team.slip(slip, agent, parents)) {
        tip = teams.commit(tree, team.nextDate(), tip.isEmpty() ? parents : List.of(tip));
        bad = bad.isEmpty() ? tip : bad;
      }
      if (bad.isEmpty()) {
        return List.of();
      }
      for (int n = random.nextInt(3); n > 0; n--) {
        tip = teams.commit(team.tree(head), team.nextDate(), List.of(tip, head));
      }
      Team.Step step = new Team.Step(agent, agent, parents, List.of());
      return List.of(new Slipped(slip, bad, team.push(step, tip)));
    }
    return List.of();
  }

  private static void judgeSlipped(long seed, JGitHistory history, Slipped slipped)
      throws IOException {
    String agent = slipped.push().agent();
    Found found = judge(history, slipped.push());
    assertThat(found.trespasses)
        .as("seed %d: %s", seed, slipped)
        .anyMatch(e -> e.commit().equals(slipped.commit()))
        .noneMatch(e -> Team.isOwn(agent, e.path()));
  }

  private static String explain(Team team, List<NaiveHistory.Effect> effects) {
    return effects.stream()
        .map(e -> team.explain(e.commit(), e.path()))
        .collect(Collectors.joining("\n"));
  }

  private static Found judge(JGitHistory history, Team.Push push) throws IOException {
    Found found = new Found();
    history
        .within(new PushBudget(Limits.DEFAULT))
        .judge(
            new Oid(push.tip()),
            push.known().stream().map(Oid::new).collect(Collectors.toSet()),
            Permission.of(POLICY, new AgentId(push.agent()), LocalDate.of(2026, 7, 1)),
            Policy.Contents.DEFAULT,
            found);
    return found;
  }
}
