package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.operation.Operation;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "reopen",
    description =
        "Opens the branches of an agent that has handed off; its handoff stays until the next.")
public final class ReopenCommand extends PlanCommand {
  @Option(names = "--reason", required = true, paramLabel = "WHY", description = "for the ledger")
  private String reason = "";

  @Mixin private final AgentArgument agent = new AgentArgument();

  public ReopenCommand(Console console) {
    super(console, Operation.REOPEN);
  }

  @Override
  String withGit() {
    return Ask.reopen("COMMIT", RefName.branch("BRANCH"));
  }

  @Override
  String agent(Console console, RepositoryOption repository) throws Failure {
    return agent.id(console, repository, "");
  }

  @Override
  Map<String, String> texts() {
    return Map.of("reason", reason);
  }
}
