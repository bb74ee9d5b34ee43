package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pushes that are within the limits each, and beyond them together (docs/semantics.md, sections 5
 * and 9): the handoff is refused, and what the refusal says leads to one that is accepted.
 */
@Timeout(600)
class LimitsThatAddUpTest {
  private static final int COMMITS = 4;
  private static final int PATHS = 6;
  private static final int SIZE = 1000;
  private static final Limits LIMITS =
      new Limits(COMMITS, PATHS, Duration.ofMinutes(1), 1 << 30, 1 << 20);
  private static final Limits WIDE = new Limits(100, 1000, Duration.ofMinutes(1), 1 << 30, 1 << 20);
  private static final int MANY = Integer.getInteger("gatekeeper.test.histories", 1_000);

  @TempDir Path temp;

  private static Policy policy(char digit, Limits limits) {
    return new PolicyBuilder()
        .agent("a", List.of(), List.of(), "/a/")
        .limits(limits)
        .digest(digit)
        .build();
  }

  private Workshop open(String name) throws IOException {
    return Workshop.open(temp.resolve(name), policy('0', LIMITS), "a/f=0", "z/f=0");
  }

  @Test
  void commitsThatAddUpBecomeOne() throws Exception {
    Workshop shop = open("r");
    String main = shop.tip("heads/main");
    String tip = main;
    for (int i = 1; i <= COMMITS + 1; i++) {
      tip = shop.commit(List.of(tip), "a/f=" + i, "z/f=0");
      assertThat(shop.push("a", "a/w", tip)).isEmpty();
      if (i <= COMMITS) {
        assertThat(shop.notes()).isEmpty();
      }
    }
    String squash = squash(main, tip);
    assertThat(shop.notes())
        .containsExactly(
            "as a handoff this range would now exceed the limits: it has more than 4 new commits"
                + " (`limits.commits`): 5",
            "squash it and push with --force: the refused handoff says how (`fix:`)");
    assertThat(shop.handoff("a")).isEqualTo("LIMIT");
    assertThat(shop.words()).contains("4 new commits (`limits.commits`): 5");
    assertThat(shop.repairs()).extracting(Repair::command).containsExactly(squash);
    String one = shop.commit(List.of(main), "a/f=5", "z/f=0");
    assertThat(shop.push("a", "a/w", one)).isEmpty();
    assertThat(shop.tip("gatekeeper/rollback/a/1")).isEqualTo(tip);
    assertThat(shop.handoff("a")).isEmpty();
  }

  /** Says nothing of an index, and moves on from what was refused alone. */
  private static String squash(String base, String tip) {
    return ("t=%2$s; n=$({ echo tree $(git rev-parse $t:); echo parent $(git rev-parse %1$s^0);"
            + " git cat-file commit $t | LC_ALL=C sed '1,/^$/{/^[tpgm ]/d;}'; } | git hash-object"
            + " -t commit -w --stdin) && git update-ref HEAD $n $t")
        .formatted(base, tip);
  }

  @Test
  void theRefusalNamesPathCommitAndCount() throws Exception {
    Workshop shop = open("r");
    String main = shop.tip("heads/main");
    String first = shop.commit(List.of(main), "a/f=1", "a/g=1", "a/h=1", "a/i=1", "z/f=0");
    assertThat(shop.push("a", "a/w", first)).isEmpty();
    String second = shop.commit(List.of(first), "a/f=2", "a/g=2", "a/h=2", "a/i=1", "z/f=0");
    assertThat(shop.push("a", "a/w", second)).isEmpty();
    assertThat(shop.handoff("a")).isEqualTo("LIMIT");
    assertThat(shop.words())
        .contains(
            "more than 6 paths, counted in each commit (`limits.paths`): number 7 in commit "
                + second.substring(0, 7)
                + ": a/h");
    assertThat(shop.repairs()).singleElement().matches(Repair::isCommand);
  }

  /** The limit was lowered. What is too large has to go from the tip, and then from the range. */
  @Test
  void anObjectThatIsTooLargeIsNamed() throws Exception {
    Workshop shop = open("r");
    String main = shop.tip("heads/main");
    String big = shop.commit(List.of(main), "a/big=" + "x".repeat(2 * SIZE), "a/f=0", "z/f=0");
    assertThat(shop.push("a", "a/w", big)).isEmpty();
    Limits small = new Limits(COMMITS, PATHS, Duration.ofMinutes(1), 1 << 30, SIZE);
    shop.policy(policy('1', small));
    String where =
        "has 2000 bytes, more than 1000 (`limits.object`), in commit %s: a/big"
            .formatted(big.substring(0, 7));
    assertThat(shop.handoff("a")).isEqualTo("LIMIT");
    assertThat(shop.words()).contains(where);
    assertThat(shop.repairs())
        .singleElement()
        .asString()
        .contains("take it out or make it smaller");
    String without = shop.commit(List.of(big), "a/f=1", "z/f=0");
    assertThat(shop.push("a", "a/w", without)).isEmpty();
    assertThat(shop.handoff("a")).isEqualTo("LIMIT");
    assertThat(shop.words()).contains(where);
    assertThat(shop.repairs()).singleElement().matches(Repair::isCommand);
    assertThat(shop.push("a", "a/w", shop.commit(List.of(main), "a/f=1", "z/f=0"))).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
  }

  /** At a push, too. */
  @Test
  void aPushThatIsTooLargeIsToldHowToBecomeOneCommit() throws Exception {
    Workshop shop = open("r");
    String main = shop.tip("heads/main");
    String tip = main;
    for (int i = 1; i <= COMMITS + 1; i++) {
      tip = shop.commit(List.of(tip), "a/f=" + i, "z/f=0");
    }
    assertThat(shop.push("a", "a/w", tip)).isEqualTo("LIMIT");
    assertThat(shop.repairs()).extracting(Repair::command).containsExactly(squash(main, tip));
  }

  @Test
  void aRewriteThatIsAllowedSinceItIsTooLargeLeavesOutNoPushOfAMaintainer() throws Exception {
    Workshop shop = open("r");
    String main = shop.tip("heads/main");
    String hers = shop.commit(List.of(main), "a/f=1", "z/f=0");
    assertThat(shop.push("mia", "a/w", hers)).isEmpty();
    String tip = hers;
    for (int i = 2; i <= COMMITS + 1; i++) {
      tip = shop.commit(List.of(tip), "a/f=" + i, "z/f=0");
      assertThat(shop.push("a", "a/w", tip)).isEmpty();
    }
    assertThat(shop.push("a", "a/w", shop.commit(List.of(main), "a/f=5", "z/f=0")))
        .isEqualTo("NON_FAST_FORWARD");
    assertThat(shop.push("a", "a/w", shop.commit(List.of(hers), "a/f=5", "z/f=0"))).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
  }

  /** It came in by a merge, and so nothing below that has all that has to stay. */
  @Test
  void whatIsTooLargeStartsAgainAtWhatAMaintainerPushed() throws Exception {
    Workshop shop = open("r");
    String main = shop.tip("heads/main");
    String hers = shop.commit(List.of(main), "a/f=9", "z/f=0");
    assertThat(shop.push("mia", "a/s", hers)).isEmpty();
    String one = shop.commit(List.of(main), "a/g=1", "a/h=1", "a/i=1", "a/j=1", "z/f=0");
    assertThat(shop.push("a", "a/w", one)).isEmpty();
    String[] all = {
      "a/f=9", "a/g=1", "a/h=1", "a/i=1", "a/j=1", "a/k=1", "a/l=1", "a/m=1", "z/f=0"
    };
    assertThat(shop.push("a", "a/w", shop.commit(List.of(one, hers), all))).isEmpty();
    assertThat(shop.handoff("a", "a/w", "", CheckOutcome.PASSED)).isEqualTo("LIMIT");
    assertThat(shop.repairs())
        .singleElement()
        .asString()
        .contains("`git checkout --detach " + hers + "`", "--force REMOTE HEAD:refs/heads/a/w`");
    String again = shop.commit(List.of(hers), "a/f=9", "a/g=1", "a/h=1", "z/f=0");
    assertThat(shop.push("a", "a/w", again)).isEmpty();
    assertThat(shop.handoff("a", "a/w", "", CheckOutcome.PASSED)).isEmpty();
  }

  @Test
  void whatIsBeyondTheLimitsIsNotCalledAnothers() throws Exception {
    Workshop shop = open("r");
    String main = shop.tip("heads/main");
    String own = shop.commit(List.of(main), "a/f=1", "z/f=0");
    assertThat(shop.push("a", "a/w", own)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    new AgentControl(shop.gated()).reopen(new AgentId("a"), "more", Actor.named("mia"));
    String hers = shop.commit(List.of(own), "a/f=1", "a/g=1", "a/h=1", "a/i=1", "a/j=1", "z/f=0");
    assertThat(shop.push("mia", "a/w", hers)).isEmpty();
    hers = shop.commit(List.of(hers), "a/f=1", "a/g=2", "a/h=2", "a/i=2", "a/j=2", "z/f=0");
    assertThat(shop.push("mia", "a/w", hers)).isEmpty();
    assertThat(shop.handoff("a")).isEqualTo("LIMIT");
    assertThat(shop.repairs())
        .singleElement()
        .asString()
        .contains("what a maintainer pushed, " + hers.substring(0, 7));
  }

  @Test
  void aSmallRangeIsNoReasonToRewrite() throws Exception {
    Workshop shop = open("r");
    String main = shop.tip("heads/main");
    assertThat(shop.push("a", "a/w", shop.commit(List.of(main), "a/f=1", "z/f=0"))).isEmpty();
    assertThat(shop.push("a", "a/w", shop.commit(List.of(main), "a/f=2", "z/f=0")))
        .isEqualTo("NON_FAST_FORWARD");
  }

  /** All are of one second, as a script makes them, and main has gone on. */
  @Test
  void whatMainHasDoesNotCountWhateverItsDate() throws Exception {
    Workshop shop = open("r");
    String wide = shop.commit(List.of(), "a/f=0", "a/g=0", "a/h=0", "a/i=0", "a/j=0", "z/f=0");
    shop.repository.git("update-ref", "refs/heads/main", wide);
    String[] next = {"a/f=0", "a/g=0", "a/h=0", "a/i=0", "a/j=0", "z/f=1"};
    String middle = shop.commit(List.of(wide), next);
    next[5] = "z/f=2";
    assertThat(shop.push("mia", "main", shop.commit(List.of(middle), next))).isEmpty();
    String own = shop.commit(List.of(wide), "a/f=9", "a/g=9", "a/h=0", "a/i=0", "a/j=0", "z/f=0");
    assertThat(shop.push("a", "a/w", own)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
  }

  @Test
  void whateverAddsUpCanBeHandedOff() throws Exception {
    assertThat(play(20260701L, 25, false)).contains("passed", "fixed", "in parts");
  }

  @Test
  void whateverIsForeignCanBeDroppedAndNothingElse() throws Exception {
    assertThat(play(20260701L, 25, true)).contains("passed", "fixed", "foreign");
  }

  @Test
  @Tag("slow")
  void whateverIsForeignCanBeDroppedAndNothingElseInManyHistories() throws Exception {
    assertThat(play(System.nanoTime(), MANY, true)).contains("passed", "fixed", "foreign");
  }

  @Test
  @Tag("slow")
  void whateverAddsUpCanBeHandedOffInManyHistories() throws Exception {
    assertThat(play(System.nanoTime(), MANY, false)).contains("passed", "fixed", "in parts");
  }

  private Set<String> play(long seed, int histories, boolean withForeign) throws Exception {
    Map<String, Integer> met = new TreeMap<>();
    for (int n = 0; n < histories; n++) {
      Played played = new Played(seed + n, open("r" + n), met, withForeign);
      played.play();
      Trash.remove(temp.resolve("r" + n));
    }
    System.out.println(met);
    return met.keySet();
  }

  /** Small pushes of an agent, of maintainers to its branch and to main, and handoffs between. */
  private static final class Played {
    private final long seed;
    private final Random random;
    private final Workshop shop;
    private final Map<String, Integer> met;
    private final boolean withForeign;
    private int number;

    /**
     * @param withForeign whether maintainers push what is foreign, too; limits are wide then
     */
    Played(long seed, Workshop shop, Map<String, Integer> met, boolean withForeign) {
      this.withForeign = withForeign;
      this.seed = seed;
      this.random = new Random(seed);
      this.shop = shop;
      this.met = met;
    }

    private void meet(String what) {
      met.merge(what, 1, Integer::sum);
    }

    private String where() {
      return "seed " + seed;
    }

    private String main() throws IOException {
      return shop.tip("heads/main");
    }

    private String tip() throws IOException {
      String tip = shop.tip("heads/a/w");
      return tip.isEmpty() ? main() : tip;
    }

    void play() throws Exception {
      if (withForeign) {
        shop.policy(policy('1', WIDE));
      }
      int pushes = 2 + random.nextInt(12);
      for (int i = 0; i < pushes; i++) {
        switch (random.nextInt(10)) {
          case 0 -> toMain();
          case 1 -> mergeMain();
          case 2 -> {
            if (random.nextInt(3) == 0) {
              boolean isForeign = withForeign && random.nextBoolean();
              String hers = isForeign ? foreign(tip()) : change(tip(), 1);
              assertThat(shop.push("mia", "a/w", hers)).as(where()).isEmpty();
              meet(isForeign ? "foreign by a maintainer" : "by a maintainer");
            }
          }
          case 3 -> handOffBetween();
          default ->
              assertThat(shop.pushPlainly("a", "a/w", change(tip(), 1 + random.nextInt(3))))
                  .as(where())
                  .isEmpty();
        }
      }
      assertThat(shop.pushPlainly("a", "a/w", change(tip(), 1))).as(where()).isEmpty();
      finish();
      assertThat(shop.problems()).as(where()).isEmpty();
    }

    private String change(String from, int files) throws IOException {
      Map<String, String> changed = files(from);
      for (int i = 0; i < files; i++) {
        String path = "a/" + "fghijklmnopq".charAt(random.nextInt(12));
        if (random.nextInt(4) == 0 && changed.size() > 4) {
          changed.remove(path);
        } else {
          changed.put(path, String.valueOf(++number));
        }
      }
      return commit(List.of(from), changed);
    }

    private String foreign(String from) throws IOException {
      Map<String, String> changed = files(from);
      changed.put("z/g", String.valueOf(++number));
      return commit(List.of(from), changed);
    }

    private Map<String, String> files(String commit) throws IOException {
      Map<String, String> files = new TreeMap<>();
      for (String file : shop.files(commit).split(" ", -1)) {
        if (!file.isEmpty()) {
          files.put(file.substring(0, 3), file.substring(4));
        }
      }
      return files;
    }

    private String commit(List<String> parents, Map<String, String> files) throws IOException {
      List<String> all = new ArrayList<>();
      files.forEach((path, text) -> all.add(path + "=" + text));
      return shop.commit(parents, all.toArray(String[]::new));
    }

    private void toMain() throws IOException {
      Map<String, String> files = files(main());
      files.put("z/f", String.valueOf(++number));
      assertThat(shop.push("mia", "main", commit(List.of(main()), files))).as(where()).isEmpty();
    }

    /** Files of a that main has come from a alone, so that a's are the newer ones. */
    private String merged(String tip) throws IOException {
      if (shop.isIn(main(), tip)) {
        return tip;
      }
      if (shop.isIn(tip, main())) {
        return main();
      }
      Map<String, String> files = files(tip);
      files.putAll(Map.of("z/f", files(main()).getOrDefault("z/f", "")));
      meet("merged main");
      return commit(List.of(tip, main()), files);
    }

    private void mergeMain() throws IOException {
      assertThat(shop.pushPlainly("a", "a/w", merged(tip()))).as(where()).isEmpty();
    }

    private void handOffBetween() throws Exception {
      if (shop.tip("heads/a/w").isEmpty()) {
        return;
      }
      if (shop.handoff("a").isEmpty()) {
        meet("handed off between");
        new AgentControl(shop.gated()).reopen(new AgentId("a"), "more", Actor.named("mia"));
      }
    }

    /** Does what the refusals say until all is handed off, and integrated. */
    private void finish() throws Exception {
      Map<String, String> wanted = files(tip());
      String rest = "";
      for (int i = 0; i < 40; i++) {
        String codes = shop.handoff("a");
        if (codes.equals("LIMIT") || codes.startsWith("PATH_NOT_OWNED")) {
          meet(codes.equals("LIMIT") ? "too large" : "foreign");
          rest = mend(rest);
          continue;
        }
        assertThat(codes).as(where() + shop.tip("heads/a/w")).isEmpty();
        if (rest.isEmpty()) {
          meet("passed");
          break;
        }
        integrate();
        pushAgain(rest);
        rest = "";
      }
      integrate();
      wanted.keySet().removeIf(path -> path.startsWith("z"));
      Map<String, String> got = files(main());
      got.keySet().removeIf(path -> path.startsWith("z"));
      assertThat(got).as(where()).isEqualTo(wanted);
    }

    /** What was pushed on top of the part that has been integrated, as it was pushed then. */
    private void pushAgain(String rest) throws IOException {
      String line =
          shop.repository.git("rev-list", "--first-parent", "--reverse", rest, "^" + tip());
      for (String commit : line.lines().toList()) {
        assertThat(shop.pushPlainly("a", "a/w", commit)).as(where()).isEmpty();
      }
    }

    private void integrate() throws Exception {
      assertThat(shop.integrate("", "").isIntegrated()).as(where()).isTrue();
    }

    /** Follows what the last refusal says; what stays for later, or "". */
    private String mend(String rest) throws Exception {
      List<Repair> repairs = shop.repairs();
      assertThat(repairs).as(where()).isNotEmpty();
      Repair first = repairs.get(0);
      String tip = tip();
      if (first.isCommand()) {
        String made = run(tip, first.command());
        assertThat(shop.pushPlainly("a", "a/w", made)).as(where() + first).isEmpty();
        boolean inParts = first.command().contains(" || git branch rest-");
        meet(inParts ? "in parts" : "fixed");
        return inParts ? tip : rest;
      }
      meet(first.command().replaceAll("[0-9a-f]{7,}", "X"));
      if (first.command().contains("integrate it")) {
        integrate();
        assertThat(shop.pushPlainly("a", "a/w", merged(tip))).as(where()).isEmpty();
        return rest;
      }
      // what a maintainer pushed is too much already, and a maintainer's limits are wider
      assertThat(first.command()).as(where()).contains("raise the limit");
      shop.policy(policy('2', WIDE));
      return rest;
    }

    private String run(String tip, String command) throws Exception {
      Path clone = shop.repository.folder().resolve("../clone" + ++number).normalize();
      shop.repository.git("worktree", "add", "-q", "--detach", clone.toString(), tip);
      Process process =
          shop.repository.start(
              List.of(
                  "sh",
                  "-ec",
                  "cd '"
                      + clone
                      + "'; git config user.name a; git config user.email a@example.com; "
                      + command));
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(where() + command + printed).isZero();
      String made = shop.repository.git("-C", clone.toString(), "rev-parse", "HEAD");
      shop.repository.git("worktree", "remove", "--force", clone.toString());
      return made;
    }
  }
}
