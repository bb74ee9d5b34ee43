package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.ChildProcess;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The start of an agent's new branch in a clone: the integration branch, or the handoffs that the
 * agent comes after and that are not in it yet.
 *
 * @param commit where it is made
 * @param merges handoffs to merge into it then, by agent
 * @param words where that is, for people
 */
record WorktreeStart(String commit, Map<String, String> merges, String words) {
  private static final String PINS = "refs/gatekeeper/handoff/";

  /**
   * Fetches what is needed, and chooses.
   *
   * @param brief as {@code brief --json} has it
   */
  static WorktreeStart of(Git git, String remote, JsonObject brief) throws Failure {
    String branch = brief.text("integration");
    String main = commit(git, "refs/remotes/" + remote + "/" + branch);
    if (main.isEmpty()) {
      throw Failure.no(
          "the remote " + remote + " has no branch " + branch + " yet, from which agents start",
          "a maintainer makes it: git push %s %s"
              .formatted(remote, ShellWord.of("COMMIT:refs/heads/" + branch)));
    }
    Map<String, String> handoffs = handoffs(git, remote, brief);
    Map<String, String> needed = new LinkedHashMap<>(handoffs);
    for (Map.Entry<String, String> handoff : handoffs.entrySet()) {
      List<String> containers = new ArrayList<>(List.of(main));
      needed.forEach(
          (agent, commit) -> {
            if (!agent.equals(handoff.getKey())) {
              containers.add(commit);
            }
          });
      if (isWithin(git, handoff.getValue(), containers)) {
        needed.remove(handoff.getKey());
      }
    }
    if (needed.isEmpty()) {
      return new WorktreeStart(main, Map.of(), branch);
    }
    String first = needed.keySet().iterator().next();
    String words =
        needed.size() == 1
            ? "the handoff of " + first
            : "the handoffs of " + String.join(", ", needed.keySet()) + ", merged";
    Map<String, String> others = new LinkedHashMap<>(needed);
    return new WorktreeStart(String.valueOf(others.remove(first)), others, words);
  }

  /** The handoffs that the agent comes after, each fetched; all of them have to be there. */
  static Map<String, String> handoffs(Git git, String remote, JsonObject brief) throws Failure {
    Map<String, String> handoffs = new LinkedHashMap<>();
    if (!brief.text("ancestry").equals("true")) {
      return handoffs;
    }
    String agent = brief.text("agent");
    Set<String> all = new LinkedHashSet<>(brief.texts("after"));
    all.addAll(brief.texts("earlierOwners"));
    for (String before : all) {
      String pin = PINS + before;
      if (git.must("ls-remote", remote, pin).isBlank()) {
        throw Failure.no(
            agent + " comes after " + before + ", which has not handed off yet",
            "gatekeeper wait " + agent + ", and then this again");
      }
      git.must("fetch", "-q", "--no-tags", remote, "+" + pin + ":" + pin);
      handoffs.put(before, commit(git, pin));
    }
    return handoffs;
  }

  /** The commit at a ref, empty if there is none. */
  static String commit(Git git, String ref) throws Failure {
    ChildProcess.Ended ran = git.run("rev-parse", "--verify", "-q", ref + "^{commit}");
    return ran.status() == 0 ? ran.printed().strip() : "";
  }

  static boolean isWithin(Git git, String commit, List<String> others) throws Failure {
    for (String other : others) {
      if (git.run("merge-base", "--is-ancestor", commit, other).status() == 0) {
        return true;
      }
    }
    return false;
  }
}
