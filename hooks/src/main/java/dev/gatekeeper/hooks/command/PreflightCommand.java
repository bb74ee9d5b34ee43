package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.preflight.Preflight;
import dev.gatekeeper.core.preflight.PreflightLine;
import dev.gatekeeper.core.store.PolicyInForce;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.install.RepositoryConfig;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "preflight",
    description = {
      "Goes through the checklist before anyone starts: policy, briefs, checks, sandbox, ledger,"
          + " integration branch, agents' branches and what they start from.",
      "Exit status 0 if nothing is an error, 1 if something is."
    })
public final class PreflightCommand extends ConsoleCommand {
  private static final String RESET = "\u001b[0m";
  private static final Map<String, String> COLOURS =
      Map.of("ok", "\u001b[32m", "warning", "\u001b[33m", "error", "\u001b[31m");

  @Option(names = "--fix", description = "makes the branches that are missing")
  private boolean fix;

  @Option(names = "--json", description = "prints one JSON object a finding, on a line of its own")
  private boolean json;

  @Mixin private final SandboxOptions sandbox = new SandboxOptions();
  @Mixin private final RepositoryOption repository = new RepositoryOption();

  public PreflightCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure {
    List<String> lines = ask();
    long errors = count(lines, "error");
    if (json) {
      lines.forEach(console::answer);
    } else {
      lines.forEach(this::print);
      String found = "%d errors, %d warnings".formatted(errors, count(lines, "warning"));
      console.answer((errors == 0 ? "ready: " : "not ready: ") + found);
    }
    return errors == 0 ? ExitStatus.YES : ExitStatus.NO;
  }

  private List<String> ask() throws Failure {
    Optional<Remote> remote = repository.remote(console, "");
    if (remote.isPresent()) {
      String order = fix ? JsonLine.of(out -> out.writeBooleanField("fix", true)) : "";
      return remote.get().lines("/preflight", order);
    }
    return LocalPlan.doing(this::here);
  }

  /** With the sandbox that a handoff through the hook has, and what the options add to it. */
  private List<String> here() throws IOException, Failure {
    GatedRepository gated = LocalPlan.gated(console, repository.path(), "");
    Preflight preflight =
        new Preflight(
            gated.folder(),
            policy(gated),
            sandbox.sandbox(console, RepositoryConfig.read(gated.folder().gitDirectory())),
            gated.clock());
    List<PreflightLine> lines =
        fix ? preflight.fix(gated.policies(), LocalPlan.operator()) : preflight.look();
    return lines.stream().map(PreflightLine::json).toList();
  }

  private static Policy policy(GatedRepository gated) throws IOException, Failure {
    try (JGitHistory history = JGitHistory.open(gated.folder().gitDirectory())) {
      LoadedPolicy loaded = PolicyInForce.of(gated.folder(), history, gated.policies()).loaded();
      if (loaded instanceof LoadedPolicy.Valid valid) {
        return valid.policy();
      }
      List<String> lines = new ArrayList<>(List.of("the policy is missing or invalid:"));
      ((LoadedPolicy.Invalid) loaded).problems().forEach(p -> lines.add(p.toString()));
      throw Failure.policyInvalid(lines);
    }
  }

  private static long count(List<String> lines, String result) {
    return lines.stream()
        .filter(line -> JsonObject.lenient(line).text("result").equals(result))
        .count();
  }

  private void print(String line) {
    JsonObject found = JsonObject.lenient(line);
    String result = found.text("result");
    String word = "%-7s".formatted(result.toUpperCase(Locale.ROOT));
    String shown = console.hasColours() ? COLOURS.getOrDefault(result, "") + word + RESET : word;
    String check = "%-11s".formatted(Plain.line(found.text("check")));
    console.answer(shown + "  " + check + "  " + Plain.line(found.text("finding")));
    String next = Plain.line(found.text("next"));
    if (!next.isEmpty()) {
      console.answer(" ".repeat(22) + next);
    }
  }
}
