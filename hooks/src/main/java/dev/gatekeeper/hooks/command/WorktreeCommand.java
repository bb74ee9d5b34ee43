package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Agent.BranchRules;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.command.OwnGate.OwnToken;
import dev.gatekeeper.hooks.remote.Git;
import dev.gatekeeper.hooks.remote.Remote;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "worktree",
    description = {
      "Makes a worktree of a clone, ready for an agent: on its branch, from where that starts, with"
          + " the brief in AGENTS.md, and the remote and credential of the gate.",
      "What is configured for it is configured for that worktree alone."
    })
public final class WorktreeCommand extends ConsoleCommand {
  @Parameters(paramLabel = "AGENT", description = "who works in it")
  private String agent = "";

  @Option(
      names = "--path",
      paramLabel = "DIR",
      description = "where to; if not given, next to the clone and named after it and the agent")
  private String path = "";

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description =
          "one of the agent's; if not given the first that the policy names, or AGENT/work for"
              + " AGENT/**")
  private String branch = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "the file with the agent's token; if not given, the one that `up` wrote, or else"
              + " GATEKEEPER_TOKEN is read whenever git asks")
  private String tokenFile = "";

  @Option(
      names = "--principal",
      paramLabel = "NAME",
      description =
          "whose token it is; the agent's id if not given, or at the gate of `up` its first"
              + " principal")
  private String principal = "";

  @Option(names = "--json", description = "prints what was made as a JSON object")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();
  @Mixin private final PolicyOption policy = new PolicyOption();

  public WorktreeCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure {
    agent = AgentArgument.checked(agent);
    String address = repository.address(console);
    Workspace clone = Workspace.find(console, address.isEmpty() ? repository.path() : "");
    if (clone.top().isEmpty()) {
      throw Failure.usage(
          "`" + clone.gitDirectory() + "` is a bare repository, and a worktree belongs to a clone",
          "git clone it first");
    }
    Path top = clone.top().get(0);
    Git git = new Git(console.in(top));
    GateRemote gate = GateRemote.of(git, address);
    if (tokenFile.isEmpty()) {
      OwnToken.of(console, git, top, gate.url(), agent, principal)
          .ifPresent(
              own -> {
                principal = own.principal();
                tokenFile = own.file();
              });
    }
    List<TokenHelper> token = TokenHelper.of(console, gate.addresses(git), principal(), tokenFile);
    Console there = console.in(top);
    for (TokenHelper helper : token) {
      there = helper.in(there);
    }
    JsonObject brief = brief(there, clone, gate, token);
    String name = branch(brief);
    Path folder = folder(top);
    Worktree worktree = new Worktree(console.in(top), new Git(there), gate, folder, name);
    String from = worktree.make(clone, token, brief);
    report(worktree, gate, name, folder, from);
    if (worktree.pusher().isEmpty() && !gate.forCredentials().isEmpty()) {
      console.say(
          "gatekeeper: the server did not say as whom git pushes from there; before an agent works"
              + " in it, see that a push to another agent's branch is refused");
    }
    if (token.isEmpty() && !gate.forCredentials().isEmpty()) {
      console.say(
          "gatekeeper: no token was given (GATEKEEPER_TOKEN or --token-file): git's own credentials"
              + " are used");
    }
    return ExitStatus.YES;
  }

  private String principal() {
    return principal.isEmpty() ? agent : principal;
  }

  private JsonObject brief(Console there, Workspace clone, GateRemote gate, List<TokenHelper> token)
      throws Failure {
    if (policy.file().isEmpty()) {
      Path top = clone.top().get(0);
      List<Remote> served =
          gate.isNew() || !repository.address(console).isEmpty()
              ? List.of(Remote.at(there, gate.url()))
              : Remote.of(there, clone.repository().gitDirectory(), top);
      for (Remote remote : served) {
        token.forEach(
            helper ->
                remote.withHelpers(
                    helper.source() + " (as `" + principal() + "`, unless --principal says who)"));
        return BriefSource.of(remote, agent);
      }
    }
    return BriefSource.of(clone, console, policy.file(), agent);
  }

  /** The branch to work on, which has to be the agent's. */
  private String branch(JsonObject brief) throws Failure {
    List<String> patterns = brief.texts("branches");
    String name = branch.isEmpty() ? brief.text("branch") : branch;
    if (name.isEmpty()) {
      throw Failure.usage(
          "no name of a branch follows from " + agent + "'s patterns",
          "name one with --branch: " + String.join(", ", patterns));
    }
    List<BranchRules.BranchRule> rules = new ArrayList<>();
    try {
      for (String pattern : patterns) {
        rules.add(new BranchRules.BranchRule(PathPattern.parse(pattern), Location.ofDefault("")));
      }
    } catch (BadPattern e) {
      throw Failure.unreadable("the server sent an invalid pattern: " + e.getMessage());
    }
    if (!new BranchRules(rules).matches(name)) {
      throw Failure.usage(
          "`" + name + "` is not a branch of " + agent,
          "its branches are: " + String.join(", ", patterns));
    }
    return name;
  }

  private Path folder(Path top) throws Failure {
    Path folder =
        path.isEmpty() ? top.resolveSibling(top.getFileName() + "-" + agent) : console.file(path);
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw Failure.no(
          "`" + folder + "` is there already",
          "name another with --path; in a worktree that is there, `gatekeeper brief "
              + agent
              + " --write` writes the brief again");
    }
    return folder;
  }

  private void report(Worktree worktree, GateRemote gate, String name, Path folder, String from)
      throws Failure {
    String commit = worktree.commit();
    if (!json) {
      console.answer(
          "%s: %s on %s at %s, from %s%s"
              .formatted(
                  folder,
                  agent,
                  name,
                  commit.substring(0, 7),
                  from,
                  worktree.pusher().isEmpty() ? "" : ", pushing as " + worktree.pusher()));
      return;
    }
    console.answer(
        JsonLine.of(
            out -> {
              out.writeStringField("agent", agent);
              out.writeStringField("path", folder.toString());
              out.writeStringField("branch", name);
              out.writeStringField("commit", commit);
              out.writeStringField("from", from);
              out.writeStringField("remote", gate.name());
              out.writeStringField("principal", worktree.pusher());
            }));
  }
}
