package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.operation.Operation;
import dev.gatekeeper.hooks.cli.Console;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "resume", description = "Lets an agent that was stopped go on.")
public final class ResumeCommand extends PlanCommand.MaintainerCommand {
  @Option(names = "--reason", paramLabel = "WHY", description = "for the ledger")
  private String reason = "";

  public ResumeCommand(Console console) {
    super(console, Operation.RESUME);
  }

  @Override
  Map<String, String> texts() {
    return Map.of("reason", reason);
  }
}
