package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.operation.Operation;
import dev.gatekeeper.hooks.cli.Console;
import picocli.CommandLine.Parameters;

/** A change to a plan that is not for the agent itself, which is why the agent is always named. */
abstract class MaintainerCommand extends PlanCommand {
  @Parameters(paramLabel = "AGENT", description = "whom it is about")
  private String agent = "";

  MaintainerCommand(Console console, Operation operation) {
    super(console, operation);
  }

  @Override
  final String agent(Console console, RepositoryOption repository) {
    return agent;
  }
}
