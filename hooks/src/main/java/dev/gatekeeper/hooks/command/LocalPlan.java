package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.git.IncompleteHistory;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.LockedPlan;
import dev.gatekeeper.core.operation.OperationRefused;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The plan of a repository on this machine, for users who may write there. */
final class LocalPlan {
  private static final int LONGEST = 64;

  private LocalPlan() {}

  /**
   * Where its operations are asked for.
   *
   * @param path what {@code --repo} says, or empty
   * @param withGit the command that asks for the same with git alone, or empty
   */
  static GatedRepository gated(Console console, String path, String withGit) throws Failure {
    Workspace workspace = Workspace.find(console, path);
    if (!workspace.top().isEmpty()) {
      throw isElsewhere(workspace, path, withGit);
    }
    return new GatedRepository(workspace.repository(), PolicyFile::load, Clock.systemUTC());
  }

  /** The repository whose plan is read: no clone, since what one says of it would be made up. */
  static Workspace toRead(Console console, String path) throws Failure {
    Workspace workspace = Workspace.find(console, path);
    if (workspace.isClone()) {
      throw isElsewhere(workspace, path, "");
    }
    return workspace;
  }

  private static Failure isElsewhere(Workspace workspace, String path, String withGit)
      throws Failure {
    return Failure.usage(
        "`" + workspace.top().get(0) + "` is a working copy, " + whyNot(workspace, path),
        workspace
                .gate()
                .map(
                    gate ->
                        "name the bare repository, with --repo " + ShellWord.of(gate.toString()))
                .orElse("name the bare repository, or the address of the served one, with --repo")
            + (withGit.isEmpty() || !workspace.isClone() ? "" : "; with git alone: " + withGit));
  }

  private static String whyNot(Workspace clone, String path) throws Failure {
    if (!clone.isClone()) {
      return "and has no remote";
    }
    return path.isEmpty()
        ? "and no remote of it is asked as a gatekeeper server"
        : "and the plan is with the gate";
  }

  /** Who asks, for the ledger: nobody has proved it, so where it was said goes with it. */
  static Actor operator() {
    String user = Plain.line(System.getProperty("user.name", ""));
    String name = user.isEmpty() || user.equals("?") ? "somebody" : user;
    return new Actor.LocalUser(name.substring(0, Math.min(LONGEST, name.length())));
  }

  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException, OperationRefused, Failure;
  }

  /** Does it, and says as a command does why it can't be done. */
  static <T> T doing(Work<T> work) throws Failure {
    try {
      return work.run();
    } catch (OperationRefused e) {
      throw e.isUnknown() ? Failure.usage(e.why(), e.next()) : Failure.no(e.why(), e.next());
    } catch (LockedPlan.NoPolicy e) {
      List<String> lines = new ArrayList<>(List.of("the policy is missing or invalid:"));
      e.problems().forEach(problem -> lines.add(problem.toString()));
      throw Failure.policyInvalid(lines);
    } catch (PushBudget.Exceeded e) {
      throw Failure.unreadable(e.noAnswer(), PushBudget.Exceeded.next());
    } catch (IncompleteHistory e) {
      throw incomplete(e);
    } catch (IOException e) {
      throw Failure.unreadable(String.valueOf(e.getMessage()));
    }
  }

  /** What to say of a clone that does not have what was asked about. */
  static Failure incomplete(IncompleteHistory e) {
    return Failure.unreadable(String.valueOf(e.getMessage()), e.next());
  }
}
