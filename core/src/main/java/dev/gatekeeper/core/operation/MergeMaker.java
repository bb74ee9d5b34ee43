package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.operation.Integrations.Merged;
import dev.gatekeeper.core.plan.ForeignWork;
import dev.gatekeeper.core.plan.IntegrationOrder.Ready;
import dev.gatekeeper.core.plan.StrayLinks;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.GateCommit;
import dev.gatekeeper.core.text.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The maker of an integration's merge commits: stored, and on no branch. */
record MergeMaker(JGitHistory history, Policy policy, Path gitDirectory, LocalDate today) {
  private static final int SHOWN = 10;

  /**
   * Merges handoffs, each onto what came of the one before.
   *
   * @param at when, for the commits
   * @throws OperationRefused if two sides conflict, or the result is not sound; it names paths and
   *     agents
   */
  List<Merged> make(Oid onto, List<Ready> ready, Instant at, Actor by)
      throws IOException, OperationRefused {
    List<Merged> merged = new ArrayList<>();
    Oid tip = onto;
    for (Ready next : ready) {
      // that of a push, for each, and counted anew by whoever looks at the whole of it
      JGitHistory limited = history.within(new PushBudget(policy.limits()));
      try {
        Permission own = Permission.of(policy, next.agent().id(), today);
        Map<RepoPath, Oid> foreign =
            ForeignWork.in(limited.onceMore(), Set.of(tip), next.handoff().commit(), own);
        if (!foreign.isEmpty()) {
          throw foreign(ready, next, foreign, own);
        }
        History.Merge merge = limited.storeMerge(tip, next.handoff().commit(), own);
        if (!merge.conflicts().isEmpty()) {
          throw conflict(ready, next, merge.conflicts(), own);
        }
        if (!merge.isWhole()) {
          RepoPath path = merge.filesForFolders().get(0);
          throw fileForFolder(limited, ready, next, tip, path, own);
        }
        Oid made =
            GateCommit.commit(
                gitDirectory,
                merge.tree(),
                List.of(tip, next.handoff().commit()),
                message(next, by),
                at);
        List<Oid> parents = List.of(tip, next.handoff().commit());
        List<String> faults = faults(limited.onceMore(), merge, made, parents, parents, own);
        if (!faults.isEmpty()) {
          throw new OperationRefused(
              "the work of %s would make the result invalid: %s"
                  .formatted(next.agent().id(), PlainText.firstOf(faults)),
              "reopen %s and have it fixed%s"
                  .formatted(
                      next.agent().id(),
                      Ready.isAnyLeft(ready, next.agent().id()) ? ", or leave it out" : ""));
        }
        merged.add(
            new Merged(
                new Step(
                    next.agent().id(), next.handoff().branch(), next.handoff().commit(), tip, made),
                merge.kept(),
                superseded(limited, next.handoff().commit(), made, own)));
        tip = made;
      } catch (PushBudget.Exceeded e) {
        throw new OperationRefused(
            "the work of " + next.agent().id() + " can't be merged: " + e.why(),
            "raise the limit in "
                + policy.file()
                + (Ready.isAnyLeft(ready, next.agent().id())
                    ? ", or leave it out with --without"
                    : ""));
      }
    }
    return merged;
  }

  /**
   * The agent's paths that are not as it handed them off: nobody else may change those but
   * maintainers, whose word it is then, and whoever handed off should know.
   */
  private List<RepoPath> superseded(History limited, Oid handoff, Oid made, Permission own)
      throws IOException {
    return limited.changed(List.of(handoff), made, Integer.MAX_VALUE).stream()
        .filter(path -> own.outcome(path).allowed())
        .toList();
  }

  /**
   * Makes the commit that takes back an integration: the paths that it changed as they were, all
   * others as they are.
   *
   * @param first the commands that take back first what others have made of these paths since, or
   *     ""
   * @throws OperationRefused if somebody else has changed them since; it names them
   */
  Oid undo(
      Oid onto,
      Step step,
      Instant at,
      Actor by,
      String reason,
      IoStreams.Question<List<RepoPath>, String> first)
      throws IOException, OperationRefused {
    AgentId agent = step.agent();
    Permission all = Permission.everything(policy, today);
    JGitHistory limited = history.within(new PushBudget(policy.limits()));
    History.Merge merge = limited.storeUndone(onto, step.before(), step.after(), all);
    if (!merge.isWhole()) {
      List<RepoPath> changed = new ArrayList<>(merge.conflicts());
      changed.addAll(merge.filesForFolders());
      throw new OperationRefused(
          "what the integration of %s changed has been changed since by others: %s"
              .formatted(agent, shown(agent, changed, all)),
          first.of(changed) + byHand(step));
    }
    String why = PlainText.line(reason);
    Oid made =
        GateCommit.commit(
            gitDirectory,
            merge.tree(),
            List.of(onto),
            "Roll back %s\n\nWhat its integration %s changed is as it was before.\n\n"
                    .formatted(agent, step.after().abbreviated())
                + trailer("Agent", agent.id())
                + trailer("Undoes", step.after().hex())
                + (why.isEmpty() ? "" : trailer("Reason", why))
                + trailer("Rolled-back-by", PlainText.line(by.text())),
            at);
    List<String> faults =
        faults(limited, merge, made, List.of(onto), List.of(onto, step.before()), all);
    if (!faults.isEmpty()) {
      throw new OperationRefused(
          "what was there before the integration of %s would not be sound now: %s"
              .formatted(agent, PlainText.firstOf(faults)),
          byHand(step));
    }
    return made;
  }

  /** How people undo what the gate can't. */
  private String byHand(Step step) {
    String what =
        step.after().equals(step.handoff())
            ? step.before().abbreviated() + ".." + step.after().abbreviated()
            : "-m 1 " + step.after().abbreviated();
    return ("fix it on %s by hand (git revert %s, push -o gatekeeper.override=<reason>), then:"
            + " gatekeeper rollback %s --undone-by COMMIT")
        .formatted(policy.integration().branch(), what, step.agent());
  }

  private OperationRefused foreign(
      List<Ready> all, Ready ready, Map<RepoPath, Oid> foreign, Permission own) {
    AgentId id = ready.agent().id();
    return new OperationRefused(
        ("the handoff of %s has commits that change paths that are not its own, such as %s: %s;"
                + " these changes would count as merged, and be lost")
            .formatted(
                id,
                foreign.values().iterator().next().abbreviated(),
                shown(id, List.copyOf(foreign.keySet()), own)),
        ("%sgatekeeper rollback %s, and have the work redone; or the owner hands it off and is"
                + " integrated first; or a maintainer merges %s by hand, with all its changes, and"
                + " pushes that with -o gatekeeper.override=<reason>")
            .formatted(
                Ready.isAnyLeft(all, id) ? "integrate --without " + id + "; or " : "",
                id,
                ready.handoff().commit().abbreviated()));
  }

  private OperationRefused conflict(
      List<Ready> all, Ready ready, List<RepoPath> paths, Permission own) {
    AgentId id = ready.agent().id();
    return new OperationRefused(
        "the work of %s conflicts with %s at %s: both have changed since they diverged"
            .formatted(id, policy.integration().branch(), shown(id, paths, own)),
        "reopen %s, have it merge %s and hand off again%s"
            .formatted(
                id,
                policy.integration().branch(),
                Ready.isAnyLeft(all, id) ? "; or integrate --without " + id : ""));
  }

  /**
   * The refusal when one side has a file at a path and the other a folder: the side with the file
   * gives way.
   */
  private OperationRefused fileForFolder(
      History limited, List<Ready> all, Ready ready, Oid tip, RepoPath path, Permission own)
      throws IOException {
    AgentId id = ready.agent().id();
    Oid work = ready.handoff().commit();
    String branch = policy.integration().branch();
    List<RepoPath> below =
        limited.changed(List.of(work), tip, Integer.MAX_VALUE).stream()
            .filter(other -> other.isBelow(path))
            .limit(1)
            .toList();
    boolean isFile =
        limited.entries(List.of(tip), Set.copyOf(below)).values().stream()
            .anyMatch(TreeEntry::isThere);
    String folder = "a folder " + (isFile ? "on " + branch : "in the work of " + id);
    String file = "a file " + (isFile ? "in the work of " + id : "on " + branch);
    List<AgentId> others = own.owners(path).stream().filter(owner -> !owner.equals(id)).toList();
    String without = Ready.isAnyLeft(all, id) ? "; or integrate --without " + id : "";
    return new OperationRefused(
        "%s is %s%s and %s, for %s; git can store only one of the two"
            .formatted(
                path.quoted(),
                file,
                isFile || others.isEmpty() ? "" : " (of " + others.get(0) + ")",
                folder,
                shown(id, below, own)),
        isFile
            ? "reopen %s, have it rename its file %s and hand off again%s"
                .formatted(id, path.quoted(), without)
            : "have %s rename the file %s on %s, and integrate %s again%s"
                .formatted(
                    others.isEmpty() ? "a maintainer" : others.get(0),
                    path.quoted(),
                    branch,
                    id,
                    without));
  }

  /** Some of the paths, each with who else may change it. */
  private static String shown(AgentId id, List<RepoPath> paths, Permission permission) {
    List<String> shown = new ArrayList<>();
    for (RepoPath path : paths.subList(0, Math.min(SHOWN, paths.size()))) {
      List<String> others =
          permission.owners(path).stream().filter(o -> !o.equals(id)).map(AgentId::id).toList();
      shown.add(
          path.quoted() + (others.isEmpty() ? "" : " (of " + String.join(", ", others) + ")"));
    }
    return String.join(", ", shown)
        + (paths.size() > SHOWN ? " and " + (paths.size() - SHOWN) + " more" : "");
  }

  /**
   * What is checked of every effect of a push is checked of a merge that the gate makes.
   *
   * @param of what it was made of: links that led astray there may stay
   */
  private List<String> faults(
      History limited,
      History.Merge merge,
      Oid commit,
      List<Oid> parents,
      List<Oid> of,
      Permission permission)
      throws IOException {
    List<String> faults = new ArrayList<>();
    Findings findings =
        new Findings() {
          @Override
          public void effect(Code code, Oid of, RepoPath path, Change change, String detail) {
            faults.add(code + " at " + path.quoted() + ": " + detail);
          }

          @Override
          public void commit(Code code, Oid of, String detail) {
            faults.add(code + ": " + detail);
          }
        };
    limited.judge(commit, Set.copyOf(parents), permission, policy.contents(), findings);
    if (merge.links()) {
      faults.addAll(new StrayLinks(new JudgingContext(policy, limited, today)).in(commit, of));
    }
    return faults;
  }

  private String message(Ready ready, Actor by) {
    Agent agent = ready.agent();
    Handoff handoff = ready.handoff();
    String title = PlainText.line(agent.title());
    return "Integrate %s%s\n\nPaths that are not of %s are as they were.\n\n"
            .formatted(agent.id(), title.isEmpty() ? "" : ": " + title, agent.id())
        + trailer("Agent", agent.id().id())
        + trailer("Branch", PlainText.line(handoff.branch().shortName()))
        + trailer("Handoff", handoff.commit().hex())
        + trailer("Validation", "event " + handoff.event() + " of refs/gatekeeper/ledger")
        + trailer("Policy", policy.digest())
        + trailer("Integrated-by", PlainText.line(by.text()));
  }

  private static String trailer(String name, String value) {
    return name + ": " + value + "\n";
  }
}
