package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.brief.Brief;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "brief",
    description = {
      "Tells an agent what it must know, may change, must not change, waits for and must show.",
      "With --write that is put into AGENTS.md of the working copy, between two marks; all else in"
          + " that file stays as it is."
    })
public final class BriefCommand extends ConsoleCommand {
  @Mixin private final AgentArgument named = new AgentArgument();

  @Option(names = "--write", description = "puts it into AGENTS.md, and keeps that out of commits")
  private boolean write;

  @Option(names = "--json", description = "prints it as a JSON object, the text under `text`")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();
  @Mixin private final PolicyOption policy = new PolicyOption();

  private String agent = "";

  public BriefCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure {
    List<Path> top = write ? List.of(workingCopy()) : List.of();
    agent = named.id(console, repository, policy.file());
    JsonObject brief = ask();
    String text = brief.text("text");
    for (Path folder : top) {
      AgentsFile file = new AgentsFile(folder);
      boolean changed = file.write(named(text, folder));
      new KeptOut(new Git(console.in(folder)), folder).keepOut(file.written());
      console.say(
          "gatekeeper: %s %s; it is kept out of commits"
              .formatted(
                  folder.resolve(AgentsFile.NAME),
                  changed ? "has the brief of " + agent : "had it already"));
    }
    if (json) {
      console.answer(brief.toString());
    } else if (top.isEmpty()) {
      console.out().print(text);
    }
    return ExitStatus.YES;
  }

  /** With the name of the remote, where the working copy has one for the gate. */
  private String named(String text, Path folder) throws Failure {
    Git git = new Git(console.in(folder));
    List<String> remotes = git.must("remote").lines().toList();
    boolean isAddress = !repository.address(console).isEmpty();
    if (remotes.isEmpty() || isAddress) {
      return text;
    }
    try {
      return NamedRemote.in(text, GateRemote.of(git, "").name());
    } catch (Failure none) {
      return text; // and whoever reads it knows which it is
    }
  }

  private JsonObject ask() throws Failure {
    Optional<Remote> remote = repository.remote(console, policy.file());
    if (remote.isPresent()) {
      return BriefSource.of(remote.get(), agent);
    }
    return BriefSource.of(
        Workspace.find(console, repository.path()), console, policy.file(), agent);
  }

  /** The one to write to: the current folder's, if the brief is asked of a server. */
  private Path workingCopy() throws Failure {
    String path = Remote.isAddress(repository.path()) ? "" : repository.path();
    Workspace workspace = Workspace.find(console, path);
    for (Path top : workspace.top()) {
      return top;
    }
    throw Failure.usage(
        "`" + workspace.gitDirectory() + "` is a bare repository, and --write needs a working copy",
        "leave out --write, or run it in the clone that the agent works in");
  }

  /**
   * Keeps a file that the gate writes in a working copy out of {@code git add --all}: the push that
   * brought it would be refused, since it is no path of the agent's.
   */
  record KeptOut(Git git, Path top) {
    /**
     * A tracked file is skipped by this working copy's own index; another is ignored by the
     * repository's {@code info/exclude}, which is never committed.
     *
     * @param name of a file, seen from the top folder
     */
    void keepOut(String name) throws Failure {
      if (!git.ask("", "ls-files", "--", name).stream().allMatch(String::isEmpty)) {
        git.must("update-index", "--skip-worktree", "--", name);
      } else if (git.run("check-ignore", "-q", "--", name).status() != 0) {
        exclude("/" + name);
      }
    }

    private void exclude(String line) throws Failure {
      String said = git.must("rev-parse", "--git-path", "info/exclude").strip();
      Path file = top.resolve(said);
      try {
        Files.createDirectories(file.resolveSibling("."));
        String before =
            Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        String gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        Files.writeString(
            file,
            gap + line + "\n",
            StandardCharsets.ISO_8859_1,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw Failure.unreadable("`" + file + "` can't be written: " + e.getMessage());
      }
    }
  }

  /** A brief for a working copy that knows what the gate's remote is called there. */
  static final class NamedRemote {
    private static final Pattern COMMAND = Pattern.compile("`+git [^`\n]*`+");
    private static final Pattern REMOTE = Pattern.compile("(?<= )REMOTE(?=[ `/])");

    private NamedRemote() {}

    /** The same text, its commands of git with that name where they have none. */
    static String in(String brief, String remote) {
      return COMMAND
          .matcher(brief.replace(Brief.WHICH_REMOTE, ""))
          .replaceAll(
              (MatchResult command) ->
                  Matcher.quoteReplacement(
                      REMOTE
                          .matcher(command.group())
                          .replaceAll(Matcher.quoteReplacement(remote))));
    }
  }
}
