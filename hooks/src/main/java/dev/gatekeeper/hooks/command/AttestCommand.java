package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.operation.Operation;
import dev.gatekeeper.hooks.cli.Console;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "attest",
    description =
        "Records what an outside engine found of an agent's commit; if it passed, that is its"
            + " handoff.")
public final class AttestCommand extends PlanCommand.MaintainerCommand {
  @Option(
      names = "--commit",
      required = true,
      paramLabel = "COMMIT",
      description = "the tip of its branch, by its whole id")
  private String commit = "";

  @ArgGroup(multiplicity = "1")
  private Result result = new Result();

  @Option(
      names = "--evidence",
      required = true,
      paramLabel = "URL",
      description = "where it can be read")
  private String evidence = "";

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description = "which; the only one with work if not given")
  private String branch = "";

  public AttestCommand(Console console) {
    super(console, Operation.ATTEST);
  }

  private static final class Result {
    @Option(names = "--passed", description = "all that it must show was shown")
    private boolean passed;

    @Option(names = "--failed", description = "it was not")
    private boolean failed;
  }

  @Override
  Map<String, String> texts() {
    return Map.of("commit", commit, "evidence", evidence, "branch", branch);
  }

  @Override
  Map<String, Boolean> flags() {
    return Map.of("passed", result.passed && !result.failed);
  }
}
