package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.ledger.Event.Trials;
import dev.gatekeeper.core.model.AgentId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Section 6 of docs/semantics.md: because of whom the checks of the whole do not pass, sought with
 * checks whose outcomes are scripted. Agents are a, b, c … in the order of integration.
 */
class CulpritSearchTest {
  private final Map<AgentId, List<AgentId>> after = new HashMap<>();
  private int runs;

  private static AgentId agent(int index) {
    return new AgentId(String.valueOf((char) ('a' + index)));
  }

  private static List<AgentId> agents(int count) {
    return IntStream.range(0, count).mapToObj(CulpritSearchTest::agent).toList();
  }

  private static Set<AgentId> set(String ids) {
    Set<AgentId> set = new HashSet<>();
    ids.chars().forEach(c -> set.add(agent(c - 'a')));
    return set;
  }

  private CulpritSearch.Found search(int count, Predicate<List<AgentId>> fails) throws IOException {
    runs = 0;
    CulpritSearch.Trial trial =
        agents -> {
          runs++;
          return !fails.test(agents);
        };
    return new CulpritSearch(agents(count), id -> after.getOrDefault(id, List.of()), trial).find();
  }

  private static String names(CulpritSearch.Found found) {
    return String.join("", found.culprits().stream().map(AgentId::id).toList());
  }

  private static boolean isUnreliable(CulpritSearch.Found found) {
    return found.trials().stream().anyMatch(Trials::differ);
  }

  /** Checks that fail once, and then never again, whichever run that is: the issue's own case. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 20})
  void whatFailsOnceIsNobodysFault(int count) throws IOException {
    // the whole has failed already; then it is any run of those that come, or none
    for (int failing = -1; failing < 60; failing++) {
      int which = failing;
      CulpritSearch.Found found = search(count, agents -> runs == which);
      assertThat(names(found)).as("run " + failing + " of " + count + " agents").isEmpty();
      assertThat(found.alone()).isFalse();
      assertThat(isUnreliable(found)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void whatPassesOnceIsNobodysFaultEither(int count) throws IOException {
    for (int passing = 0; passing < 60; passing++) {
      int which = passing;
      Predicate<List<AgentId>> because = agents -> agents.contains(agent(0)) && runs != which;
      CulpritSearch.Found found = search(count, because);
      assertThat(names(found)).isIn("", "a");
      assertThat(isUnreliable(found)).isEqualTo(names(found).isEmpty());
    }
  }

  @Test
  void aBranchThatFailsByItselfHasToFailAsOften() throws IOException {
    CulpritSearch.Found found = search(4, agents -> true);
    assertThat(found.alone()).isTrue();
    assertThat(found.trials())
        .containsExactly(new Trials(agents(4), 0, 1), new Trials(List.of(), 0, 4));
    for (int passing = 2; passing <= 4; passing++) {
      int which = passing;
      CulpritSearch.Found other = search(4, agents -> runs != which);
      assertThat(other.alone()).isFalse();
      assertThat(isUnreliable(other)).isTrue();
    }
  }

  @Test
  void whatIsOnRecordIsHowOftenItWasSeen() throws IOException {
    after.put(agent(2), List.of(agent(1)));
    CulpritSearch.Found found = search(4, agents -> agents.contains(agent(2)));
    assertThat(names(found)).isEqualTo("c");
    assertThat(found.trials())
        .contains(
            new Trials(List.of(agent(1), agent(2)), 0, 4), new Trials(List.of(agent(1)), 4, 0));
    assertThat(found.trials().stream().mapToInt(t -> t.passed() + t.failed()).sum())
        .as("every run, and the first")
        .isEqualTo(runs + 1);
  }

  /** Checks of which more work never mends what some has broken: all sets of up to three. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 12, 26})
  void theSmallestSetIsFoundWhereChecksAreReliable(int count) throws IOException {
    int most = 0;
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      after.clear();
      for (int i = 1; i < count; i++) {
        if (random.nextInt(3) == 0) {
          after.put(agent(i), List.of(agent(random.nextInt(i))));
        }
      }
      Set<AgentId> guilty = new HashSet<>();
      while (guilty.size() < Math.min(count, 1 + random.nextInt(3))) {
        guilty.add(agent(random.nextInt(count)));
      }
      CulpritSearch.Found found = search(count, agents -> agents.containsAll(guilty));
      Set<AgentId> named = new HashSet<>(guilty); // those that come along go without saying
      guilty.forEach(
          id -> guilty.stream().filter(o -> comesAfter(o, id)).forEach(o -> named.remove(id)));
      assertThat(found.culprits()).as("seed " + seed).containsExactlyInAnyOrderElementsOf(named);
      int steps = 32 - Integer.numberOfLeadingZeros(count - 1);
      assertThat(runs).as("the page's bound").isLessThanOrEqualTo(4 + guilty.size() * (steps + 5));
      most = Math.max(most, runs);
    }
    assertThat(most).isLessThan(CulpritSearch.MOST_RUNS);
  }

  private boolean comesAfter(AgentId one, AgentId other) {
    List<AgentId> before = after.getOrDefault(one, List.of());
    return before.contains(other) || before.stream().anyMatch(b -> comesAfter(b, other));
  }

  /** Reliable checks that obey no rule: whoever is named is needed to fail. */
  @Test
  void whoIsNamedIsNeededToFailWhateverTheChecksAre() throws IOException {
    for (long seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      int count = 1 + random.nextInt(6);
      Map<Set<AgentId>, Boolean> fails = new HashMap<>(Map.of(set(""), false));
      fails.put(Set.copyOf(agents(count)), true);
      Predicate<List<AgentId>> oracle =
          agents -> fails.computeIfAbsent(Set.copyOf(agents), s -> random.nextBoolean());
      CulpritSearch.Found found = search(count, oracle);
      assertThat(isUnreliable(found)).isFalse();
      assertThat(found.culprits()).isNotEmpty();
      assertThat(oracle.test(found.culprits())).isTrue();
      for (AgentId id : found.culprits()) {
        List<AgentId> without = new ArrayList<>(found.culprits());
        without.remove(id);
        assertThat(oracle.test(without)).as("seed " + seed + " without " + id).isFalse();
      }
    }
  }

  /** Checks that fail by chance, whosever work it is: nobody is named but by a rare chance. */
  @ParameterizedTest
  @CsvSource({"0.05", "0.2", "0.5", "0.8"})
  void whoIsInnocentIsNamedAsSeldomAsThePageSays(double chance) throws IOException {
    int searches = 20_000;
    int named = 0;
    Random random = new Random(5);
    for (int i = 0; i < searches; i++) {
      CulpritSearch.Found found = search(1 + i % 9, agents -> random.nextDouble() < chance);
      named += found.culprits().isEmpty() ? 0 : 1;
      assertThat(runs).isLessThanOrEqualTo(CulpritSearch.MOST_RUNS);
    }
    double bound = Math.pow(chance, 3) * Math.pow(1 - chance, 3);
    double spread = 4 * Math.sqrt(bound * (1 - bound) / searches);
    assertThat((double) named / searches).isLessThanOrEqualTo(bound + spread);
  }

  @Test
  void nobodyIsNamedAfterTooManyRuns() throws IOException {
    CulpritSearch.Found found = search(26, agents -> agents.size() == 26);
    assertThat(found.culprits()).isEmpty();
    assertThat(isUnreliable(found)).isFalse();
    assertThat(runs).isEqualTo(CulpritSearch.MOST_RUNS);
  }
}
