package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plan that is played move by move, and what holds of it after each move, whoever plays: an
 * integration brings of each agent's paths what it handed off, whole, and changes nothing else;
 * what was revoked comes in only if its agent hands it off again; a rollback restores what there
 * was, and leaves the rest. The reference is naive: files as a map, and what was revoked as a list.
 *
 * <p>Agent {@code b} comes after {@code a}; {@code c} and {@code a} exclude each other. Each has
 * the folder of its letter, and may be given its other name, the letter twice.
 */
abstract class PlayedPlan {
  static final List<String> LETTERS = List.of("a", "b", "c");
  private static final Pattern INTEGRATION = Pattern.compile("as well: .* --integration (.*)");

  final Random random;
  final Workshop shop;

  /** All commits that anybody has made. */
  final Set<String> commits = new LinkedHashSet<>();

  private final long seed;
  private final Map<String, Integer> met;
  private final Set<String> renamed = new TreeSet<>();
  private final Set<String> everRenamed = new HashSet<>();
  private final Map<String, String> revoked = new HashMap<>();

  /** Who has handed off nothing since it was rolled back. */
  private final Set<String> takenBack = new HashSet<>();

  private final List<Past> past = new ArrayList<>();
  private int number;

  /** An integration that stands, with its agent's files before and after it. */
  private record Past(String name, Map<String, String> before, Map<String, String> after) {}

  /**
   * @param met counts what happens, by a word
   */
  PlayedPlan(long seed, Path folder, Map<String, Integer> met) throws IOException {
    this.seed = seed;
    this.random = new Random(seed);
    this.met = met;
    this.shop = Workshop.open(folder, policy(), "a/f=a0", "b/f=b0", "c/f=c0", "z/f=z0");
    commits.add(main());
  }

  /** Plays it to its end. */
  abstract void play() throws Exception;

  final void meet(String what) {
    met.merge(what, 1, Integer::sum);
  }

  /** Which plan it was, to play it again. */
  final String where() {
    return "seed " + seed;
  }

  final <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** A text that nobody has written yet. */
  final String text(String letter) {
    return letter + ++number;
  }

  final String main() throws IOException {
    return shop.tip("heads/main");
  }

  /** What the agent of a letter is called now. */
  final String name(String letter) {
    return renamed.contains(letter) ? letter + letter : letter;
  }

  private static String letter(AgentId agent) {
    return agent.id().substring(0, 1);
  }

  private Policy policy() {
    PolicyBuilder policy = new PolicyBuilder();
    for (String letter : LETTERS) {
      policy.agent(
          name(letter),
          List.of(letter + "/**"),
          false,
          letter.equals("b") ? List.of(name("a")) : List.of(),
          excluded(letter).stream().map(this::name).toList(),
          "/" + letter + "/");
    }
    int bits = 0;
    for (String letter : renamed) {
      bits |= 1 << LETTERS.indexOf(letter);
    }
    return policy.digest((char) ('0' + bits)).build();
  }

  /** Whom an agent excludes, by letter. */
  private static List<String> excluded(String letter) {
    return switch (letter) {
      case "a" -> List.of("c");
      case "c" -> List.of("a");
      default -> List.of();
    };
  }

  /** Whether one that the agent excludes has the turn, while nobody has another name. */
  final boolean isExcluded(String letter) throws IOException {
    for (String other : excluded(letter)) {
      if (other.equals("a") ? isAtWork("a") : isAtWork("c") && !isAtWork("a")) {
        return true;
      }
    }
    return false;
  }

  /** Whether it has pushed what it has not handed off, and is not closed. */
  private boolean isAtWork(String letter) throws IOException {
    String tip = shop.tip("heads/" + letter + "/w");
    String made = shop.tip("gatekeeper/handoff/" + letter);
    boolean isClosed = !made.isEmpty() && !shop.isIn(made, main());
    return !isClosed && !tip.isEmpty() && !shop.isIn(tip, main());
  }

  /** A maintainer stops whoever is in the way of an agent, or lets them go on. */
  private void stop(String letter, boolean stops) throws IOException {
    for (String other : excluded(letter)) {
      try {
        AgentControl marks = new AgentControl(shop.gated());
        AgentId id = new AgentId(name(other));
        if (stops) {
          marks.stop(id, letter + " goes first", Actor.named("mia"));
        } else {
          marks.resume(id, letter + " has finished", Actor.named("mia"));
        }
      } catch (OperationRefused e) {
        throw new AssertionError(where(), e);
      }
    }
  }

  /** The policy gives an agent its other name. */
  final void rename(String letter) {
    if (!renamed.remove(letter)) {
      renamed.add(letter);
    }
    everRenamed.add(letter);
    shop.policy(policy());
    meet("renamed");
  }

  final Map<String, String> files(String commit) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String file : shop.files(commit).split(" ", -1)) {
      if (!file.isEmpty()) {
        files.put(file.substring(0, 3), file.substring(4));
      }
    }
    return files;
  }

  final String commit(List<String> parents, Map<String, String> files) throws IOException {
    String made =
        shop.commit(
            parents,
            files.entrySet().stream()
                .map(f -> f.getKey() + "=" + f.getValue())
                .toArray(String[]::new));
    commits.add(made);
    return made;
  }

  /** Git's merge; where it conflicts, an agent's own files stay and others' are taken. */
  final String merged(String letter, String tip, String other) throws IOException {
    if (shop.isIn(other, tip)) {
      return tip;
    }
    if (shop.isIn(tip, other)) {
      return other;
    }
    Map<String, String> base = files(shop.mergeBase(tip, other));
    Map<String, String> ours = files(tip);
    Map<String, String> theirs = files(other);
    Set<String> paths = new TreeSet<>(ours.keySet());
    paths.addAll(theirs.keySet());
    Map<String, String> merged = new TreeMap<>();
    for (String path : paths) {
      String was = base.getOrDefault(path, "");
      String here = ours.getOrDefault(path, "");
      String there = theirs.getOrDefault(path, "");
      boolean isOurs = there.equals(was) || (!here.equals(was) && path.startsWith(letter));
      String text = isOurs ? here : there;
      if (!text.isEmpty()) {
        merged.put(path, text);
      }
    }
    return commit(List.of(tip, other), merged);
  }

  /** Where an agent goes on: a branch of it, with what it has to contain merged in. */
  final String start(String letter, String branch) throws IOException {
    String tip = shop.tip("heads/" + branch);
    String needed = letter.equals("b") ? shop.tip("gatekeeper/handoff/" + name("a")) : "";
    if (needed.isEmpty()) {
      needed = main();
    }
    return tip.isEmpty() ? needed : merged(letter, tip, needed);
  }

  /** The same with one of its files changed. */
  final String worked(String letter, String branch) throws IOException {
    String from = start(letter, branch);
    Map<String, String> files = files(from);
    files.put(letter + "/" + "fgh".charAt(random.nextInt(3)), text(letter));
    return commit(List.of(from), files);
  }

  /** Hands off; the codes for which it is refused, or nothing. */
  final String handOff(String letter, String branch) throws Exception {
    String tip = shop.tip("heads/" + branch);
    String codes = shop.handoff(name(letter), branch, "", CheckOutcome.PASSED);
    if (codes.isEmpty()) {
      revoked.remove(tip);
      takenBack.remove(name(letter));
      meet("handed off");
      canBeIntegrated(letter);
    }
    return codes;
  }

  /**
   * What has just been handed off could be integrated, but for conflicts and for those before it.
   */
  private void canBeIntegrated(String letter) throws Exception {
    try {
      var proposal = new Integrations(shop.gated()).propose(shop.integration(name(letter), ""));
      assertThat(proposal.merges()).as(where()).isNotNull();
      meet("could be integrated");
    } catch (OperationRefused e) {
      String of = letter.equals("b") ? ".*handoff of a|.*it comes after|.*builds on|" : "";
      assertThat(e.why()).as(where()).matches("(" + of + ".*conflicts with ).*");
    }
  }

  /**
   * Integrates; why that is not possible, or nothing.
   *
   * @param agents whom, and whom to leave out; names parted by blanks
   */
  final String integrate(String agents, String without) throws Exception {
    String from = main();
    Map<String, String> was = files(from);
    try {
      IntegrationRun.Result result = shop.integrate(agents, without);
      assertThat(result.isIntegrated()).as(where()).isTrue();
      Map<String, String> handedOff = new HashMap<>();
      for (var ready : result.proposal().ready()) {
        handedOff.put(letter(ready.agent().id()), ready.handoff().commit().hex());
      }
      cameIn(from, was, handedOff);
      meet("integrated");
      return "";
    } catch (OperationRefused e) {
      assertThat(main()).as(where()).isEqualTo(from);
      return e.why();
    }
  }

  /** What holds when handoffs, by letter, have come in. */
  private void cameIn(String from, Map<String, String> was, Map<String, String> handedOff)
      throws IOException {
    commits.add(main());
    Map<String, String> expected = new HashMap<>(was);
    for (var handoff : handedOff.entrySet()) {
      Map<String, String> own = arrived(handoff.getKey(), from, handoff.getValue());
      past.add(new Past(name(handoff.getKey()), own(handoff.getKey(), was), own));
      expected.keySet().removeIf(path -> path.startsWith(handoff.getKey()));
      expected.putAll(own);
    }
    assertThat(files(main())).as(where()).isEqualTo(expected);
    for (var dead : revoked.entrySet()) {
      boolean isNew = shop.isIn(dead.getKey(), main()) && !shop.isIn(dead.getKey(), from);
      String again = handedOff.getOrDefault(dead.getValue(), from);
      assertThat(isNew && !shop.isIn(dead.getKey(), again))
          .as(where() + ": " + dead + " was revoked")
          .isFalse();
    }
  }

  /**
   * What an agent's files are when its handoff has come in: as handed off. Who has another name now
   * need not go on from what came in under the former, so for it what it has not changed stays.
   */
  private Map<String, String> arrived(String letter, String from, String handoff)
      throws IOException {
    Map<String, String> theirs = own(letter, files(handoff));
    if (!everRenamed.contains(letter)) {
      return theirs;
    }
    Map<String, String> base = own(letter, files(shop.mergeBase(from, handoff)));
    Map<String, String> arrived = own(letter, files(from));
    Set<String> changed = new TreeSet<>(base.keySet());
    changed.addAll(theirs.keySet());
    changed.removeIf(path -> theirs.getOrDefault(path, "").equals(base.getOrDefault(path, "")));
    arrived.keySet().removeAll(changed);
    theirs.keySet().retainAll(changed);
    arrived.putAll(theirs);
    return arrived;
  }

  static Map<String, String> own(String letter, Map<String, String> files) {
    Map<String, String> own = new TreeMap<>(files);
    own.keySet().removeIf(path -> !path.startsWith(letter));
    return own;
  }

  /** A maintainer pushes to main without a reason; if it is accepted, it is an integration. */
  final String pushToMain(String commit) throws IOException {
    String from = main();
    Map<String, String> was = files(from);
    Map<String, String> handoffs = new HashMap<>();
    for (String letter : LETTERS) {
      String handoff = shop.tip("gatekeeper/handoff/" + name(letter));
      if (!handoff.isEmpty() && !shop.isIn(handoff, from) && shop.isIn(handoff, commit)) {
        handoffs.put(letter, handoff);
      }
    }
    String codes = shop.pushPlainly("mia", "main", commit);
    if (codes.isEmpty()) {
      cameIn(from, was, handoffs);
      meet("integrated by push");
    } else {
      assertThat(main()).as(where()).isEqualTo(from);
    }
    return codes;
  }

  /**
   * Rolls back; why that is not possible, or nothing. Where an integration has to be named, which
   * is done at times, the last thing that came of the agent was a rollback.
   */
  final String rollBack(String agent, String branch) throws Exception {
    String why = rollBack(agent, branch, "");
    Matcher named = INTEGRATION.matcher(why);
    if (!named.find()) {
      return why;
    }
    meet("repeated");
    return random.nextBoolean() ? "" : rollBack(agent, branch, named.group(1));
  }

  private String rollBack(String agent, String branch, String integration) throws Exception {
    String letter = agent.substring(0, 1);
    String from = main();
    Map<String, String> was = files(from);
    try {
      Rollback.Done done = shop.rollBack(agent, branch, integration);
      boolean isRepeated = !takenBack.add(agent);
      Map<String, String> expected = new TreeMap<>(was);
      if (done.undone().isPresent()) {
        assertThat(isRepeated && integration.isEmpty()).as(where()).isFalse();
        undo(agent, expected);
        commits.add(main());
      }
      assertThat(files(main())).as(where()).isEqualTo(expected);
      for (Handoff handoff : done.revoked().stream().toList()) {
        if (brings(letter, handoff.commit().hex(), from)) {
          revoked.put(handoff.commit().hex(), letter);
        }
      }
      meet(done.undone().isPresent() ? "undone" : "taken back");
      return "";
    } catch (OperationRefused e) {
      assertThat(main()).as(where()).isEqualTo(from);
      return e.why() + "; " + e.next();
    }
  }

  /**
   * Whether a commit has changed files of the agent: what a maintainer put on its branch may be
   * another's work, which that one may bring in itself.
   */
  private boolean brings(String letter, String commit, String from) throws IOException {
    return !own(letter, files(commit)).equals(own(letter, files(shop.mergeBase(commit, from))));
  }

  /** Of the last integration under that name, what it changed is as it was. */
  private void undo(String name, Map<String, String> files) {
    Past last = past.stream().filter(p -> p.name().equals(name)).reduce((a, b) -> b).orElseThrow();
    Set<String> paths = new TreeSet<>(last.before().keySet());
    paths.addAll(last.after().keySet());
    for (String path : paths) {
      String before = last.before().getOrDefault(path, "");
      if (!before.equals(last.after().getOrDefault(path, ""))) {
        files.remove(path);
        if (!before.isEmpty()) {
          files.put(path, before);
        }
      }
    }
    past.remove(past.lastIndexOf(last));
  }

  /** Whether a commit holds what was revoked of others, so that it can only be left behind. */
  final boolean holdsRevoked(String letter, String commit) throws IOException {
    for (var dead : revoked.entrySet()) {
      if (!dead.getValue().equals(letter) && shop.isIn(dead.getKey(), commit)) {
        return true;
      }
    }
    return false;
  }

  /** A maintainer changes what is nobody's. */
  final void others() throws IOException {
    Map<String, String> files = files(main());
    files.put("z/f", text("z"));
    assertThat(shop.push("mia", "main", commit(List.of(main()), files))).as(where()).isEmpty();
  }

  final void reopen(String letter) throws IOException {
    try {
      new AgentControl(shop.gated())
          .reopen(new AgentId(name(letter)), "to go on", Actor.named("mia"));
    } catch (OperationRefused e) {
      assertThat(e.why()).as(where()).contains("is not closed");
    }
  }

  /**
   * Whatever has happened, all can finish, each agent in its turn from where it may start, and all
   * that they then hand off is on main.
   */
  final void finish() throws Exception {
    Map<String, String> last = new TreeMap<>();
    for (String letter : LETTERS) {
      String branch = letter + "/w";
      String codes = "";
      stop(letter, true);
      for (String from : starts(letter, branch)) {
        Map<String, String> files = files(from);
        files.put(letter + "/f", text(letter));
        reopen(letter);
        codes = shop.pushPlainly(name(letter), branch, commit(List.of(from), files));
        codes = codes.isEmpty() ? handOff(letter, branch) : codes;
        if (codes.isEmpty()) {
          last.putAll(own(letter, files));
          break;
        } // it holds what was revoked, and is left behind
      }
      assertThat(codes).as(where() + ": " + letter).isEmpty();
      meet("began anew");
      assertThat(integrate(name(letter), "")).as(where()).isEmpty();
      stop(letter, false);
    }
    Map<String, String> files = files(main());
    files.remove("z/f");
    assertThat(files).as(where()).isEqualTo(last);
    assertThat(shop.problems()).as(where()).isEmpty();
  }

  private List<String> starts(String letter, String branch) throws IOException {
    Set<String> starts = new LinkedHashSet<>();
    starts.add(start(letter, branch));
    starts.add(main());
    return new ArrayList<>(starts);
  }

  /** What a push may be refused for. */
  static void allOf(Set<String> fine, String codes, String where) {
    Set<String> others = new HashSet<>(List.of(codes.split(" ", -1)));
    others.remove("");
    others.removeAll(fine);
    assertThat(others).as(where).isEmpty();
  }
}
