package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.install.GitVersion;
import dev.gatekeeper.hooks.install.Installer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "install",
    description = {
      "Puts the gate into a bare repository: from then on every push to it is judged.",
      "Hooks that are there are kept and run first. Installing again brings it up to date."
    })
public final class InstallCommand extends ConsoleCommand {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  @Parameters(paramLabel = "REPO", description = "the bare repository")
  private String repository = "";

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "makes this file the repository's policy, as gatekeeper.yml inside REPO")
  private String policy = "";

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "trusts what this host says about who pushes: ${COMPLETION-CANDIDATES}")
  private List<Host> hosts = new ArrayList<>();

  @Option(
      names = "--principal-variable",
      paramLabel = "NAME",
      description =
          "trusts this environment variable of the hook to name the pusher; the first that is"
              + " set counts")
  private List<String> variables = new ArrayList<>();

  public InstallCommand(Console console) {
    super(console);
  }

  /** Who starts git's receive-pack, and in which variable it says for whom. */
  public enum Host {
    GITOLITE("gitolite", "GL_USER"),
    GITLAB("gitlab", "GL_USERNAME"),
    GITEA("gitea", "GITEA_PUSHER_NAME"),
    HTTP_BACKEND("http-backend", "REMOTE_USER");

    private final String word;
    private final String variable;

    Host(String word, String variable) {
      this.word = word;
      this.variable = variable;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  @Override
  public Integer call() throws Failure {
    GatekeeperFolder folder = Installer.repository(console.file(repository));
    List<String> trusted = trusted();
    Optional<PolicySource> named =
        policy.isEmpty()
            ? Optional.empty()
            : Optional.of(PolicySource.read(console.file(policy), policy));
    String source = source(folder, named);
    try {
      Path before =
          new Installer(folder, launcher()).install(named.map(PolicySource::bytes), trusted);
      report(folder, before, trusted, source);
      return 0;
    } catch (IOException e) {
      throw Failure.unreadable(
          "`" + repository + "` could not be written: " + e.getMessage(),
          "run it as the user who owns the repository; what was done so far is not in force");
    }
  }

  /** Where the policy is going to be, "" if there is none; one that is invalid is a failure. */
  private String source(GatekeeperFolder folder, Optional<PolicySource> named) throws Failure {
    Workspace bare = new Workspace(folder.gitDirectory(), folder, List.of());
    Optional<PolicySource> source =
        named.isPresent() ? named : PolicySource.find(bare, console, "");
    if (source.isEmpty()) {
      return "";
    }
    source.get().valid(source.get().where() + "; nothing was installed");
    return named.isEmpty() ? source.get().where() : folder.policyFile().toString();
  }

  private List<String> trusted() throws Failure {
    List<String> names = new ArrayList<>(variables);
    hosts.forEach(host -> names.add(host.variable));
    for (String name : names) {
      if (!VARIABLE.matcher(name).matches()) {
        throw Failure.usage("`" + name + "` is not the name of an environment variable");
      }
    }
    return names.stream().distinct().toList();
  }

  private static Path launcher() throws Failure {
    String launcher = System.getProperty("gatekeeper.launcher", "");
    if (launcher.isEmpty()) {
      throw Failure.usage(
          "hooks need the installed program: run install.sh, then `gatekeeper install`");
    }
    return Path.of(launcher);
  }

  private void report(GatekeeperFolder folder, Path before, List<String> trusted, String source) {
    Path git = folder.gitDirectory();
    console.answer("gatekeeper: installed in " + git);
    console.answer("  hooks      " + folder.path().resolve("hooks") + " (core.hooksPath)");
    console.answer("  run first  what is in " + before);
    console.answer("  policy     " + (source.isEmpty() ? "NONE" : source));
    console.answer(
        "  pusher     "
            + (trusted.isEmpty()
                ? "named by no variable: the branch alone says which agent pushes"
                : "named by " + String.join(", ", trusted)));
    String version = GitVersion.text();
    console.answer(
        "  asks       "
            + (GitVersion.hasProcReceive(version)
                ? "answered (" + Ask.REFS + "), by this " + version
                : "refused: `git push REMOTE COMMIT:"
                    + Ask.REFS
                    + "/...` needs git 2.29 or newer on this machine, and here is "
                    + (version.isEmpty() ? "none that can be asked" : version)));
    console.answer(
        "  upkeep     no longer part of a push: run `gatekeeper upkeep` on it now and then");
    console.answer(
        "this holds where the pusher can't choose how git's receive-pack is started: behind a"
            + " forced command, git-shell,");
    console.answer(
        "gitolite or an HTTP backend; anyone with a login shell on this machine can bypass every"
            + " hook");
    if (source.isEmpty()) {
      console.say(
          "gatekeeper: there is no policy yet, so EVERY PUSH WILL BE REFUSED until there is");
      console.say(
          "next: `gatekeeper init` writes a first one, then `gatekeeper install "
              + ShellWord.of(repository)
              + " --policy gatekeeper.yml`");
    }
  }
}
