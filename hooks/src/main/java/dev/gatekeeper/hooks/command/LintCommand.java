package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.gate.JsonLine;
import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.lint.Severity;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Problem;
import dev.gatekeeper.hooks.Console;
import dev.gatekeeper.hooks.ExitStatus;
import dev.gatekeeper.hooks.Failure;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gatekeeper lint}. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a policy and lists all that is wrong with it.",
      "Exit status 3 if it can't be read as a policy, 1 if it holds an error, else 0."
    })
public final class LintCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "the policy; gatekeeper.yml here, or else the repository's")
  private String file = "";

  @Option(names = "--json", description = "prints one JSON object a finding, on a line of its own")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  public LintCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Failure {
    PolicySource source = source();
    LoadedPolicy loaded = source.parsed();
    if (loaded instanceof LoadedPolicy.Invalid invalid) {
      invalid.problems().forEach(this::print);
      return ExitStatus.POLICY_INVALID;
    }
    List<Finding> findings = Lint.findings(((LoadedPolicy.Valid) loaded).policy());
    findings.forEach(this::print);
    if (findings.isEmpty() && !json) {
      console.answer(source.where() + ": nothing is wrong with it");
    }
    boolean error = findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
    return error ? ExitStatus.NO : ExitStatus.YES;
  }

  private PolicySource source() throws Failure {
    if (!file.isEmpty()) {
      return PolicySource.read(console.file(file), file);
    }
    if (repository.path().isEmpty() && Files.exists(console.file(Policy.FILE_NAME))) {
      return PolicySource.read(console.file(Policy.FILE_NAME), Policy.FILE_NAME);
    }
    Workspace workspace = Workspace.find(console, repository.path());
    for (PolicySource source : PolicySource.find(workspace, console, "")) {
      return source;
    }
    throw PolicySource.missing();
  }

  private void print(Problem problem) {
    print(problem.at(), "form", "error", problem.message());
  }

  private void print(Finding finding) {
    Location at =
        finding.lines().isEmpty() ? Location.ofDefault(Policy.FILE_NAME) : finding.lines().get(0);
    String severity = finding.severity().name().toLowerCase(Locale.ROOT);
    print(at, finding.code(), severity, finding.sentence());
  }

  private void print(Location at, String code, String severity, String message) {
    if (!json) {
      console.answer(at + ": " + severity + ": " + message);
      return;
    }
    console.answer(
        JsonLine.of(
            out -> {
              out.writeStringField("code", code);
              out.writeStringField("severity", severity);
              out.writeStringField("file", at.file());
              out.writeNumberField("line", at.line());
              out.writeNumberField("column", at.column());
              out.writeStringField("message", message);
            }));
  }
}
