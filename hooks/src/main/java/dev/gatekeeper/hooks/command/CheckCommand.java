package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.report.PathCheck;
import dev.gatekeeper.core.report.PathChecker;
import dev.gatekeeper.core.store.NotAFile;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = {
      "Tells whether an agent may change a path, and which rule says so.",
      "Without an agent, and outside a worktree of one: who may change it.",
      "Exit status 0 if every path may be changed, 1 if not."
    })
public final class CheckCommand extends ConsoleCommand {
  private static final int AT_ONCE = 2000;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description =
          "relative to the current folder in a working copy, to the root in a bare repository")
  private List<String> paths = new ArrayList<>();

  @Option(names = "--agent", paramLabel = "AGENT", description = "who wants to change it")
  private String agent = "";

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description = "the same, told by a branch that is the agent's")
  private String branch = "";

  @Option(names = "--stdin", description = "reads more paths from standard input, one a line")
  private boolean stdin;

  @Option(names = "-z", description = "paths on standard input end with a NUL, not with a line")
  private boolean nul;

  @Option(names = "--explain", description = "shows every rule that was considered")
  private boolean explain;

  @Option(names = "--json", description = "prints one JSON object a path, on a line of its own")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();
  @Mixin private final PolicyOption policy = new PolicyOption();

  public CheckCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure, IOException {
    if (!agent.isEmpty() && !branch.isEmpty()) {
      throw Failure.usage("give --agent or --branch, not both");
    }
    if (agent.isEmpty() && branch.isEmpty()) {
      agent = AgentArgument.configured(console);
    }
    Optional<Remote> remote = repository.remote(console, policy.file());
    if (remote.isPresent()) {
      return ask(remote.get());
    }
    Workspace workspace = Workspace.find(console, repository.path());
    List<RepoPath> asked = asked(PathArgument.in(workspace, console.folder()));
    Policy rules = PolicySource.policy(workspace, console, policy.file());
    PathChecker answers = new PathChecker(rules, LocalDate.now(ZoneOffset.UTC));
    List<AgentId> asking = AgentArgument.selected(rules, agent, branch);
    if (workspace.top().isEmpty()) {
      refuseFolders(workspace, rules, asked);
    }
    int status = ExitStatus.YES;
    for (RepoPath path : asked) {
      PathCheck answer = answers.about(path, asking);
      console.answer(json ? answer.json() : answer.text());
      if (explain && !json) {
        answers.considered(path, asking).forEach(line -> console.answer("  " + line));
      }
      status = Math.max(status, answer.allowed() ? ExitStatus.YES : ExitStatus.NO);
    }
    return status;
  }

  private static void refuseFolders(Workspace workspace, Policy rules, List<RepoPath> asked)
      throws Failure, IOException {
    Optional<String> folder = NotAFile.in(workspace.repository().gitDirectory(), rules, asked);
    if (folder.isPresent()) {
      throw Failure.usage(folder.get(), NotAFile.NEXT);
    }
  }

  /** Asks the server, which answers in the words that this command would use. */
  private int ask(Remote remote) throws Failure, IOException {
    List<RepoPath> all = asked(argument());
    int status = ExitStatus.YES;
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<RepoPath> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      List<String> answers = remote.lines("/check", question(agent, branch, !json, some));
      if (answers.size() != some.size()) {
        throw Failure.unreadable("the server did not answer for every path");
      }
      for (String line : answers) {
        JsonObject answer = JsonObject.lenient(line);
        console.answer(json ? line : answer.text("text"));
        if (explain && !json) {
          answer.texts("considered").forEach(rule -> console.answer("  " + rule));
        }
        boolean allowed = answer.text("allowed").equals("true");
        status = Math.max(status, allowed ? ExitStatus.YES : ExitStatus.NO);
      }
    }
    return status;
  }

  /** Paths are of the current folder, if that is in a working copy and no other is named. */
  private PathArgument argument() throws Failure {
    try {
      return repository.path().isEmpty()
          ? PathArgument.in(Workspace.find(console, ""), console.folder())
          : PathArgument.inNoFolder();
    } catch (Failure noRepository) {
      if (repository.address(console).isEmpty()) {
        throw noRepository;
      }
      return PathArgument.inNoFolder();
    }
  }

  /** What a server is asked with about paths. */
  static String question(String agent, String branch, boolean explain, List<RepoPath> some) {
    return JsonLine.of(
        out -> {
          out.writeStringField("agent", agent);
          out.writeStringField("branch", branch);
          out.writeBooleanField("explain", explain);
          out.writeArrayFieldStart("paths");
          for (RepoPath path : some) {
            if (path.isUtf8()) {
              out.writeString(path.text());
            } else {
              out.writeStartObject();
              out.writeBinaryField("pathBytes", path.bytes());
              out.writeEndObject();
            }
          }
          out.writeEndArray();
        });
  }

  private List<RepoPath> asked(PathArgument argument) throws Failure, IOException {
    List<RepoPath> asked = new ArrayList<>();
    for (String path : paths) {
      asked.add(argument.parse(path));
    }
    if (stdin) {
      for (byte[] path : split(console.in().readAllBytes(), nul ? 0 : '\n')) {
        asked.add(argument.parse(path));
      }
    } else if (nul) {
      throw Failure.usage("-z is about standard input: give --stdin as well");
    } else if (asked.isEmpty()) {
      throw Failure.usage("no path is given: name one, or use --stdin");
    }
    return asked;
  }

  /** Bytes in records, each ended by the same byte; the last may lack it. */
  private static List<byte[]> split(byte[] input, int end) {
    List<byte[]> records = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < input.length; i++) {
      if (input[i] == end) {
        records.add(Arrays.copyOfRange(input, start, i));
        start = i + 1;
      }
    }
    if (start < input.length) {
      records.add(Arrays.copyOfRange(input, start, input.length));
    }
    return records;
  }
}
