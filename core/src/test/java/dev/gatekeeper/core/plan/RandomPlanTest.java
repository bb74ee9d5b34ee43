package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.ledger.Outcome;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plans of honest agents, played at random: they change their own files, merge main, build on
 * handoffs and begin anew after a rollback. What they do is never refused but for order; what is
 * integrated is on main, whole; what was revoked is not; and in the end all of it is in.
 */
class RandomPlanTest {
  private static final List<String> AGENTS = List.of("a", "b", "c");
  private static final Set<String> OF_ORDER =
      Set.of("HANDED_OFF", "HANDOFF_PENDING", "HANDOFF_NOT_INCLUDED");

  @TempDir Path temp;

  @Test
  void honestWorkArrivesWholeAndRevokedWorkDoesNot() throws Exception {
    play(Long.getLong("gatekeeper.test.seed", 20260701L), 6);
  }

  @Test
  @Tag("slow")
  void honestWorkArrivesWholeAndRevokedWorkDoesNotInManyPlans() throws Exception {
    play(System.nanoTime(), Integer.getInteger("gatekeeper.test.histories", 300));
  }

  private void play(long seed, int plans) throws Exception {
    Map<String, Integer> met = new TreeMap<>();
    for (int n = 0; n < plans; n++) {
      new Plan(seed + n, temp.resolve("r" + n), met).play();
    }
    System.out.println(met);
    // A generator that never makes one of these would prove nothing about it.
    assertThat(met.keySet())
        .contains("pushed", "merged main", "integrated", "undone", "taken back", "began anew");
  }

  private static Policy policy() {
    return new PolicyBuilder()
        .agent("a", List.of(), List.of(), "/a/")
        .agent("b", List.of("a"), List.of(), "/b/")
        .agent("c", List.of(), List.of(), "/c/")
        .build();
  }

  private static final class Plan {
    private final long seed;
    private final Random random;
    private final Workshop shop;
    private final Map<String, Integer> met;
    private final Set<String> revoked = new HashSet<>();
    private int number;

    Plan(long seed, Path folder, Map<String, Integer> met) throws IOException {
      this.seed = seed;
      this.random = new Random(seed);
      this.met = met;
      this.shop = Workshop.open(folder, policy(), "a/f=a0", "b/f=b0", "c/f=c0", "z/f=z0");
    }

    private void meet(String what) {
      met.merge(what, 1, Integer::sum);
    }

    private String where() {
      return "seed " + seed;
    }

    void play() throws Exception {
      for (int i = 0; i < 25; i++) {
        String agent = AGENTS.get(random.nextInt(AGENTS.size()));
        switch (random.nextInt(9)) {
          case 0, 1, 2 -> work(agent);
          case 3 -> mergeMain(agent);
          case 4, 5 -> handOff(agent);
          case 6 -> integrate();
          case 7 -> rollBack(agent);
          default -> others();
        }
      }
      finish();
      assertThat(shop.problems()).as(where()).isEmpty();
    }

    private Map<String, String> files(String commit) throws IOException {
      Map<String, String> files = new TreeMap<>();
      for (String file : shop.files(commit).split(" ", -1)) {
        files.put(file.substring(0, 3), file.substring(4));
      }
      return files;
    }

    private String commit(List<String> parents, Map<String, String> files) throws IOException {
      return shop.commit(
          parents,
          files.entrySet().stream()
              .map(f -> f.getKey() + "=" + f.getValue())
              .toArray(String[]::new));
    }

    /** Where an agent goes on: its branch, with what it has to contain merged in. */
    private String start(String agent) throws IOException {
      String tip = shop.tip("heads/" + agent + "/w");
      String needed = agent.equals("b") ? shop.tip("gatekeeper/handoff/a") : "";
      if (needed.isEmpty()) {
        needed = shop.tip("heads/main");
      }
      return tip.isEmpty() ? needed : merged(agent, tip, needed);
    }

    /** Git's merge; where it conflicts, which only an agent's own files can, its own side stays. */
    private String merged(String agent, String tip, String other) throws IOException {
      if (isIn(other, tip)) {
        return tip;
      }
      if (isIn(tip, other)) {
        return other;
      }
      Map<String, String> base = files(shop.repository.git("merge-base", tip, other));
      Map<String, String> ours = files(tip);
      Map<String, String> theirs = files(other);
      Map<String, String> merged = new TreeMap<>(theirs);
      ours.forEach(
          (path, text) -> {
            boolean changed = !text.equals(base.get(path));
            if (path.startsWith(agent) && changed) {
              merged.put(path, text);
            }
          });
      return commit(List.of(tip, other), merged);
    }

    private boolean isIn(String commit, String tip) throws IOException {
      return shop.repository.git("merge-base", tip, commit).equals(commit);
    }

    private void work(String agent) throws IOException {
      String from = start(agent);
      Map<String, String> files = files(from);
      String file = agent + "/" + "fgh".charAt(random.nextInt(3));
      files.put(file, agent + ++number);
      push(agent, commit(List.of(from), files), "pushed");
    }

    private void mergeMain(String agent) throws IOException {
      String tip = shop.tip("heads/" + agent + "/w");
      if (!tip.isEmpty()) {
        push(agent, merged(agent, start(agent), shop.tip("heads/main")), "merged main");
      }
    }

    private void push(String agent, String commit, String what) throws IOException {
      String codes = shop.pushPlainly(agent, agent + "/w", commit);
      if (codes.isEmpty()) {
        meet(what);
      } else {
        assertThat(OF_ORDER).as(where()).containsAll(List.of(codes.split(" ", -1)));
        meet(codes);
      }
    }

    private void handOff(String agent) throws Exception {
      if (shop.tip("heads/" + agent + "/w").isEmpty()) {
        return;
      }
      String codes = shop.handoff(agent, agent + "/w", "", Outcome.PASSED);
      if (codes.isEmpty()) {
        meet("handed off");
      } else {
        Set<String> fine = new HashSet<>(OF_ORDER);
        fine.add("NOT_VALIDATED"); // nothing new
        assertThat(fine).as(where()).containsAll(List.of(codes.split(" ", -1)));
      }
    }

    private void integrate() throws Exception {
      Map<String, String> before = files(shop.tip("heads/main"));
      try {
        IntegrationRun.Result result = shop.integrate("", "");
        assertThat(result.isIntegrated()).as(where()).isTrue();
        Map<String, String> expected = new HashMap<>(before);
        for (var ready : result.proposal().ready()) {
          String agent = ready.agent().id().id();
          expected.keySet().removeIf(path -> path.startsWith(agent));
          files(ready.handoff().commit().hex())
              .forEach((path, text) -> put(expected, agent, path, text));
        }
        assertThat(result.proposal().merges().all())
            .as(where())
            .allMatch(merged -> merged.kept().isEmpty());
        Map<String, String> main = files(shop.tip("heads/main"));
        assertThat(main).as(where()).isEqualTo(expected);
        assertThat(revoked).as(where()).noneMatch(main::containsValue);
        meet("integrated");
      } catch (NotPossible e) {
        assertThat(e.why()).as(where()).startsWith("there is nothing to integrate");
      }
    }

    private static void put(Map<String, String> files, String agent, String path, String text) {
      if (path.startsWith(agent)) {
        files.put(path, text);
      }
    }

    private void rollBack(String agent) throws Exception {
      Map<String, String> before = files(shop.tip("heads/main"));
      String tip = shop.tip("heads/" + agent + "/w");
      try {
        Rollback.Done done = shop.rollBack(agent);
        Map<String, String> after = files(shop.tip("heads/main"));
        Map<String, String> own = tip.isEmpty() ? before : files(tip);
        for (var file : own.entrySet()) {
          if (file.getKey().startsWith(agent) && !after.containsValue(file.getValue())) {
            revoked.add(file.getValue());
          }
        }
        Map<String, String> rest = new TreeMap<>(before);
        rest.keySet().removeIf(path -> path.startsWith(agent));
        after.keySet().removeIf(path -> path.startsWith(agent));
        assertThat(after).as(where()).isEqualTo(rest);
        meet(done.undone().isPresent() ? "undone" : "taken back");
      } catch (NotPossible e) {
        assertThat(e.why()).as(where()).containsAnyOf("no branch", "nothing to take back");
      }
    }

    /** A maintainer changes what is nobody's. */
    private void others() throws IOException {
      String main = shop.tip("heads/main");
      Map<String, String> files = files(main);
      files.put("z/f", "z" + ++number);
      assertThat(shop.push("mia", "main", commit(List.of(main), files))).as(where()).isEmpty();
    }

    /** Whatever has happened, all can finish: each agent in its turn, from where it may start. */
    private void finish() throws Exception {
      for (String agent : AGENTS) {
        String text = agent + ++number;
        String codes = "";
        for (String from : starts(agent)) {
          Map<String, String> files = files(from);
          files.put(agent + "/f", text);
          reopen(agent);
          codes = shop.pushPlainly(agent, agent + "/w", commit(List.of(from), files));
          if (codes.isEmpty()) {
            break;
          }
        }
        assertThat(codes).as(where() + ": " + agent).isEmpty();
        meet("began anew");
        assertThat(shop.handoff(agent)).as(where()).isEmpty();
        integrate();
        assertThat(files(shop.tip("heads/main"))).as(where()).containsEntry(agent + "/f", text);
      }
    }

    private List<String> starts(String agent) throws IOException {
      List<String> starts = new ArrayList<>();
      starts.add(start(agent));
      starts.add(shop.tip("heads/main"));
      return starts;
    }

    private void reopen(String agent) throws IOException {
      try {
        new Marks(shop.desk()).reopen(new AgentId(agent), "to finish", "mia");
      } catch (NotPossible e) {
        assertThat(e.why()).contains("is not closed");
      }
    }
  }
}
