package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.gate.Budget;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Limits;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.repo.IncomingObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
  private static final int STEPS = 30;
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
    run(20260701, 150);
  }

  @Test
  @Tag("slow")
  void honestWorkPassesAndOneForeignChangeDoesNotInManyMoreTeams() throws IOException {
    for (int n = 0; n < 40; n++) {
      run(System.nanoTime(), 250);
    }
  }

  private void run(long seed, int count) throws IOException {
    Random random = new Random(seed);
    try (Teams teams = new Teams(temp.resolve("r" + seed), random, count)) {
      for (int i = 0; i < STEPS; i++) {
        teams.step();
      }
      try (JGitHistory history = JGitHistory.open(teams.folder(), IncomingObjects.NONE)) {
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
        assertThat(pushes).isGreaterThan(5 * count);
        Map<Team.Slip, Integer> slips = new EnumMap<>(Team.Slip.class);
        for (Team team : teams.teams()) {
          for (Team.Slip slip : Team.Slip.values()) {
            slip(seed, random, teams, history, team, slip, slips);
          }
        }
        System.out.println("honest pushes: " + pushes + ", slips: " + slips);
        assertThat(slips.keySet()).contains(Team.Slip.values());
      }
    }
  }

  private static void slip(
      long seed,
      Random random,
      Teams teams,
      JGitHistory history,
      Team team,
      Team.Slip slip,
      Map<Team.Slip, Integer> slips)
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
        continue;
      }
      SortedMap<RepoPath, String> later = team.tree(head);
      for (int n = random.nextInt(3); n > 0; n--) {
        tip = teams.commit(later, team.nextDate(), List.of(tip, head));
      }
      teams.flush();
      Team.Step step = new Team.Step(agent, agent, parents, List.of());
      Found found = judge(history, team.push(step, tip));
      String refused = bad;
      assertThat(found.trespasses)
          .as("seed %d: %s by %s in %s on %s", seed, slip, agent, bad, parents)
          .anyMatch(e -> e.commit().equals(refused) && !Team.isOwn(agent, e.path()));
      assertThat(found.trespasses).noneMatch(e -> Team.isOwn(agent, e.path()));
      slips.merge(slip, 1, Integer::sum);
    }
  }

  private static String explain(Team team, List<NaiveHistory.Effect> effects) {
    return effects.stream()
        .map(e -> team.explain(e.commit(), e.path()))
        .collect(Collectors.joining("\n"));
  }

  private static Found judge(JGitHistory history, Team.Push push) throws IOException {
    Found found = new Found();
    history.judge(
        new Oid(push.tip()),
        push.known().stream().map(Oid::new).collect(Collectors.toSet()),
        Permission.of(POLICY, new AgentId(push.agent()), LocalDate.of(2026, 7, 1)),
        false,
        new Budget(Limits.DEFAULT),
        found);
    return found;
  }
}
