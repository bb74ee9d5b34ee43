package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.operation.Operation;
import dev.gatekeeper.hooks.cli.Console;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "stop", description = "Refuses an agent's pushes and handoffs until it is resumed.")
public final class StopCommand extends PlanCommand.MaintainerCommand {
  @Option(names = "--reason", required = true, paramLabel = "WHY", description = "for the ledger")
  private String reason = "";

  public StopCommand(Console console) {
    super(console, Operation.STOP);
  }

  @Override
  Map<String, String> texts() {
    return Map.of("reason", reason);
  }
}
