package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.operation.Operation;
import dev.gatekeeper.core.operation.PlanOperations;
import dev.gatekeeper.core.operation.PlanRequest;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that changes a plan: on the repository itself, or through the server. */
abstract class PlanCommand extends ConsoleCommand {
  private final Operation operation;

  @Option(names = "--json", description = "prints what was done as a JSON object")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  PlanCommand(Console console, Operation operation) {
    super(console);
    this.operation = operation;
  }

  /** The id of the agent that it is about. */
  abstract String agent(Console console, RepositoryOption repository) throws Failure;

  /** What is said with it; what is empty is left out. */
  abstract Map<String, String> texts();

  /** What is true or false. */
  Map<String, Boolean> flags() {
    return Map.of();
  }

  /** The command that asks for the same with git alone, or empty if there is none. */
  String withGit() {
    return "";
  }

  @Override
  public final Integer call() throws Failure {
    PlanRequest request = request();
    Optional<Remote> remote = repository.remote(console, "");
    if (remote.isPresent()) {
      String page = "/agents/" + request.agent() + "/" + operation.word();
      String answer = remote.get().lines(page, request.json()).get(0);
      return answer(answer, JsonObject.lenient(answer).text("text"));
    }
    PlanOperations.Answer answer =
        LocalPlan.doing(
            () ->
                new PlanOperations(LocalPlan.gated(console, repository.path(), withGit()))
                    .perform(request, LocalPlan.operator(), Pusher.unnamed()));
    return answer(answer.json(), answer.text());
  }

  private int answer(String object, String text) {
    console.answer(json ? object : Plain.line(text));
    return ExitStatus.YES;
  }

  private PlanRequest request() throws Failure {
    String agent = AgentArgument.checked(agent(console, repository));
    Map<String, String> said = new LinkedHashMap<>(texts());
    said.values().removeIf(String::isEmpty);
    try {
      return new PlanRequest(operation, new AgentId(agent), said, flags()).checked();
    } catch (PlanRequest.Malformed e) {
      throw Failure.usage(e.ofOptions(), e.next());
    }
  }

  /**
   * A change to a plan that is not for the agent itself, which is why the agent is always named.
   */
  abstract static class MaintainerCommand extends PlanCommand {
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
}
