package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.PolicyChange;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import dev.gatekeeper.hooks.remote.Remote;
import dev.gatekeeper.hooks.up.GateFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "policy",
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows the policy in force and its place, and changes it.")
public final class PolicyCommand extends CommandGroup {
  public PolicyCommand(Console console) {
    super(console, "no command is given");
  }

  /**
   * The policy in force.
   *
   * @param source its file, with its path or a description of its place
   * @param isBeside whether it is in the git directory, and not on the integration branch
   * @param folder the repository on this machine, as a list of one; none of a served one
   */
  private record InForce(PolicySource source, boolean isBeside, List<Path> folder) {
    String file() {
      return source.where();
    }

    String digest() {
      return Policy.digestOf(source.bytes());
    }
  }

  @Command(
      name = "where",
      mixinStandardHelpOptions = true,
      description = "Shows where the policy in force is, and how it is changed.")
  int where(
      @Option(names = "--json", description = "prints a JSON object") boolean json,
      @Mixin RepositoryOption repository)
      throws Failure {
    InForce policy = inForce(repository);
    if (json) {
      console.answer(
          JsonLine.of(
              out -> {
                out.writeStringField("place", policy.isBeside() ? "repository" : "branch");
                out.writeStringField("file", policy.file());
                out.writeStringField("digest", policy.digest());
              }));
      return ExitStatus.YES;
    }
    console.answer(Plain.line(policy.file()));
    console.answer(
        policy.isBeside()
            ? "  in the git directory: a "
                + Policy.FILE_NAME
                + " on the integration branch has no effect"
            : "  on the integration branch, as it is before each push");
    console.answer("  to change it: " + Plain.line(how(policy)));
    return ExitStatus.YES;
  }

  private static String how(InForce policy) {
    if (!policy.isBeside()) {
      return "a maintainer pushes the branch with another " + Policy.FILE_NAME;
    }
    return "gatekeeper policy set FILE --repo "
        + policy.folder().stream()
            .findFirst()
            .map(folder -> ShellWord.of(folder.toString()))
            .orElse("PATH, on the server's machine");
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints the policy in force, byte for byte.")
  int show(@Mixin RepositoryOption repository) throws Failure {
    byte[] text = inForce(repository).source().bytes();
    console.out().write(text, 0, text.length);
    return ExitStatus.YES;
  }

  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = {
        "Shows what would change if FILE were in force, as `gatekeeper diff` does.",
        "Exit status 0 if it means the same, 1 if not."
      })
  int diff(
      @Parameters(
              paramLabel = "FILE",
              arity = "0..1",
              defaultValue = Policy.FILE_NAME,
              description = "gatekeeper.yml in the current folder if not given")
          String file,
      @Option(names = "--json", description = "prints one JSON object a change") boolean json,
      @Mixin RepositoryOption repository)
      throws Failure {
    InForce now = inForce(repository);
    Policy older =
        PolicySource.of("in-force:" + Policy.FILE_NAME, now.file(), now.source().bytes())
            .wellFormed();
    Policy newer = PolicySource.read(console.file(file), file).wellFormed();
    return DiffCommand.print(console, older, newer, json);
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = {
        "Puts a policy in force in the git directory of a repository on this machine, and records it"
            + " in the ledger. A policy in which lint finds an error is refused.",
        "A policy on the integration branch is only changed by a push."
      })
  int set(
      @Parameters(
              paramLabel = "FILE",
              arity = "0..1",
              defaultValue = Policy.FILE_NAME,
              description = "gatekeeper.yml in the current folder if not given")
          String file,
      @Mixin RepositoryOption repository)
      throws Failure {
    String address = repository.address(console);
    if (!address.isEmpty()) {
      throw Failure.usage(
          "the policy of `" + address + "` is set on the machine that serves it",
          "gatekeeper policy set FILE --repo PATH there");
    }
    Optional<Workspace> own = own(repository);
    Workspace gate = own.isPresent() ? own.get() : Workspace.find(console, repository.path());
    if (!gate.top().isEmpty()) {
      throw Failure.usage(
          "`"
              + gate.top().get(0)
              + "` is a working copy, and a policy is set on the gate's own repository",
          "name the bare repository with --repo PATH; gatekeeper policy where shows its place");
    }
    PolicySource source = PolicySource.read(console.file(file), file);
    Policy policy = source.valid(source.where() + "; nothing was changed");
    Optional<List<Principal>> before =
        PolicySource.find(gate, console, "")
            .flatMap(PolicySource::ifValid)
            .map(OwnGate::principals);
    GatedRepository gated =
        new GatedRepository(gate.repository(), PolicyFile::load, Clock.systemUTC());
    PolicyChange.Done done =
        LocalPlan.doing(() -> new PolicyChange(gated).set(source.bytes(), LocalPlan.operator()));
    Path place = gate.repository().policyFile();
    console.answer(
        done.event() == 0
            ? "gatekeeper: `" + file + "` is in force already; nothing was changed"
            : "gatekeeper: in force from the next push on: %s (event %s)"
                .formatted(place, done.event()));
    if (repository.path().isEmpty()
        && before.filter(OwnGate.principals(policy)::equals).isEmpty()) {
      console.answer("  gatekeeper up creates tokens for new principals");
    }
    return ExitStatus.YES;
  }

  private InForce inForce(RepositoryOption repository) throws Failure {
    Optional<Workspace> own =
        repository.address(console).isEmpty() ? own(repository) : Optional.empty();
    if (own.isEmpty()) {
      Optional<Remote> remote = repository.remote(console, "");
      if (remote.isPresent()) {
        JsonObject answer = JsonObject.lenient(remote.get().lines("/policy", "").get(0));
        boolean isBeside = !answer.text("place").equals("branch");
        String where =
            Policy.FILE_NAME
                + (isBeside ? " in the git directory of " : " on the integration branch of ")
                + remote.get().address();
        byte[] text = answer.text("text").getBytes(StandardCharsets.UTF_8);
        return new InForce(PolicySource.of(answer.text("file"), where, text), isBeside, List.of());
      }
    }
    Workspace workspace =
        own.isPresent() ? own.get() : OwnGate.atPath(Workspace.find(console, repository.path()));
    Optional<PolicySource> found = PolicySource.find(workspace, console, "");
    if (found.isEmpty()) {
      throw PolicySource.missing(workspace);
    }
    PolicySource source = found.get();
    return new InForce(
        source,
        Files.exists(workspace.repository().policyFile()),
        List.of(workspace.repository().gitDirectory()));
  }

  /** The repository of the clone's own gate, unless another one is named. */
  private Optional<Workspace> own(RepositoryOption repository) throws Failure {
    if (!repository.path().isEmpty()) {
      return Optional.empty();
    }
    Workspace clone = Workspace.find(console, "");
    if (clone.top().isEmpty() || !clone.gitDirectory().equals(clone.repository().gitDirectory())) {
      return Optional.empty(); // a worktree belongs to an agent, which asks the server
    }
    Path top = clone.top().get(0);
    Optional<GateFolder> gate =
        GateFolder.of(new Git(console.in(top)), top)
            .filter(folder -> Files.isDirectory(folder.repository()));
    return gate.isEmpty() ? Optional.empty() : Optional.of(Workspace.find(gate.get().repository()));
  }
}
