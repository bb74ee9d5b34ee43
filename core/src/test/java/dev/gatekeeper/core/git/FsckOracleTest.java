package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.CraftedObjects;
import dev.gatekeeper.core.fixture.FsckOracle;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.Commits;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is accepted has no error of {@code git index-pack --strict} (docs/semantics.md, section
 * 4): crafted objects, each brought by a maintainer who may have submodules, held against the git
 * that is installed.
 */
class FsckOracleTest {
  private static final Permission EVERYTHING =
      Permission.everything(new PolicyBuilder().build(), LocalDate.of(2026, 7, 1));
  private static final int IN_ONE_PACK = 100;

  /** Of what is refused so many are shown to git as well, to count where the gate is stricter. */
  private static final int ONE_OF = 25;

  @TempDir Path temp;

  @Test
  void twoThousandCraftedObjects() throws IOException {
    run(20260701, 2_000);
  }

  @Test
  @Tag("slow")
  void twentyThousandCraftedObjects() throws IOException {
    run(System.nanoTime(), 20_000);
  }

  private void run(long seed, int count) throws IOException {
    BareRepository repository = BareRepository.create(temp.resolve("r"));
    CraftedObjects objects = new CraftedObjects(repository, new Random(seed));
    FsckOracle oracle = new FsckOracle(repository, temp.resolve("packs"));
    List<CraftedObjects.Crafted> accepted = new ArrayList<>();
    Map<String, Integer> refused = new TreeMap<>();
    Map<String, Integer> stricter = new TreeMap<>();
    int asked = 0;
    for (int n = 0; n < count; n++) {
      CraftedObjects.Crafted crafted = objects.next();
      List<String> why = judge(repository, crafted.tip(), objects.base());
      if (why.isEmpty()) {
        accepted.add(crafted);
        continue;
      }
      why.forEach(id -> refused.merge(id, 1, Integer::sum));
      if (n % ONE_OF == 0) {
        asked++;
        if (oracle.errors(crafted.objects()).isEmpty()) {
          stricter.merge(String.join(" ", why), 1, Integer::sum);
        }
      }
    }
    for (int from = 0; from < accepted.size(); from += IN_ONE_PACK) {
      List<CraftedObjects.Crafted> some =
          accepted.subList(from, Math.min(accepted.size(), from + IN_ONE_PACK));
      check(seed, oracle, some);
    }
    System.out.printf(
        "seed %d: %d crafted, %d accepted; refused %s; of %d refused that git was shown it takes"
            + " %s%n",
        seed, count, accepted.size(), refused, asked, stricter);
    assertThat(accepted.size()).isBetween(count / 10, count * 9 / 10);
    assertThat(refused.keySet()).hasSizeGreaterThan(25);
  }

  private static void check(long seed, FsckOracle oracle, List<CraftedObjects.Crafted> accepted)
      throws IOException {
    Set<String> objects = new LinkedHashSet<>();
    accepted.forEach(crafted -> objects.addAll(crafted.objects()));
    List<String> errors = oracle.errors(List.copyOf(objects));
    if (!errors.isEmpty() && accepted.size() > 1) {
      check(seed, oracle, accepted.subList(0, accepted.size() / 2));
      check(seed, oracle, accepted.subList(accepted.size() / 2, accepted.size()));
    }
    assertThat(errors).as("seed %d: %s", seed, accepted).isEmpty();
  }

  /** Why it is refused, in the words of git's fsck where it is for that. */
  private static List<String> judge(BareRepository repository, String tip, String base)
      throws IOException {
    Found found = new Found();
    try (JGitHistory history = JGitHistory.open(repository.folder(), IncomingObjects.NONE)) {
      Commits.Kind kind = history.kind(new Oid(tip));
      if (kind != Commits.Kind.COMMIT && kind != Commits.Kind.TAG_OF_COMMIT) {
        return List.of("no commit");
      }
      history
          .within(new PushBudget(Limits.DEFAULT))
          .judge(new Oid(tip), Set.of(new Oid(base)), EVERYTHING, Policy.Contents.ANY, found);
    }
    return found.fsck.isEmpty()
        ? found.others.stream().map(other -> other.code().name()).toList()
        : found.fsck;
  }
}
