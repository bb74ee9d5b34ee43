package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import dev.gatekeeper.hooks.up.BareRepository;
import dev.gatekeeper.hooks.up.ClonePort;
import dev.gatekeeper.hooks.up.GateFolder;
import dev.gatekeeper.hooks.up.LocalServer;
import dev.gatekeeper.hooks.up.LocalServer.Running;
import dev.gatekeeper.hooks.up.TokenFiles;
import dev.gatekeeper.hooks.up.UpLock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = {
      "Sets up a gate for this clone: a folder next to it with a bare repository of the integration"
          + " branch, the policy and a token for each principal, and a server in the background"
          + " that only this machine can reach. Prints the command with which each agent starts.",
      "The policy is gatekeeper.yml in the clone. If there is none, it is made from PLAN.md or"
          + " CODEOWNERS, or from questions at a terminal. Run again, the command restores what is"
          + " missing."
    })
public final class UpCommand extends ConsoleCommand {
  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "the folder of the gate; if not given, CLONE.gate next to the clone")
  private String folder = "";

  public UpCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure {
    OwnGate here = OwnGate.here(console, "up");
    UpLock lock = UpLock.take(here.gitDirectory());
    try {
      up(here);
    } finally {
      lock.close();
    }
    return ExitStatus.YES;
  }

  /** Each step copes with what a killed process has left. */
  private void up(OwnGate here) throws Failure {
    Path launcher = launcher();
    GateFolder gate = gate(here);
    ClonePort address = new ClonePort(here.git(), here.gitDirectory(), gate);
    address.checkFree();
    if (!Files.isDirectory(gate.repository())) {
      begin(here, gate);
    }
    Policy policy = OwnGate.policy(gate, console);
    List<Principal> made = tokens(gate, policy);
    LocalServer server = new LocalServer(gate);
    Optional<Running> before = server.running();
    if (before.isEmpty()) {
      int wanted = address.port();
      int port = server.port(wanted);
      if (wanted > 0 && port != wanted) {
        console.say(
            "gatekeeper: port %d is taken by another program; the clone and its worktrees now use %d"
                .formatted(wanted, port));
      }
      address.set(port);
    }
    Running running = before.isPresent() ? before.get() : server.start(launcher, address.port());
    address.set(running.port());
    report(here, gate, policy, running, before.isPresent() && made.isEmpty());
  }

  private static Path launcher() throws Failure {
    String launcher = System.getProperty("gatekeeper.launcher", "");
    if (launcher.isEmpty()) {
      throw Failure.usage(
          "the server needs the installed program", "run install.sh, then gatekeeper up");
    }
    return Path.of(launcher);
  }

  /** The folder of the gate, which may not exist yet. */
  private GateFolder gate(OwnGate here) throws Failure {
    Optional<GateFolder> known = here.folder();
    if (known.isPresent()) {
      Path place = known.get().path();
      if (!folder.isEmpty() && !console.file(folder).equals(place)) {
        throw Failure.usage(
            "the gate of this clone is in `" + place + "`",
            "leave out --folder; or gatekeeper down, move it, and git config "
                + GateFolder.KEY
                + " DIR");
      }
      return known.get();
    }
    Path top = here.top();
    Path place =
        folder.isEmpty() ? top.resolveSibling(top.getFileName() + ".gate") : console.file(folder);
    if (place.startsWith(top)) {
      throw Failure.usage(
          "`" + place + "` is in the working copy, where `git add` could publish a token",
          "name a folder outside of it with --folder");
    }
    Path parent = Optional.ofNullable(place.toAbsolutePath().getParent()).orElse(place);
    if (!Files.isDirectory(parent)) {
      throw Failure.usage("there is no folder `" + parent + "`", "make it first: mkdir -p");
    }
    checkUnused(place);
    return GateFolder.at(place, top);
  }

  private static void checkUnused(Path place) throws Failure {
    if (!Files.exists(place)) {
      return;
    }
    try (Stream<Path> content = Files.isDirectory(place) ? Files.list(place) : Stream.of(place)) {
      if (content.findAny().isPresent()) {
        throw Failure.no(
            "`" + place + "` exists already and is not the gate of this clone",
            "name another with --folder DIR; if it is the gate of a deleted clone, adopt it: git config "
                + GateFolder.KEY
                + " "
                + ShellWord.of(place.toString()));
      }
    } catch (IOException e) {
      throw Failure.unreadable("`" + place + "` can't be read: " + e.getMessage());
    }
  }

  /** Makes the repository from the clone's integration branch and policy. */
  private void begin(OwnGate here, GateFolder gate) throws Failure {
    Path file = here.top().resolve(Policy.FILE_NAME);
    if (!Files.exists(file)) {
      new PolicyDraft(console, here.top().toString()).write(here.top());
    }
    PolicySource source = PolicySource.read(file, Policy.FILE_NAME);
    String branch = valid(source).integration().branch();
    checkBranch(here, branch);
    here.git().must("config", "--local", GateFolder.KEY, gate.path().toString());
    try {
      gate.make();
    } catch (IOException e) {
      here.git().must("config", "--local", "--unset", GateFolder.KEY); // another may be named
      throw unwritable(gate, e);
    }
    noteWhatIsNotCommitted(here);
    String from = here.gitDirectory().toString();
    String ref = "refs/heads/" + branch;
    BareRepository.make(
        gate.repository(), source.bytes(), branch, made -> fetch(made, from, ref + ":" + ref));
  }

  /** What nobody else has is easily missed, and the policy alone is taken as it lies here. */
  private void noteWhatIsNotCommitted(OwnGate here) throws Failure {
    long paths =
        here.git()
            .must("status", "--porcelain", "--untracked-files=all")
            .lines()
            .filter(line -> !line.endsWith(" " + Policy.FILE_NAME))
            .count();
    if (paths > 0) {
      console.say(
          "gatekeeper: what is not committed here stays out of the gate's repository: paths "
              + paths
              + " (git status); an agent brings it in, or a maintainer");
    }
  }

  private static Policy valid(PolicySource source) throws Failure {
    try {
      return source.valid(source.where() + "; no gate was made");
    } catch (Failure failure) {
      throw Failure.policyInvalid(
          failure.lines(), "gatekeeper lint shows where; fix it, then gatekeeper up");
    }
  }

  private static void checkBranch(OwnGate here, String branch) throws Failure {
    String word = ShellWord.of(branch);
    if (here.git()
        .ask("", "rev-parse", "-q", "--verify", "refs/heads/" + branch + "^{commit}")
        .isEmpty()) {
      String head = here.workspace().checkedOut().stream().findFirst().orElse("");
      boolean isUnborn = here.git().ask("", "rev-parse", "-q", "--verify", "HEAD").isEmpty();
      throw Failure.no(
          "the integration branch is `%s`, and this clone has no commit on a branch of that name"
              .formatted(branch),
          isUnborn && head.equals(branch)
              ? "git add the files of the project, git commit, then gatekeeper up"
              : "name another as `branch` below `integration` in %s%s; or git branch %s COMMIT"
                  .formatted(
                      Policy.FILE_NAME, head.isEmpty() ? "" : ", such as `" + head + "`", word));
    }
    if (Files.exists(here.gitDirectory().resolve("shallow"))) {
      throw Failure.unreadable(
          "the history of this clone is shallow, and the gate needs all of it",
          "git fetch --unshallow, then gatekeeper up");
    }
  }

  /** Fetches these refs only, without running hooks. */
  private void fetch(Path made, String from, String refs) throws Failure {
    new Git(console.in(made))
        .must(
            "--git-dir=.",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "protocol.file.allow=always",
            "-c",
            "gc.auto=0",
            "-c",
            "maintenance.auto=false",
            "fetch",
            "-q",
            "--no-tags",
            from,
            refs);
    try {
      Files.deleteIfExists(made.resolve("FETCH_HEAD"));
    } catch (IOException e) {
      throw Failure.unreadable("`" + made + "` can't be written: " + e.getMessage());
    }
  }

  private static List<Principal> tokens(GateFolder gate, Policy policy) throws Failure {
    try {
      gate.make();
      return new TokenFiles(gate).settle(OwnGate.principals(policy));
    } catch (IOException e) {
      throw unwritable(gate, e);
    }
  }

  private static Failure unwritable(GateFolder gate, IOException e) {
    String why = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    return Failure.unreadable(
        "`" + gate.path() + "` can't be written: " + why,
        Files.isDirectory(gate.repository())
            ? "make it writable, then gatekeeper up"
            : "make it writable, or name another folder: gatekeeper up --folder DIR");
  }

  private void report(
      OwnGate here, GateFolder gate, Policy policy, Running running, boolean isNothingNew)
      throws Failure {
    console.answer(
        "gatekeeper: %s at %s, the remote `%s` of this clone"
            .formatted(
                isNothingNew ? "is up already" : "up",
                gate.address(running.port()),
                GateFolder.REMOTE));
    Path file = gate.repository().resolve(Policy.FILE_NAME);
    boolean isBeside = Files.exists(file);
    console.answer(
        "  policy  " + (isBeside ? file : "on the branch " + policy.integration().branch()));
    console.answer("  tokens  " + gate.path().resolve("tokens") + ", one file each");
    console.answer("  log     " + gate.log());
    if (isBeside) {
      noteDrift(here, policy);
    }
    List<String> lines = new ArrayList<>();
    policy.agents().forEach(agent -> lines.add("gatekeeper worktree " + agent.id()));
    policy.integration().maintainers().stream()
        .findFirst()
        .ifPresent(
            maintainer ->
                lines.add(
                    "GATEKEEPER_TOKEN=$(cat "
                        + ShellWord.of(gate.token(maintainer).toString())
                        + ") gatekeeper integrate"));
    console.answer("each agent starts with its line, in this clone; a maintainer integrates:");
    lines.forEach(line -> console.answer("  " + line));
  }

  /** The note that the policy in the clone is not the one in force, which is easily overlooked. */
  private void noteDrift(OwnGate here, Policy policy) throws Failure {
    Path file = here.top().resolve(Policy.FILE_NAME);
    if (Files.exists(file)
        && !Policy.digestOf(PolicySource.read(file, Policy.FILE_NAME).bytes())
            .equals(policy.digest())) {
      console.say(
          "gatekeeper: "
              + Policy.FILE_NAME
              + " in this clone is not the policy in force: gatekeeper policy diff shows how they"
              + " differ, gatekeeper policy set puts it in force");
    }
  }
}
