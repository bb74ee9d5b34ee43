package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.operation.Operation;
import dev.gatekeeper.hooks.cli.Console;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "rollback",
    description =
        "Takes back an agent's work: its handoff is revoked, its branch goes back, and where it was"
            + " is kept. What is integrated is undone by a commit on the integration branch.")
public final class RollbackCommand extends PlanCommand.MaintainerCommand {
  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description = "which; that of the handoff, or the only one with work, if not given")
  private String branch = "";

  @Option(
      names = "--to",
      paramLabel = "COMMIT",
      description = "a commit of it, by its whole id; where the work started if not given")
  private String to = "";

  @Option(
      names = "--undone-by",
      paramLabel = "COMMIT",
      description =
          "by its whole id, the last of those by which its integration was undone by hand; later"
              + " work has to contain it")
  private String undoneBy = "";

  @Option(
      names = "--integration",
      paramLabel = "COMMIT",
      description =
          "by its whole id, the integration to undo; has to be given to undo one more after a"
              + " rollback")
  private String integration = "";

  @Option(names = "--reason", paramLabel = "WHY", description = "for the ledger")
  private String reason = "";

  @Option(names = "--dry-run", description = "only says what would be done")
  private boolean dryRun;

  public RollbackCommand(Console console) {
    super(console, Operation.ROLLBACK);
  }

  @Override
  Map<String, String> texts() {
    return Map.of(
        "branch", branch,
        "to", to,
        "undoneBy", undoneBy,
        "integration", integration,
        "reason", reason);
  }

  @Override
  Map<String, Boolean> flags() {
    return Map.of("dryRun", dryRun);
  }
}
