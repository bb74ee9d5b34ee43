package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.report.AgentSelector;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import dev.gatekeeper.hooks.remote.Remote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The agent that a command is about: the named one, or else the one that works here. */
final class AgentArgument {
  @Parameters(
      paramLabel = "AGENT",
      arity = "0..1",
      description =
          "the agent; if not given, the one that this worktree is for, or whose branch is"
              + " checked out")
  private @Nullable String agent;

  /**
   * The id.
   *
   * @param policy the policy file that the user named, or empty
   */
  String id(Console console, RepositoryOption repository, String policy) throws Failure {
    return checked(agent == null ? here(console, repository, policy) : agent);
  }

  /** The same id, if it can be one. */
  static String checked(String id) throws Failure {
    if (!AgentId.isValid(id)) {
      throw Failure.usage("`" + id + "` can't be the id of an agent", "see gatekeeper status");
    }
    return id;
  }

  /** As {@link AgentSelector#of} has it; a failure to select is one of usage. */
  static List<AgentId> selected(Policy policy, String agent, String branch) throws Failure {
    try {
      return AgentSelector.of(policy, agent, branch);
    } catch (AgentSelector.Unknown e) {
      throw Failure.usage(String.valueOf(e.getMessage()), e.next());
    }
  }

  /** Whose worktree the current folder is in; empty if nothing says so. */
  static String configured(Console console) throws Failure {
    return new Git(console).config("--get", "gatekeeper.agent");
  }

  private static String here(Console console, RepositoryOption repository, String policy)
      throws Failure {
    String configured = configured(console);
    if (!configured.isEmpty()) {
      return configured;
    }
    String branch = checkedOut(console);
    try {
      return ofBranch(branch, console, repository, policy);
    } catch (Failure failure) {
      if (failure.status() != ExitStatus.USAGE) {
        throw failure;
      }
      List<String> lines = new ArrayList<>(failure.lines());
      lines.set(0, "no agent is given: " + lines.get(0));
      throw Failure.usage(lines.toArray(new String[0]));
    }
  }

  private static String checkedOut(Console console) throws Failure {
    try {
      for (String branch : Workspace.find(console, "").checkedOut()) {
        return branch;
      }
    } catch (Failure noRepository) {
      throw Failure.usage(
          "no agent is given, and there is no git repository here to infer it from",
          "name the agent, and with --repo the repository");
    }
    throw Failure.usage(
        "no agent is given, and no branch is checked out here to infer it from",
        "name the agent; `gatekeeper status` lists them");
  }

  /** As policies have it: the one that is asked decides, here or at the server. */
  private static String ofBranch(
      String branch, Console console, RepositoryOption repository, String policy) throws Failure {
    List<RepoPath> any = List.of(RepoPath.of(Policy.FILE_NAME.getBytes(StandardCharsets.UTF_8)));
    String question = CheckCommand.question("", branch, false, any);
    Optional<Remote> remote = repository.remote(console, policy);
    if (remote.isPresent()) {
      return JsonObject.lenient(remote.get().lines("/check", question).get(0)).text("agent");
    }
    Workspace workspace = Workspace.find(console, repository.path());
    return selected(PolicySource.policy(workspace, console, policy), "", branch).get(0).id();
  }
}
