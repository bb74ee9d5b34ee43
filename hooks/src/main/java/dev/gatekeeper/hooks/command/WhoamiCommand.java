package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.hook.WhoPushes;
import dev.gatekeeper.hooks.remote.Remote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "whoami",
    description = {
      "Shows the principal that the gate knows you as, and its roles in the policy.",
      "The server is asked with the credential that commands use here. For a repository on this"
          + " machine, the variables that its hook trusts are read.",
      "Exit status 0 if the policy names the principal, 1 if not."
    })
public final class WhoamiCommand extends ConsoleCommand {
  @Option(names = "--json", description = "prints a JSON object")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  public WhoamiCommand(Console console) {
    super(console);
  }

  /**
   * The result.
   *
   * @param principal empty if unauthenticated
   * @param why who is nobody, or empty
   * @param where the gate, as people know it
   */
  private record Known(Optional<Principal> principal, String why, String where, Policy policy) {
    List<String> roles() {
      List<String> roles = new ArrayList<>();
      if (principal.filter(policy.integration().maintainers()::contains).isPresent()) {
        roles.add("maintainer");
      }
      if (principal.filter(policy.integration().validators()::contains).isPresent()) {
        roles.add("validator");
      }
      if (!agents().isEmpty()) {
        roles.add("agent");
      }
      return roles;
    }

    List<String> agents() {
      return policy.agents().stream()
          .filter(agent -> principal.filter(agent.principals()::contains).isPresent())
          .map(agent -> agent.id())
          .map(AgentId::id)
          .toList();
    }
  }

  @Override
  public Integer call() throws Failure {
    Optional<Remote> remote = repository.remote(console, "");
    Known known = remote.isPresent() ? served(remote.get()) : local();
    if (json) {
      console.answer(
          JsonLine.of(
              out -> {
                JsonLine.optional(out, "principal", known.principal().map(Principal::name));
                JsonLine.strings(out, "roles", known.roles());
                JsonLine.strings(out, "agents", known.agents());
                out.writeStringField("gate", known.where());
              }));
    } else {
      console.answer(Plain.line(text(known)));
    }
    return known.roles().isEmpty() ? ExitStatus.NO : ExitStatus.YES;
  }

  private static String text(Known known) {
    String at = " at " + known.where();
    if (known.principal().isEmpty()) {
      return "unauthenticated" + at + ": " + known.why();
    }
    List<String> roles = new ArrayList<>(known.roles());
    roles.replaceAll(
        role -> role.equals("agent") ? "agent " + String.join(", ", known.agents()) : role);
    String name = known.principal().get().name();
    return roles.isEmpty()
        ? name + at + ": no role in the policy"
        : name + at + ": " + String.join(", ", roles);
  }

  private Known served(Remote remote) throws Failure {
    String name = remote.whoami();
    String text;
    try {
      text = JsonObject.lenient(remote.lines("/policy", "").get(0)).text("text");
    } catch (Failure failure) {
      console.say(
          "gatekeeper: the server knows you as "
              + (name.isEmpty() ? "unauthenticated" : "`" + Plain.line(name) + "`"));
      throw failure;
    }
    LoadedPolicy loaded = PolicyFile.parse(Policy.FILE_NAME, text.getBytes(StandardCharsets.UTF_8));
    if (loaded instanceof LoadedPolicy.Valid valid) {
      return new Known(
          name.isEmpty() ? Optional.empty() : Optional.of(new Principal(name)),
          "no credential was given, and anyone may read there",
          remote.address(),
          valid.policy());
    }
    throw Failure.unreadable(
        "this command can't read the policy of the server",
        "use the same version for both: gatekeeper --version");
  }

  private Known local() throws Failure {
    Workspace workspace = OwnGate.atPath(Workspace.find(console, repository.path()));
    GatekeeperFolder gate = workspace.repository();
    WhoPushes asked = WhoPushes.of(console, gate);
    Optional<Principal> principal =
        asked.pusher() instanceof Pusher.Named named
            ? Optional.of(named.principal())
            : Optional.empty();
    String why =
        asked.trusted().isEmpty()
            ? "its hook trusts no variable, so the branch alone says which agent pushes"
            : "none of the variables that its hook trusts is set: "
                + String.join(", ", asked.trusted());
    return new Known(
        principal,
        why,
        gate.gitDirectory().toString(),
        PolicySource.policy(workspace, console, ""));
  }
}
