package dev.gatekeeper.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine says what the plain scan says, whatever it has room to remember. */
class PathMachineTest {

  @ParameterizedTest(name = "with {0} words to remember")
  @ValueSource(longs = {2 << 20, 5_000, 0})
  void agreesWithThePlainScan(long words) {
    Random random = new Random(words + 1);
    PatternGenerator generator = new PatternGenerator(random);
    int decided = 0;
    int questions = 0;
    for (int round = 0; round < 400; round++) {
      List<PatternList> lists = lists(generator, random);
      PathMachine<List<Integer>> machine =
          new PathMachine<>(lists, deciding -> Arrays.stream(deciding).boxed().toList(), words);
      List<PathPattern> all = lists.stream().flatMap(list -> list.patterns().stream()).toList();
      for (int i = 0; i < 120; i++) {
        RepoPath path = generator.pathNear(all.get(random.nextInt(all.size())));
        List<Integer> expected = lists.stream().map(list -> list.deciding(path)).toList();
        assertThat(machine.outcome(path)).as("%s of %s", path, lists).isEqualTo(expected);
        decided += expected.stream().anyMatch(index -> index >= 0) ? 1 : 0;
        questions++;
      }
    }
    assertThat(decided).isBetween(questions / 10, questions * 99 / 100);
  }

  @Test
  void agreesWithThePlainScanFromSeveralThreads() {
    Random random = new Random(3);
    PatternGenerator generator = new PatternGenerator(random);
    for (int round = 0; round < 50; round++) {
      List<PatternList> lists = lists(generator, random);
      List<PathPattern> all = lists.stream().flatMap(list -> list.patterns().stream()).toList();
      List<RepoPath> paths = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        paths.add(generator.pathNear(all.get(random.nextInt(all.size()))));
      }
      PathMachine<List<Integer>> machine =
          new PathMachine<>(lists, deciding -> Arrays.stream(deciding).boxed().toList());

      List<RepoPath> wrong =
          IntStream.range(0, 4 * paths.size())
              .parallel()
              .mapToObj(i -> paths.get(i % paths.size()))
              .filter(
                  path ->
                      !machine
                          .outcome(path)
                          .equals(lists.stream().map(list -> list.deciding(path)).toList()))
              .toList();

      assertThat(wrong).isEmpty();
    }
  }

  private static List<PatternList> lists(PatternGenerator generator, Random random) {
    List<PatternList> lists = new ArrayList<>();
    for (PatternList.Matching matching : PatternList.Matching.values()) {
      List<PathPattern> patterns = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        patterns.add(generator.pattern());
      }
      lists.add(new PatternList(patterns, matching));
    }
    return lists;
  }
}
