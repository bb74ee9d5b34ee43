package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plans in which several agents own paths in an order, played at random by honest agents: each adds
 * words to the files that it owns, merges what it is told to, keeps all words of both sides where
 * that conflicts, and begins anew where what it built on was taken back. Whatever is integrated and
 * not rolled back is on main, once; and all of them can finish.
 */
class RandomSharedPlanTest {
  private static final long SEED = Long.getLong("gatekeeper.test.seed", 20261201L);
  private static final int MANY = Integer.getInteger("gatekeeper.test.histories", 2_000);
  private static final Set<String> OF_ORDER =
      Set.of("HANDED_OFF", "HANDOFF_PENDING", "HANDOFF_NOT_INCLUDED", "EXCLUDED");

  /** Each agent with those it comes after: a line, a fork, and one that joins two. */
  private static final List<Map<String, String>> ORDERS =
      List.of(
          new TreeMap<>(Map.of("a", "", "b", "a", "c", "b")),
          new TreeMap<>(Map.of("a", "", "b", "a", "c", "a")),
          new TreeMap<>(Map.of("a", "", "b", "", "c", "ab")));

  /** Who owns which of the shared files, by order; those of one file are all in an order. */
  private static final List<Map<String, String>> OWNERS =
      List.of(
          Map.of("s/f", "abc", "s/g", "ac", "s/h", "bc"),
          Map.of("s/f", "ab", "s/g", "ac", "s/h", "ab"),
          Map.of("s/f", "ac", "s/g", "bc", "s/h", "ac"));

  private static final Pattern ROLLBACK =
      Pattern.compile("gatekeeper rollback (\\w+)(?: --integration ([0-9a-f]{40}))?");

  private static final Pattern RETURN =
      Pattern.compile("gatekeeper rollback \\w+ --to ([0-9a-f]{40})");

  @TempDir Path temp;
  private final Map<String, Integer> met = new TreeMap<>();

  @Test
  void nothingIsLostAndAllCanFinish() throws Exception {
    play(SEED, 12);
    assertThat(met).containsKeys("pushed", "handed off", "integrated", "undone", "taken back");
  }

  @Test
  @Tag("slow")
  void nothingIsLostAndAllCanFinishInManyPlans() throws Exception {
    play(Long.getLong("gatekeeper.test.seed", System.nanoTime()), MANY);
  }

  private void play(long seed, int plans) throws Exception {
    for (int n = 0; n < plans; n++) {
      Path folder = temp.resolve("r" + n);
      try {
        new Plan(seed + n, folder).play();
      } catch (IOException | OperationRefused e) {
        throw new AssertionError("seed " + (seed + n), e);
      }
      Trash.remove(folder);
    }
    System.out.println(met);
  }

  private final class Plan {
    private final Random random;
    private final String where;
    private final Map<String, String> order;
    private final Map<String, String> owners;
    private final Workshop shop;

    /** The words that were integrated and not rolled back, by file: what main has to have. */
    private final Map<String, Set<String>> standing = new TreeMap<>();

    /** The merges of sides that had both changed a path that is not the agent's. */
    private final Set<String> conflicting = new TreeSet<>();

    /** The handoffs that were revoked, each with its agent. */
    private final Map<String, String> revoked = new TreeMap<>();

    private int number;

    Plan(long seed, Path folder) throws IOException {
      random = new Random(seed);
      where = "seed " + seed;
      int which = random.nextInt(ORDERS.size());
      order = ORDERS.get(which);
      owners = OWNERS.get(which);
      PolicyBuilder policy = new PolicyBuilder();
      for (Map.Entry<String, String> agent : order.entrySet()) {
        String id = agent.getKey();
        List<String> owns = new ArrayList<>(List.of("/" + id + "/"));
        owners.forEach(
            (file, of) -> owns.addAll(of.contains(id) ? List.of("/" + file) : List.of()));
        policy.agent(id, List.of(id), true, letters(agent.getValue()), owns.toArray(String[]::new));
      }
      shop =
          Workshop.open(
              folder, policy.build(), "a/f=o", "b/f=o", "c/f=o", "s/f=o", "s/g=o", "s/h=o");
    }

    private static List<String> letters(String text) {
      return text.chars().mapToObj(Character::toString).toList();
    }

    private void meet(String what) {
      met.merge(what, 1, Integer::sum);
    }

    void play() throws Exception {
      for (int i = 0; i < 30; i++) {
        String agent = "" + "abc".charAt(random.nextInt(3));
        switch (random.nextInt(9)) {
          case 0, 1, 2 -> push(agent, worked(agent, start(agent)));
          case 3, 4, 5 -> handOff(agent);
          case 6, 7 -> integrate();
          default -> rollBack(agent);
        }
        isWhole();
      }
      finish();
    }

    /** Main has every word that stands, and no word twice. */
    private void isWhole() throws IOException {
      Map<String, String> files = files(main());
      for (Map.Entry<String, Set<String>> file : standing.entrySet()) {
        assertThat(words(files, file.getKey()))
            .as(where + " " + file.getKey())
            .containsAll(file.getValue())
            .doesNotHaveDuplicates();
      }
    }

    private String main() throws IOException {
      return shop.tip("heads/main");
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
              .map(file -> file.getKey() + "=" + file.getValue())
              .toArray(String[]::new));
    }

    private static List<String> words(Map<String, String> files, String path) {
      return Arrays.asList(files.getOrDefault(path, "").split("\\.", -1));
    }

    private boolean owns(String agent, String path) {
      return path.startsWith(agent + "/") || owners.getOrDefault(path, "").contains(agent);
    }

    private String handoff(String agent) throws IOException {
      return shop.tip("gatekeeper/handoff/" + agent);
    }

    /** All whom the agent has to build on: those it comes after, in turn. */
    private Set<String> before(String agent) {
      Set<String> all = new TreeSet<>(letters(order.getOrDefault(agent, "")));
      for (String one : List.copyOf(all)) {
        all.addAll(before(one));
      }
      return all;
    }

    /** Where an agent goes on: its branch, with the handoffs that it has to contain merged in. */
    private String start(String agent) throws IOException {
      String tip = shop.tip("heads/" + agent);
      if (tip.isEmpty()) {
        return anew(agent);
      }
      for (String before : before(agent)) {
        String made = handoff(before);
        tip = made.isEmpty() ? tip : merged(agent, tip, made);
      }
      return tip;
    }

    /** The same without its branch: from the handoffs, or from main if there are none. */
    private String anew(String agent) throws IOException {
      String tip = "";
      for (String before : before(agent)) {
        String made = handoff(before);
        tip = made.isEmpty() || tip.isEmpty() ? tip + made : merged(agent, tip, made);
      }
      return tip.isEmpty() ? main() : tip;
    }

    /** Git's merge; of its own files where that conflicts it keeps the words of both sides. */
    private String merged(String agent, String tip, String other) throws IOException {
      if (shop.isIn(other, tip)) {
        return tip;
      }
      if (shop.isIn(tip, other)) {
        return other;
      }
      Map<String, String> base = base(tip, other);
      Map<String, String> ours = files(tip);
      Map<String, String> theirs = files(other);
      Map<String, String> merged = new TreeMap<>();
      boolean conflicts = false;
      for (String path : ours.keySet()) {
        String was = base.getOrDefault(path, "");
        String here = ours.getOrDefault(path, "");
        String there = theirs.getOrDefault(path, "");
        boolean isConflict = !here.equals(was) && !there.equals(was) && !owns(agent, path);
        merged.put(path, isConflict ? there : mergedWords(was, here, there));
        conflicts |= isConflict;
      }
      String made = commit(List.of(tip, other), merged);
      if (conflicts) {
        conflicting.add(made);
      }
      return made;
    }

    /** What git merges from: where there are several merge bases, these merged. */
    private Map<String, String> base(String one, String other) throws IOException {
      List<String> bases = shop.mergeBases(one, other);
      Map<String, String> base = files(bases.get(0));
      for (String next : bases.subList(1, bases.size())) {
        Map<String, String> was = base(bases.get(0), next);
        files(next)
            .forEach(
                (path, words) ->
                    base.merge(
                        path, words, (w, x) -> mergedWords(was.getOrDefault(path, ""), w, x)));
      }
      return base;
    }

    private static String mergedWords(String was, String here, String there) {
      if (there.equals(was)) {
        return here;
      }
      return here.equals(was)
          ? there
          : String.join(".", union(Arrays.asList(was.split("\\.", -1)), here, there));
    }

    private static Set<String> union(List<String> base, String here, String there) {
      List<String> ours = Arrays.asList(here.split("\\.", -1));
      List<String> theirs = Arrays.asList(there.split("\\.", -1));
      Set<String> all = new LinkedHashSet<>(ours);
      all.addAll(theirs);
      all.removeIf(word -> base.contains(word) && !(ours.contains(word) && theirs.contains(word)));
      return all;
    }

    private String worked(String agent, String from) throws IOException {
      Map<String, String> files = files(from);
      List<String> own = files.keySet().stream().filter(path -> owns(agent, path)).toList();
      String path = own.get(random.nextInt(own.size()));
      files.put(path, files.get(path) + "." + agent + ++number);
      return commit(List.of(from), files);
    }

    private String push(String agent, String commit) throws IOException {
      String codes = shop.pushPlainly(agent, agent, commit);
      meet(codes.isEmpty() ? "pushed" : codes);
      Set<String> fine = new TreeSet<>(OF_ORDER);
      if (codes.contains("HANDOFF_PENDING") || holdsTakenBack(agent, commit)) {
        fine.addAll(List.of("PATH_NOT_OWNED", "FOREIGN_STATE"));
      }
      PlayedPlan.allOf(fine, codes, where);
      return codes;
    }

    /**
     * Whether a commit has work of others that is neither on main nor in their handoffs, or had it
     * before in its history.
     */
    private boolean holdsTakenBack(String agent, String commit) throws IOException {
      for (Map.Entry<String, String> dead : revoked.entrySet()) {
        if (!dead.getValue().equals(agent) && shop.isIn(dead.getKey(), commit)) {
          return true;
        }
      }
      for (String merge : conflicting) {
        if (shop.isIn(merge, commit)) {
          return true; // its owner has to resolve that, and then it starts anew
        }
      }
      Map<String, String> files = files(commit);
      Set<String> known = new TreeSet<>();
      for (String other : order.keySet()) {
        String made = other.equals(agent) ? "" : handoff(other);
        for (String from : made.isEmpty() ? List.of(main()) : List.of(main(), made)) {
          files(from).values().forEach(text -> known.addAll(Arrays.asList(text.split("\\.", -1))));
        }
      }
      return files.keySet().stream()
          .flatMap(path -> words(files, path).stream())
          .anyMatch(word -> !word.startsWith(agent) && !known.contains(word));
    }

    private String handOff(String agent) throws Exception {
      String tip = shop.tip("heads/" + agent);
      if (tip.isEmpty()) {
        return "";
      }
      String codes = shop.handoff(agent, agent, "", CheckOutcome.PASSED);
      meet(codes.isEmpty() ? "handed off" : codes);
      if (codes.isEmpty()) {
        revoked.remove(tip);
      }
      Set<String> fine = new TreeSet<>(OF_ORDER);
      fine.addAll(List.of("NOT_VALIDATED", Workshop.ALREADY));
      if (codes.contains("HANDOFF_PENDING") || holdsTakenBack(agent, tip)) {
        fine.addAll(List.of("PATH_NOT_OWNED", "FOREIGN_STATE"));
      }
      PlayedPlan.allOf(fine, codes, where);
      return codes;
    }

    private String integrate() throws Exception {
      return integrate("");
    }

    /**
     * @param agent who is integrated, with those it comes after; or "" for all
     */
    private String integrate(String agent) throws Exception {
      Map<String, String> before = files(main());
      try {
        IntegrationRun.Result result = shop.integrate(agent, "");
        assertThat(result.isIntegrated()).as(where).isTrue();
        Map<String, String> after = files(main());
        for (String path : after.keySet()) {
          assertThat(words(after, path)).as(where + " " + path).containsAll(words(before, path));
          standing.put(path, new TreeSet<>(words(after, path)));
        }
        for (var ready : result.proposal().ready()) {
          lacksNothing(ready.agent().id().id(), ready.handoff().commit().hex(), after);
        }
        isOfItsAuthors(before, after);
        meet("integrated");
        return "";
      } catch (OperationRefused e) {
        meet("not integrated");
        return e.why();
      }
    }

    /**
     * What was handed off has come in, and it had all that earlier owners had handed off by then.
     */
    private void lacksNothing(String agent, String handoff, Map<String, String> after)
        throws IOException {
      Map<String, String> made = files(handoff);
      for (String path : made.keySet()) {
        if (owns(agent, path)) {
          assertThat(words(after, path))
              .as(where + " " + path + " of " + agent)
              .containsAll(words(made, path).stream().filter(w -> w.startsWith(agent)).toList());
        }
      }
    }

    /** Nobody's word comes in as the work of another, after its author has taken it back. */
    private void isOfItsAuthors(Map<String, String> before, Map<String, String> after)
        throws IOException {
      for (String path : after.keySet()) {
        List<String> came = new ArrayList<>(words(after, path));
        came.removeAll(words(before, path));
        for (String word : came) {
          assertThat(words(files(handoff(word.substring(0, 1))), path))
              .as(where + " " + path)
              .contains(word);
        }
      }
    }

    /** Takes back; and before it what it is told to take back first. */
    private void rollBack(String agent) throws Exception {
      Map<String, String> before = files(main());
      try {
        Rollback.Done done = shop.rollBack(agent);
        done.revoked().ifPresent(handoff -> revoked.put(handoff.commit().hex(), agent));
        meet(done.undone().isPresent() ? "undone" : "taken back");
        rolledBack(before);
      } catch (OperationRefused e) {
        if (e.next().contains(", then this again")) {
          String commands = e.next().substring(0, e.next().indexOf(", then this again"));
          Matcher first = ROLLBACK.matcher(commands);
          while (first.find()) {
            before = files(main());
            String integration = first.group(2) == null ? "" : first.group(2);
            Rollback.Done done = rolledBack(first.group(1), integration);
            String whose = first.group(1);
            done.revoked().ifPresent(handoff -> revoked.put(handoff.commit().hex(), whose));
            rolledBack(before);
            meet("undone first");
          }
          before = files(main());
          shop.rollBack(agent);
          rolledBack(before);
          meet("undone then");
        } else {
          meet("not rolled back");
        }
      }
    }

    /** Where the work started from several commits, the one that is named returns to one. */
    private Rollback.Done rolledBack(String agent, String integration) throws Exception {
      try {
        return shop.rollBack(agent, "", integration);
      } catch (OperationRefused e) {
        Matcher to = RETURN.matcher(e.next());
        if (integration.isEmpty() && to.find()) {
          return shop.rollBackTo(agent, to.group(1));
        }
        throw e;
      }
    }

    /** A rollback takes words away, and brings none back that was taken away before. */
    private void rolledBack(Map<String, String> before) throws IOException {
      Map<String, String> after = files(main());
      for (String path : after.keySet()) {
        assertThat(words(before, path)).as(where + " " + path).containsAll(words(after, path));
        standing.put(path, new TreeSet<>(words(after, path)));
      }
    }

    private void finish() throws Exception {
      for (String agent : order.keySet()) {
        String word = "";
        String codes = "";
        for (int attempt = 0; attempt < 4; attempt++) {
          String from = attempt >= 2 ? anew(agent) : start(agent);
          from = attempt % 2 == 1 ? merged(agent, from, main()) : from;
          Map<String, String> files = files(from);
          word = agent + ++number;
          for (String path : List.copyOf(files.keySet())) {
            if (owns(agent, path)) {
              files.put(path, files.get(path) + "." + word);
            }
          }
          reopen(agent);
          codes = push(agent, commit(List.of(from), files));
          codes = codes.isEmpty() ? handOff(agent) : codes;
          if (codes.isEmpty() && !integrate(agent).isEmpty()) {
            codes = "CONFLICT";
          }
          if (codes.isEmpty()) {
            break;
          }
        }
        assertThat(codes).as(where + ": " + agent + ": " + shop.words()).isEmpty();
        isWhole();
        Map<String, String> done = files(main());
        for (String path : done.keySet()) {
          if (owns(agent, path)) {
            assertThat(words(done, path)).as(where + " " + path).contains(word);
          }
        }
      }
      assertThat(shop.problems()).as(where).isEmpty();
    }

    private void reopen(String agent) throws IOException {
      try {
        new AgentControl(shop.gated()).reopen(new AgentId(agent), "to go on", Actor.named("mia"));
      } catch (OperationRefused e) {
        assertThat(e.why()).as(where).contains("is not closed");
      }
    }
  }
}
