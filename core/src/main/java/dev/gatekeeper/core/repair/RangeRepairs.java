package dev.gatekeeper.core.repair;

import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.model.Violation.OfPath;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Rewrites;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PushOptions;
import dev.gatekeeper.core.text.ShellWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fix for a range that may not be handed off, by the rewrite that is always allowed
 * (docs/semantics.md, section 5, "Moving branches").
 */
public final class RangeRepairs {
  /** So far back a part is looked for. */
  private static final int MOST_COMMITS = 100_000;

  private final Policy policy;
  private final PlanState plan;
  private final JudgingContext judging;
  private final History history;
  private final Agent agent;
  private final RefName branch;
  private final Oid tip;
  private final Rewrites rewrites;

  public RangeRepairs(PlanState plan, Agent agent, RefName branch, Oid tip) {
    this.plan = plan;
    this.judging = plan.judging();
    this.policy = judging.policy();
    this.history = judging.history();
    this.agent = agent;
    this.branch = branch;
    this.tip = tip;
    this.rewrites = new Rewrites(plan, judging.afresh().history());
  }

  /** Where commits change what is foreign. */
  public List<Repair> ofForeign(List<Violation> violations) throws IOException {
    History limited = judging.afresh().history();
    try {
      Optional<Oid> own = plan.handoff(agent.id()).map(Handoff::commit);
      if (own.isPresent()
          && IoStreams.any(
              violations, v -> v instanceof OfPath p && limited.contains(own.get(), p.commit()))) {
        return List.of(
            words(
                ("it is in the valid handoff %s, which a maintainer rolls back: gatekeeper rollback"
                        + " %s")
                    .formatted(own.get().abbreviated(), agent.id())));
      }
      RefUpdate anew = new RefUpdate(branch, Oid.ZERO, tip);
      List<Repair> repairs =
          new ArrayList<>(
              new Repairs(anew, foundations(), permission(), judging, this::starts)
                  .of(List.of(), violations));
      repairs.add(
          words(
              "or, to keep what is foreign: its owner brings those very commits into "
                  + policy.integration().branch()
                  + " first (a maintainer: git push -o '"
                  + PushOptions.OVERRIDE
                  + "<reason>'), and then hand off again; a waiver that has ended can be extended"));
      return repairs;
    } catch (PushBudget.Exceeded e) {
      return List.of();
    }
  }

  /** What it builds on, and what has to stay in it. */
  private Set<Oid> foundations() throws IOException {
    Set<Oid> foundations = new LinkedHashSet<>(plan.trustedOfOthers(agent));
    foundations.addAll(rewrites.kept(tip, branch, agent));
    return foundations;
  }

  /** Where the range is beyond limits: as one commit, or else in parts. */
  public List<Repair> ofTooLarge() throws IOException {
    try {
      Set<Oid> kept = rewrites.kept(tip, branch, agent);
      JudgingContext limited = judging.afresh();
      Optional<Oid> beyond = beyond(kept, limited.history());
      if (beyond.isPresent()) {
        return List.of(words(beyondWithWhatStays(beyond.get())));
      }
      List<Repair> one = Squash.of(branch, tip, foundations(), permission(), limited, this::starts);
      return one.isEmpty() ? parts(kept) : one;
    } catch (PushBudget.Exceeded e) {
      return List.of();
    }
  }

  private List<Oid> starts() throws IOException {
    return rewrites.starts(tip, branch, agent);
  }

  private Permission permission() {
    return judging.permission(agent.id());
  }

  /** Counts what stays as well, and says what of it is beyond the limits. */
  private Optional<Oid> beyond(Set<Oid> kept, History limited) throws IOException {
    Set<Oid> known = new LinkedHashSet<>(plan.trustedOfOthers(agent));
    for (Oid stays : kept) {
      try {
        limited.judge(stays, known, permission(), policy.contents(), new Findings() {});
      } catch (PushBudget.Exceeded e) {
        return Optional.of(stays);
      }
      known.add(stays);
    }
    return Optional.empty();
  }

  private String beyondWithWhatStays(Oid stays) throws IOException {
    if (plan.handoff(agent.id()).filter(own -> own.commit().equals(stays)).isPresent()) {
      return "its handoff "
          + stays.abbreviated()
          + " alone exceeds them: ask a maintainer to integrate it, and hand off again";
    }
    return ("what a maintainer pushed, %s, stays in it and exceeds them with its history: ask a"
            + " maintainer to raise the limit, or for: gatekeeper rollback %s --branch %s")
        .formatted(stays.abbreviated(), agent.id(), ShellWord.of(branch));
  }

  /** As much of it as can be handed off, the rest later. */
  private List<Repair> parts(Set<Oid> kept) throws IOException {
    List<Oid> line = firstParents(kept);
    int passes = -1;
    int from = 0;
    int to = line.size() - 1;
    while (from <= to) { // from the oldest on, what comes after is larger
      int middle = (from + to) / 2;
      if (rewrites.wouldPass(line.get(middle), branch, agent)) {
        passes = middle;
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    if (passes < 0) {
      return List.of(words(byHand()));
    }
    Oid part = line.get(passes);
    String rest = "rest-" + tip.abbreviated();
    return List.of(
        new Repair(
            branch,
            ("%s && { test \"$(git rev-parse -q --verify refs/heads/%s)\" = %s || git branch %s %s;"
                    + " } && %s")
                .formatted(FixLine.checkedOut(tip), rest, tip, rest, tip, FixLine.checkout(part)),
            true),
        words(
            "hand off in parts: the rest stays on "
                + rest
                + ", to be merged when this part is integrated"));
  }

  private String byHand() throws IOException {
    String main = policy.integration().branch();
    return plan.handoff(agent.id()).isPresent()
        ? "its last handoff counts until it is integrated: ask a maintainer to integrate it, git"
            + " merge "
            + main
            + ", and hand off again"
        : ("start again and bring over as much as is within the limits: %s--force REMOTE HEAD:%s`,"
                + " hand off, and the rest when that is integrated; or ask a maintainer to raise the"
                + " limit")
            .formatted(Repairs.anew(starts(), tip), ShellWord.of(RepoPath.of(branch.name())));
  }

  /** The commits that the branch has gone through, without those that are trusted, oldest first. */
  private List<Oid> firstParents(Set<Oid> kept) throws IOException {
    History limited = judging.afresh().history();
    List<Oid> line = new ArrayList<>();
    Oid at = tip;
    while (line.size() < MOST_COMMITS) {
      List<Oid> parents = history.parents(at);
      if (parents.isEmpty() || !plan.isWork(agent, parents.get(0))) {
        break;
      }
      at = parents.get(0);
      Oid tip = at;
      if (!IoStreams.all(kept, stays -> limited.contains(tip, stays))) {
        break;
      }
      line.add(0, at);
    }
    return line;
  }

  private Repair words(String words) {
    return new Repair(branch, words, false);
  }
}
