package dev.gatekeeper.core.brief;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Waiver;
import dev.gatekeeper.core.policy.SharedPaths;
import dev.gatekeeper.core.report.AgentStatus;
import dev.gatekeeper.core.report.StatusWords;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An agent's instructions in Markdown: what it must know, may change, must not change, waits for
 * and must show. The same text through every door, and the same again while policy and plan are.
 */
public final class Brief {
  private static final int NEIGHBOURS = 12;
  private static final int PATTERNS = 8;

  /** What is said of {@code REMOTE} where nobody knows what the gate is called there. */
  public static final String WHICH_REMOTE = "; REMOTE is the gate's, see `git remote -v`";

  private final Policy policy;
  private final Agent agent;
  private final LocalDate today;
  private final Optional<AgentStatus> status;
  private final List<String> lines = new ArrayList<>();

  private Brief(Policy policy, Agent agent, LocalDate today, Optional<AgentStatus> status) {
    this.policy = policy;
    this.agent = agent;
    this.today = today;
    this.status = status;
  }

  /**
   * The brief of one agent.
   *
   * @param today in UTC, for waivers
   * @param plan where the agents stand; none if nobody can tell
   * @return lines that each end in a newline
   */
  public static String of(Policy policy, Agent agent, LocalDate today, List<AgentStatus> plan) {
    Optional<AgentStatus> status =
        plan.stream().filter(s -> s.agent().id().equals(agent.id())).findFirst();
    return new Brief(policy, agent, today, status).text();
  }

  private String text() {
    heading();
    mustKnow();
    mayChange();
    mustNotChange();
    waitsFor();
    mustShow();
    works();
    return String.join("\n", lines) + "\n";
  }

  private void heading() {
    String title = agent.title().isEmpty() ? "" : ": " + Markdown.text(agent.title());
    lines.add("# Brief of " + Markdown.text(agent.id().id()) + title);
    lines.add("");
    String plan = policy.title().isEmpty() ? "" : Markdown.text(policy.title()) + ". ";
    lines.add(
        plan
            + "You are the agent "
            + Markdown.code(agent.id().id())
            + ". Others work on this repository at the same time. A gate judges every commit that"
            + " you push by "
            + Markdown.code(policy.file())
            + (policy.mode() == Policy.Mode.WARN
                ? "; for now it only warns about paths that are not yours, and refuses"
                    + " everything else"
                : "; a single change outside your paths has the whole push refused")
            + ".");
  }

  private void mustKnow() {
    section("You must know");
    if (agent.brief().isBlank()) {
      lines.add("The policy says nothing; ask the person who gave you the work.");
    } else {
      lines.addAll(Markdown.quote(agent.brief()));
    }
    if (!agent.estimate().isEmpty()) {
      lines.add("");
      lines.add("Estimate: " + Markdown.text(agent.estimate()) + ".");
    }
  }

  private void mayChange() {
    section("You may change");
    for (PathRules.PathRule rule : agent.owns().rules()) {
      String what =
          rule.rule().list() == Rule.List.SCRATCH
              ? " (scratch: yours for notes and leftovers)"
              : rule.pattern().negated() ? " (an exception: not this)" : "";
      lines.add("- " + Markdown.code(rule.rule().pattern()) + what);
    }
    for (Waiver waiver : policy.waivers()) {
      if (waiver.agent().equals(agent.id()) && waiver.isLive(today)) {
        lines.add(
            "- until %s (UTC, that day included): %s (%s)"
                .formatted(
                    waiver.until(),
                    patterns(waiver.paths(), Integer.MAX_VALUE),
                    Markdown.text(waiver.reason())));
      }
    }
    lines.add("");
    lines.add("Patterns are gitignore's, from the root of the repository; the last match decides.");
  }

  private void mustNotChange() {
    section("You must not change");
    lines.add("Anything else, and above all:");
    lines.add("");
    if (!agent.forbids().rules().isEmpty()) {
      lines.add("- forbidden to you: " + patterns(agent.forbids(), Integer.MAX_VALUE));
    }
    lines.add(
        "- protected from every agent: " + patterns(policy.protectedPaths(), Integer.MAX_VALUE));
    List<Agent> others = Neighbours.of(policy, agent);
    for (Agent other : others.subList(0, Math.min(NEIGHBOURS, others.size()))) {
      lines.add("- " + name(other) + " owns " + patterns(other.owns(), PATTERNS));
    }
    if (others.size() > NEIGHBOURS) {
      lines.add(
          "- %s more agents own paths; `gatekeeper check PATH` says who owns one"
              .formatted(others.size() - NEIGHBOURS));
    }
  }

  private void waitsFor() {
    section("You wait for");
    if (agent.after().isEmpty() && agent.excludes().isEmpty()) {
      lines.add("- nobody: you may start at once");
    }
    for (AgentId before : agent.after()) {
      String start =
          agent.ancestry()
              ? ": start from its handoff, `git fetch REMOTE refs/gatekeeper/handoff/"
                  + before
                  + " && git merge FETCH_HEAD`"
              : "";
      lines.add("- you come after " + name(before) + ", which has to hand off first" + start);
    }
    for (AgentId before : SharedPaths.earlierOwners(policy, agent)) {
      lines.add(
          ("- you own paths after %s: what you push has to contain its current handoff; when it"
                  + " hands off again, `git fetch REMOTE refs/gatekeeper/handoff/%s && git merge"
                  + " FETCH_HEAD`")
              .formatted(name(before), before));
    }
    agent
        .excludes()
        .forEach(other -> lines.add("- you may not push while " + name(other) + " has the turn"));
    for (AgentStatus now : status.stream().toList()) {
      lines.add("- when this was written you were " + StatusWords.marked(now));
      now.waits()
          .forEach(
              blocker ->
                  lines.add(
                      "  - "
                          + Markdown.text(blocker.why())
                          + "; "
                          + Markdown.text(blocker.todo())));
    }
    if (status.filter(now -> !now.leftOver().isEmpty()).isPresent()) {
      lines.add(
          "- you left work on another branch than the one you handed off, and others may be"
              + " waiting for you: `gatekeeper status` names the branch and who can remove it");
    }
    lines.add(
        "- %s returns when you may push; with git alone, ask now and then: %s"
            .formatted(command("wait %s"), Markdown.code(Ask.state(agent, policy))));
  }

  private void mustShow() {
    section("You must show");
    if (agent.validate().isEmpty()) {
      lines.add("Nothing: a handoff is accepted without checks.");
      return;
    }
    lines.add("A handoff runs these checks on the tip of your branch, in a fresh checkout:");
    lines.add("");
    for (int i = 0; i < agent.validate().size(); i++) {
      lines.addAll(CheckDescription.lines(agent.validate().get(i), i + 1));
    }
  }

  private void works() {
    section("How to");
    lines.add(
        "- ask before you edit: " + command("check --agent %s PATH") + " (exit status 0: yes)");
    String branches =
        String.join(
            ", ",
            agent.branches().patterns().stream().map(p -> Markdown.code(p.toString())).toList());
    lines.add("- your branches: " + branches + "; no other, and no tag");
    String branch = agent.branches().first().orElse("BRANCH");
    lines.add("- push: " + Markdown.code("git push REMOTE " + branch) + WHICH_REMOTE);
    lines.add(
        "- hand off when everything is done: "
            + Markdown.code("git push -o handoff REMOTE " + branch)
            + ", or "
            + command("handoff %s"));
    lines.add(
        "- hand off work that is pushed already (with `-o handoff` git would send nothing): "
            + Markdown.code(Ask.handoff(RefName.branch(branch)))
            + "; it fails if a check does");
    lines.add("- refused: read the lines `fix:` and `next:`, do what they say, push again");
    if (!agent.rewrite()) {
      lines.add("- never rewrite or delete what you pushed: no `--force`");
      lines.add(
          "- git rejects a branch that does not contain what you pushed, and suggests `git"
              + " pull`. Don't:");
      String pushed = "REMOTE/" + branch;
      lines.add(
          "  - after `git commit --amend`: "
              + Markdown.code(
                  "git fetch REMOTE && git log -g --format=%H HEAD | grep -q -x \"$(git rev-parse "
                      + pushed
                      + ")\" && n=$(git log -1 --format=%B | git commit-tree HEAD^{tree} -p "
                      + pushed
                      + ") && git update-ref HEAD $n")
              + ", and push; staged changes stay staged; if somebody else has pushed, it stops: "
              + Markdown.code("git merge " + pushed));
      lines.add(
          "  - after a rebase: %s, and push"
              .formatted(Markdown.code("git fetch REMOTE && git merge " + pushed)));
    }
    lines.add("- the state of every agent: `gatekeeper status`");
    lines.add(
        "- go on after a handoff: %s, or %s with the commit that you handed off"
            .formatted(
                command("reopen %s --reason WHY"),
                Markdown.code(Ask.reopen("HANDOFF", RefName.branch(branch)))));
  }

  private void section(String title) {
    lines.add("");
    lines.add("## " + title);
    lines.add("");
  }

  /** The id is of a few safe characters, {@link AgentId}. */
  private String command(String form) {
    return Markdown.code("gatekeeper " + form.formatted(agent.id()));
  }

  private String name(AgentId id) {
    return policy.agent(id).map(Brief::name).orElse(Markdown.code(id.id()));
  }

  private static String name(Agent other) {
    String title = other.title().isEmpty() ? "" : " (" + Markdown.text(other.title()) + ")";
    return Markdown.code(other.id().id()) + title;
  }

  private static String patterns(PathRules rules, int most) {
    List<String> all =
        rules.rules().stream().map(rule -> Markdown.code(rule.rule().pattern())).toList();
    String more = " and " + (all.size() - most) + " more";
    return all.size() <= most
        ? String.join(", ", all)
        : String.join(", ", all.subList(0, most)) + more;
  }

  /** The other agents, those first whose paths lie nearest to an agent's own. */
  static final class Neighbours {
    private Neighbours() {}

    static List<Agent> of(Policy policy, Agent agent) {
      List<String> own = patterns(agent);
      return policy.agents().stream()
          .filter(other -> !other.id().equals(agent.id()))
          .sorted(Comparator.comparingInt((Agent other) -> -nearness(own, patterns(other))))
          .toList();
    }

    private static List<String> patterns(Agent agent) {
      return agent.owns().rules().stream()
          .filter(rule -> !rule.pattern().negated() && rule.rule().list() != Rule.List.SCRATCH)
          .map(rule -> rule.rule().pattern().replaceFirst("^/", ""))
          .toList();
    }

    /** How many folders from the root on the two have in common, at most. */
    private static int nearness(List<String> own, List<String> others) {
      int most = 0;
      for (String one : own) {
        for (String other : others) {
          String[] left = one.split("/", -1);
          String[] right = other.split("/", -1);
          int same = 0;
          while (same < Math.min(left.length, right.length) - 1 && left[same].equals(right[same])) {
            same++;
          }
          most = Math.max(most, same);
        }
      }
      return most;
    }
  }
}
