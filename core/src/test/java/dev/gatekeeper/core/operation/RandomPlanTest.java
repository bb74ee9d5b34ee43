package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plans played at random, by the rules of {@link PlayedPlan}. Honest agents change their own files,
 * merge main, build on handoffs and begin anew after a rollback: what they do is never refused but
 * for order, and in the end all of it is in. Hostile ones push whatever they can lay hands on.
 */
class RandomPlanTest {
  private static final Set<String> OF_ORDER =
      Set.of("HANDED_OFF", "HANDOFF_PENDING", "HANDOFF_NOT_INCLUDED", "EXCLUDED");
  private static final long SEED = Long.getLong("gatekeeper.test.seed", 20260701L);
  private static final int MANY = Integer.getInteger("gatekeeper.test.histories", 5_000);

  @TempDir Path temp;
  private final Map<String, String> decided = new TreeMap<>();

  /** Makes a plan that is to be played. */
  @FunctionalInterface
  private interface Maker {
    PlayedPlan plan(long seed, Path folder, Map<String, Integer> met) throws IOException;
  }

  @Test
  void honestWorkArrivesWholeAndRevokedWorkDoesNot() throws Exception {
    honest(SEED, 5);
  }

  @Test
  void hostileWorkArrivesWholeOrNotAtAllAndMovesNobodyElses() throws Exception {
    hostile(SEED, 5);
  }

  /** Of the plans that are on record each is decided, push by push, as it is there. */
  @AfterEach
  void isDecidedAsOnRecord() throws IOException {
    Decisions.onRecord()
        .forEach(
            (plan, decisions) -> {
              if (decided.containsKey(plan)) {
                assertThat(Decisions.digests(decided.get(plan))).as(plan).isEqualTo(decisions);
              }
            });
  }

  @Test
  @Tag("slow")
  void thousandsOfDecisionsAreAsOnRecord() throws Exception {
    honest(SEED, 50);
    hostile(SEED, 50);
    Decisions.print(decided);
    assertThat(decided.keySet()).containsAll(Decisions.onRecord().keySet());
  }

  @Test
  @Tag("slow")
  void honestWorkArrivesWholeAndRevokedWorkDoesNotInManyPlans() throws Exception {
    honest(System.nanoTime(), MANY);
  }

  @Test
  @Tag("slow")
  void hostileWorkArrivesWholeOrNotAtAllAndMovesNobodyElsesInManyPlans() throws Exception {
    hostile(System.nanoTime(), MANY);
  }

  // A generator that never makes one of these would prove nothing about it.
  private void honest(long seed, int plans) throws Exception {
    assertThat(play(seed, plans, Honest::new))
        .contains("pushed", "merged main", "integrated", "undone", "taken back", "began anew");
  }

  private void hostile(long seed, int plans) throws Exception {
    assertThat(play(seed, plans, Hostile::new))
        .contains("integrated", "integrated by push", "undone", "taken back", "renamed")
        .contains("PATH_NOT_OWNED", "HANDOFF_NOT_INCLUDED", "NOT_VALIDATED", "NON_FAST_FORWARD");
  }

  private Set<String> play(long seed, int plans, Maker maker) throws Exception {
    Map<String, Integer> met = new TreeMap<>();
    for (int n = 0; n < plans; n++) {
      Path folder = temp.resolve("r" + n);
      PlayedPlan plan = maker.plan(seed + n, folder, met);
      plan.play();
      decided.put(plan.getClass().getSimpleName() + " " + (seed + n), Decisions.of(plan.shop));
      Trash.remove(folder);
    }
    System.out.println(met);
    return met.keySet();
  }

  private static final class Honest extends PlayedPlan {
    Honest(long seed, Path folder, Map<String, Integer> met) throws IOException {
      super(seed, folder, met);
    }

    @Override
    void play() throws Exception {
      for (int i = 0; i < 25; i++) {
        String letter = any(LETTERS);
        String branch = letter + "/w";
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> push(letter, branch, worked(letter, branch), "pushed");
          case 3 -> push(letter, branch, mainMerged(letter, branch), "merged main");
          case 4, 5 -> handOff(letter, branch, shop.tip("heads/" + branch));
          case 6, 7 -> {
            String why = integrate("", "");
            assertThat(why).as(where()).matches("|there is nothing to integrate.*");
          }
          case 8 ->
              assertThat(rollBack(letter, ""))
                  .as(where())
                  .matches("|.*(no branch|nothing to roll back|started from several commits).*");
          default -> others();
        }
      }
      finish();
    }

    private String mainMerged(String letter, String branch) throws IOException {
      return merged(letter, start(letter, branch), main());
    }

    private void push(String letter, String branch, String commit, String what) throws IOException {
      boolean isExcluded = isExcluded(letter);
      String codes = shop.pushPlainly(letter, branch, commit);
      meet(codes.isEmpty() ? what : codes);
      assertThat(codes.contains("EXCLUDED")).as(where()).isEqualTo(isExcluded);
      Set<String> fine = new HashSet<>(OF_ORDER);
      if (holdsRevoked(letter, commit)) {
        fine.add("PATH_NOT_OWNED"); // merged with what was made in its stead
      }
      allOf(fine, codes, where());
    }

    private void handOff(String letter, String branch, String tip) throws Exception {
      boolean isExcluded = !tip.isEmpty() && isExcluded(letter);
      String codes = tip.isEmpty() ? "" : handOff(letter, branch);
      assertThat(codes.contains("EXCLUDED"))
          .as(where())
          .isEqualTo(isExcluded && !codes.equals(Workshop.ALREADY));
      Set<String> fine = new HashSet<>(OF_ORDER);
      fine.addAll(List.of("NOT_VALIDATED", Workshop.ALREADY)); // nothing is new
      if (!tip.isEmpty() && holdsRevoked(letter, tip)) {
        fine.addAll(List.of("PATH_NOT_OWNED", "FOREIGN_STATE"));
      }
      allOf(fine, codes, where());
    }
  }

  private static final class Hostile extends PlayedPlan {
    private static final List<String> BRANCHES = List.of("/w", "/w", "/v");

    Hostile(long seed, Path folder, Map<String, Integer> met) throws IOException {
      super(seed, folder, met);
    }

    @Override
    void play() throws Exception {
      for (int i = 0; i < 40; i++) {
        String letter = any(LETTERS);
        String branch = letter + any(BRANCHES);
        switch (random.nextInt(21)) {
          case 0, 1, 2, 3, 4 -> {
            push(name(letter), branch, worked(letter, branch));
            handOff(letter, branch, shop.tip("heads/" + branch));
          }
          case 5, 6 -> push(any(List.of(name(letter), "mia")), branch, any(List.copyOf(commits)));
          case 7, 8 -> push(any(List.of(name(letter), "mia")), branch, made(letter));
          case 9 -> handOff(letter, branch, shop.tip("heads/" + branch));
          case 10, 11, 12 -> tried(integrate(any(List.of("", "", name(letter))), ""));
          case 13 -> tried(integrate("", name(letter)));
          case 14, 15 -> tried(rollBack(any(List.of(name(letter), letter)), branch));
          case 16, 17 -> meet(pushToMain(merge(letter)));
          case 18 -> meet(pushToMain(any(List.copyOf(commits))));
          case 19 -> reopen(letter);
          default -> {
            if (random.nextInt(3) == 0) {
              rename(letter);
            }
          }
        }
      }
      assertThat(shop.problems()).as(where()).isEmpty();
    }

    private void tried(String why) {
      meet(why.isEmpty() ? "possible" : "not possible");
    }

    private void push(String who, String branch, String commit) throws IOException {
      for (String code : shop.pushPlainly(who, branch, commit).split(" ", -1)) {
        meet(code);
      }
    }

    private void handOff(String letter, String branch, String tip) throws Exception {
      if (!tip.isEmpty()) {
        meet(handOff(letter, branch));
      }
    }

    /** A commit on any others, of any of their files, and changed anywhere. */
    private String made(String letter) throws IOException {
      List<String> all = List.copyOf(commits);
      List<String> parents = new ArrayList<>(List.of(any(all)));
      if (random.nextBoolean()) {
        parents.add(any(List.of(any(all), main())));
      }
      Map<String, String> files = new TreeMap<>(files(parents.get(0)));
      for (String parent : parents) {
        files(parent)
            .forEach(
                (path, text) -> {
                  if (random.nextInt(3) == 0) {
                    files.put(path, text);
                  }
                });
      }
      String whose = random.nextInt(4) == 0 ? any(LETTERS) : letter;
      files.put(whose + "/" + "fg".charAt(random.nextInt(2)), text(whose));
      if (random.nextInt(4) == 0) {
        files.remove(whose + "/h");
      }
      return commit(parents.stream().distinct().toList(), files);
    }

    /** What a maintainer makes who merges a handoff as the gate does, or nearly. */
    private String merge(String letter) throws IOException {
      String handoff = shop.tip("gatekeeper/handoff/" + name(letter));
      if (handoff.isEmpty()) {
        return main();
      }
      Map<String, String> files = files(main());
      files.keySet().removeIf(path -> path.startsWith(letter));
      files.putAll(own(letter, files(handoff)));
      if (random.nextInt(4) == 0) {
        files.put(any(LETTERS) + "/f", text(letter));
      }
      return commit(List.of(main(), handoff), files);
    }
  }
}
