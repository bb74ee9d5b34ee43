package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import dev.gatekeeper.hooks.up.GateFolder;
import dev.gatekeeper.hooks.up.LocalServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A clone and the gate of its own that {@code up} makes.
 *
 * @param workspace the working copy of the command
 * @param git the clone's
 */
record OwnGate(Workspace workspace, Git git) {

  /** The clone of the current folder; a worktree of it belongs to an agent. */
  static OwnGate here(Console console, String command) throws Failure {
    List<Workspace> around = Workspace.around(console.folder());
    if (around.isEmpty()) {
      throw Failure.unreadable(
          "`%s` is not in a git repository, and `%s` is for a clone"
              .formatted(console.folder(), command),
          "go to one; or git init, git add, git commit, then gatekeeper up");
    }
    Workspace clone = around.get(0);
    if (clone.top().isEmpty()) {
      throw Failure.usage(
          "`%s` is a bare repository, and `%s` is for a working copy"
              .formatted(clone.gitDirectory(), command),
          "serve a bare repository with gatekeeper serve");
    }
    if (!clone.gitDirectory().equals(clone.repository().gitDirectory())) {
      throw Failure.usage(
          "`%s` is a worktree, and `%s` is for the clone that it belongs to"
              .formatted(clone.top().get(0), command),
          "run it there: " + clone.repository().gitDirectory().resolveSibling(""));
    }
    return new OwnGate(clone, new Git(console.in(clone.top().get(0))));
  }

  Path top() {
    return workspace.top().get(0);
  }

  /** The clone's, which its worktrees share. */
  Path gitDirectory() {
    return workspace.repository().gitDirectory();
  }

  /** The gate of the clone, if it ever had one. */
  Optional<GateFolder> folder() throws Failure {
    return GateFolder.of(git, top());
  }

  /**
   * The gate's repository: this one if it is bare, or else the one that the remote's path names.
   */
  static Workspace atPath(Workspace workspace) throws Failure {
    if (workspace.top().isEmpty()) {
      return workspace;
    }
    Optional<Path> gate = workspace.gate();
    if (gate.isEmpty()) {
      throw Failure.usage(
          "no gate is known in `" + workspace.top().get(0) + "`",
          "name the bare repository, or the address of the served one, with --repo");
    }
    return Workspace.find(gate.get());
  }

  static Policy policy(GateFolder gate, Console console) throws Failure {
    return PolicySource.policy(Workspace.find(gate.repository()), console, "");
  }

  /** All principals of a policy, once each, in its order. */
  static List<Principal> principals(Policy policy) {
    return Stream.of(
            policy.integration().maintainers(),
            policy.integration().validators(),
            policy.agents().stream().flatMap(agent -> agent.principals().stream()).toList())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  record OwnToken(String principal, String file) {

    /**
     * The agent's token, if the remote is the clone's own gate.
     *
     * @param top the clone's uppermost folder
     * @param url of the remote
     * @param principal the agent's principal, or "" for the first
     */
    static Optional<OwnToken> of(
        Console console, Git clone, Path top, String url, String agent, String principal)
        throws Failure {
      Optional<GateFolder> own = GateFolder.of(clone, top).filter(folder -> folder.port(url) > 0);
      if (own.isEmpty()) {
        return Optional.empty();
      }
      GateFolder gate = own.get();
      if (!Files.isDirectory(gate.repository()) || new LocalServer(gate).running().isEmpty()) {
        throw Failure.unreadable("the gate of this clone is down", "gatekeeper up");
      }
      Principal who =
          principal.isEmpty() ? first(policy(gate, console), agent) : new Principal(principal);
      Path file = gate.token(who);
      if (!Files.exists(file)) {
        throw Failure.usage(
            "there is no token for `" + Plain.line(who.name()) + "` in " + gate.path(),
            "gatekeeper up makes one for each principal that the policy names");
      }
      return Optional.of(new OwnToken(who.name(), file.toString()));
    }

    private static Principal first(Policy policy, String agent) throws Failure {
      AgentId id = AgentArgument.selected(policy, agent, "").get(0);
      return policy.agent(id).orElseThrow().principals().get(0);
    }
  }
}
