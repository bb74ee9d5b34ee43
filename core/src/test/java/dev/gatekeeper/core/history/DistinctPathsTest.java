package dev.gatekeeper.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.history.PushBudget.DistinctPaths;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Held against a set. */
class DistinctPathsTest {

  @Test
  void countsWhatASetHolds() {
    Random random = new Random(20260701);
    for (int run = 0; run < 50; run++) {
      DistinctPaths paths = new DistinctPaths();
      Set<Long> set = new HashSet<>();
      int range = 1 + random.nextInt(2000);
      for (int i = 0; i < 1000; i++) {
        long path = (1 + random.nextInt(range)) * (random.nextBoolean() ? 1L : 1L << 32);
        paths.add(path);
        set.add(path);
        assertThat(paths.size()).isEqualTo(set.size());
      }
    }
  }

  @Test
  void aPathWhoseNumberIsNothingCounts() {
    DistinctPaths paths = new DistinctPaths();
    paths.add(0);
    paths.add(0);
    assertThat(paths.size()).isEqualTo(1);
  }
}
