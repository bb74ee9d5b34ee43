package dev.gatekeeper.core.git;

import dev.gatekeeper.core.fixture.NaiveHistory;
import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Agents that work side by side and change their own paths only, and a maintainer who merges their
 * branches to main. Agent {@code a2} comes after {@code a0} and may build on its handoffs.
 *
 * <p>One step is at most one commit. Merges are git's: a step asks for one, and goes on when git
 * has answered.
 */
final class Team {
  static final int AGENTS = 3;
  static final String MAINTAINER = "main";

  /** How an agent breaks the rules. */
  enum Slip {
    PLAIN,
    REVERTED_LATER,
    RENAME,
    EVIL_MERGE,
    MERGE_THAT_KEEPS_OURS,
    OCTOPUS
  }

  /** A push as it would reach the gate. */
  record Push(String agent, String tip, Set<String> known) {}

  /**
   * A commit to be made.
   *
   * @param merge ids of what git is to merge, or none
   */
  record Step(String agent, String branch, List<String> parents, List<String> merge) {}

  /** What git said of a merge. */
  record Merged(SortedMap<RepoPath, String> tree, List<RepoPath> conflicts) {}

  private final Random random;
  private final UnaryOperator<String> blobs;
  private final Map<String, SortedMap<RepoPath, String>> trees = new HashMap<>();
  private final Map<String, String> heads = new HashMap<>();
  private final Map<String, String> pushed = new HashMap<>();
  private final List<String> main = new ArrayList<>();
  private final List<Push> pushes = new ArrayList<>();
  private final NaiveHistory ancestry = new NaiveHistory();
  private final boolean datesLie;
  private String handoff = "";
  private int made;

  /**
   * A team that has not begun.
   *
   * @param blobs stores a content, and says its id
   */
  Team(Random random, UnaryOperator<String> blobs) {
    this.random = random;
    this.blobs = blobs;
    this.datesLie = random.nextBoolean();
  }

  static String agent(int i) {
    return "a" + i;
  }

  static String[] owns(String agent) {
    return new String[] {"/" + agent + "/", "/shared/" + agent + "-*"};
  }

  static boolean isOwn(String agent, RepoPath path) {
    return path.text().startsWith(agent + "/") || path.text().startsWith("shared/" + agent + "-");
  }

  private static List<String> paths(String agent) {
    return List.of(agent + "/x", agent + "/y", agent + "/y/z", "shared/" + agent + "-f");
  }

  List<Push> pushes() {
    return pushes;
  }

  /** For a failure: what stands at a path in a merge, its sides and their bases. */
  String explain(String commit, RepoPath path) {
    StringBuilder text = new StringBuilder();
    List<String> parents = ancestry.commit(commit).parents();
    List<String> all = new ArrayList<>(parents);
    if (parents.size() == 2) {
      all.addAll(ancestry.mergeBases(parents.subList(0, 1), parents.get(1)));
    }
    all.add(commit);
    all.forEach(
        id ->
            text.append(id)
                .append(main.contains(id) ? " (main) " : " ")
                .append(tree(id).getOrDefault(path, "nothing"))
                .append('\n'));
    return text.toString();
  }

  SortedMap<RepoPath, String> tree(String commit) {
    SortedMap<RepoPath, String> tree = trees.get(commit);
    if (tree == null) {
      throw new IllegalArgumentException(commit);
    }
    return tree;
  }

  long nextDate() {
    return datesLie ? 1_600_000_000 + random.nextInt(1 << 28) : 1_700_000_000 + made * 60L;
  }

  /** What to do next; a step without parents is the very first commit. */
  Step next() {
    if (main.isEmpty()) {
      return new Step(MAINTAINER, MAINTAINER, List.of(), List.of());
    }
    int kind = random.nextInt(20);
    if (kind == 0) {
      return new Step(MAINTAINER, MAINTAINER, List.of(tip()), List.of());
    }
    String agent = agent(random.nextInt(AGENTS));
    String branch = agent + (random.nextInt(3) == 0 ? "/side" : "");
    String head = heads.getOrDefault(branch, "");
    if (head.isEmpty() || kind == 1) {
      heads.put(branch, kind < 10 ? tip() : main.get(random.nextInt(main.size())));
      return work(agent, branch);
    }
    if (kind < 6) {
      return work(agent, branch);
    }
    if (kind < 10) {
      return merge(MAINTAINER, MAINTAINER, tip(), head);
    }
    if (kind < 15) {
      // Often a main of a little while ago, which has since merged the branch: a criss-cross.
      String from = main.get(Math.max(0, main.size() - 1 - random.nextInt(4)));
      return merge(agent, branch, head, from);
    }
    if (kind == 15 && agent.equals(agent(0)) && contains(head, handoff)) {
      handoff = head;
    }
    if (kind < 18) {
      String other = heads.getOrDefault(agent, "");
      return other.isEmpty() ? work(agent, branch) : merge(agent, branch, head, other);
    }
    return agent.equals(agent(2)) && !handoff.isEmpty()
        ? merge(agent, branch, head, handoff)
        : work(agent, branch);
  }

  private boolean contains(String tip, String ancestor) {
    return ancestor.isEmpty() || ancestry.contains(tip, ancestor);
  }

  private String tip() {
    return main.get(main.size() - 1);
  }

  private Step work(String agent, String branch) {
    return new Step(agent, branch, List.of(heads.getOrDefault(branch, "")), List.of());
  }

  private Step merge(String agent, String branch, String ours, String theirs) {
    if (contains(ours, theirs)) {
      return agent.equals(MAINTAINER)
          ? new Step(agent, branch, List.of(ours), List.of())
          : work(agent, branch);
    }
    List<String> parents = new ArrayList<>(List.of(ours, theirs));
    if (random.nextInt(4) == 0) {
      parents = List.of(theirs, ours);
    }
    return new Step(agent, branch, parents, parents);
  }

  /** The tree for a step, or none where an honest agent would not go on. */
  List<SortedMap<RepoPath, String>> tree(Step step, Merged merged) {
    if (step.merge().isEmpty()) {
      SortedMap<RepoPath, String> tree =
          step.parents().isEmpty() ? start() : new TreeMap<>(tree(step.parents().get(0)));
      change(step.agent(), tree);
      return List.of(tree);
    }
    SortedMap<RepoPath, String> tree = new TreeMap<>(merged.tree());
    if (!merged.conflicts().isEmpty()) {
      String agent = step.agent();
      if (agent.equals(MAINTAINER) || merged.conflicts().stream().anyMatch(p -> !isOwn(agent, p))) {
        return List.of();
      }
      tree.keySet().removeIf(p -> isOwn(agent, p));
      tree(step.parents().get(random.nextInt(2)))
          .forEach((p, e) -> putIf(isOwn(agent, p), tree, p, e));
    }
    if (!step.agent().equals(MAINTAINER) && random.nextInt(4) == 0) {
      change(step.agent(), tree);
    }
    return List.of(tree);
  }

  private static void putIf(
      boolean really, SortedMap<RepoPath, String> tree, RepoPath path, String entry) {
    if (really) {
      tree.put(path, entry);
    }
  }

  private SortedMap<RepoPath, String> start() {
    SortedMap<RepoPath, String> tree = new TreeMap<>();
    for (int i = 0; i < AGENTS; i++) {
      change(agent(i), tree);
    }
    tree.put(RepoPath.of("README"), blob(RepoPath.of("README")));
    return tree;
  }

  /** Content for that path, unlike any other path's: git must see no rename where none is meant. */
  private String blob(RepoPath path) {
    return "100644 " + blobs.apply(path + " " + "xyz".charAt(random.nextInt(3)) + "\n");
  }

  /** Changes a path or two of that agent's; of anybody's for the maintainer. */
  private void change(String agent, SortedMap<RepoPath, String> tree) {
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      String whose = agent.equals(MAINTAINER) ? agent(random.nextInt(AGENTS)) : agent;
      List<String> paths = paths(whose);
      RepoPath path = RepoPath.of(paths.get(random.nextInt(paths.size())));
      RandomHistory.put(tree, path, random.nextInt(4) == 0 ? "" : blob(path));
    }
  }

  /** Takes note of a commit that was made, and perhaps pushes it. */
  void made(Step step, String id, long date, SortedMap<RepoPath, String> tree) {
    made++;
    trees.put(id, tree);
    ancestry.add(new NaiveHistory.Commit(id, date, step.parents(), tree));
    if (step.agent().equals(MAINTAINER)) {
      main.add(id);
      return;
    }
    heads.put(step.branch(), id);
    if (random.nextInt(3) > 0) {
      pushes.add(push(step, id));
      pushed.put(step.branch(), id);
    }
  }

  /** A push of that commit as things stand. */
  Push push(Step step, String id) {
    Set<String> known = new LinkedHashSet<>(Set.of(tip()));
    boolean trustsHandoff = step.agent().equals(agent(0)) || step.agent().equals(agent(2));
    if (trustsHandoff && !handoff.isEmpty()) {
      known.add(handoff);
    }
    String old = pushed.getOrDefault(step.branch(), "");
    if (!old.isEmpty()) {
      known.add(old);
    }
    return new Push(step.agent(), id, known);
  }

  /** The last commit of the agent's branch, none if it has not begun. */
  List<String> head(String agent) {
    String head = heads.getOrDefault(agent, "");
    return head.isEmpty() ? List.of() : List.of(head);
  }

  /**
   * What an agent makes that breaks the rules in this manner.
   *
   * @return trees by the parents of the commit, oldest first; the first is the one to be refused.
   *     None if there is no occasion for it
   */
  List<SortedMap<RepoPath, String>> slip(Slip slip, String agent, List<String> parents) {
    SortedMap<RepoPath, String> before = tree(parents.get(0));
    SortedMap<RepoPath, String> bad = new TreeMap<>(before);
    switch (slip) {
      case PLAIN -> touchForeign(agent, bad);
      case REVERTED_LATER -> {
        touchForeign(agent, bad);
        return List.of(bad, before);
      }
      case RENAME -> {
        List<RepoPath> foreign = before.keySet().stream().filter(p -> !isOwn(agent, p)).toList();
        RepoPath from = foreign.get(random.nextInt(foreign.size()));
        RandomHistory.put(bad, RepoPath.of(agent + "/moved"), before.getOrDefault(from, ""));
        bad.remove(from);
      }
      case EVIL_MERGE, OCTOPUS -> {
        SortedMap<RepoPath, String> theirs = tree(parents.get(1));
        bad = new TreeMap<>(theirs);
        bad.keySet().removeIf(p -> isOwn(agent, p));
        SortedMap<RepoPath, String> result = bad;
        before.forEach((p, e) -> putIf(isOwn(agent, p), result, p, e));
        // An octopus need not change anything more where its parents do not agree.
        if (slip == Slip.EVIL_MERGE || agree(agent, parents)) {
          touchForeign(agent, bad);
        }
      }
      case MERGE_THAT_KEEPS_OURS -> {
        if (foreign(agent, before).equals(foreign(agent, tree(parents.get(1))))) {
          return List.of();
        }
      }
    }
    return List.of(bad);
  }

  private boolean agree(String agent, List<String> commits) {
    return commits.stream().map(c -> foreign(agent, tree(c))).distinct().count() == 1;
  }

  private static SortedMap<RepoPath, String> foreign(
      String agent, SortedMap<RepoPath, String> tree) {
    SortedMap<RepoPath, String> foreign = new TreeMap<>(tree);
    foreign.keySet().removeIf(p -> isOwn(agent, p));
    return foreign;
  }

  private void touchForeign(String agent, SortedMap<RepoPath, String> tree) {
    List<String> paths = new ArrayList<>(List.of("README", "new", agent, "shared/" + agent));
    for (int i = 0; i < AGENTS; i++) {
      if (!agent(i).equals(agent)) {
        paths.addAll(paths(agent(i)));
      }
    }
    RepoPath path = RepoPath.of(paths.get(random.nextInt(paths.size())));
    String old = tree.getOrDefault(path, "");
    // Content that stands nowhere else: what is right by accident is not refused.
    RandomHistory.put(
        tree, path, old.isEmpty() || random.nextBoolean() ? "100755 " + blobs.apply("bad") : "");
  }

  /** The parents for that slip. */
  List<String> parents(Slip slip, String head) {
    return switch (slip) {
      case EVIL_MERGE, MERGE_THAT_KEEPS_OURS -> List.of(head, tip());
      case OCTOPUS -> Arrays.asList(head, tip(), main.get(0));
      default -> List.of(head);
    };
  }
}
