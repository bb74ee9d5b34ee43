package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.HandoffJson;
import dev.gatekeeper.core.operation.HandoffProgressText;
import dev.gatekeeper.core.operation.HandoffRun;
import dev.gatekeeper.core.operation.Handoffs;
import dev.gatekeeper.core.operation.OperationRefused;
import dev.gatekeeper.core.operation.PlanRequest;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.report.VerdictMessage;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.cli.Interruptible;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "handoff",
    description = {
      "Validates an agent's work, and if it passes records it as the agent's handoff.",
      "The checks of the policy run on the tip of the agent's branch as the repository has it;"
          + " what they print is shown as it comes."
    })
public final class HandoffCommand extends StreamingCommand {
  @Mixin private final AgentArgument named = new AgentArgument();

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description = "the branch, where several of the agent's have work")
  private String branch = "";

  @Option(
      names = "--commit",
      paramLabel = "COMMIT",
      description = "makes sure that this commit is the tip of the branch: its whole id")
  private String commit = "";

  @Option(
      names = "--baseline",
      description =
          "runs the checks first on the commit that the work started from: one that passes there"
              + " proves nothing")
  private boolean baseline;

  private String agent = "";

  public HandoffCommand(Console console) {
    super(console);
  }

  @Override
  void check() throws Failure {
    agent = agent(named);
    try {
      PlanRequest.checkWhole("commit", commit);
    } catch (PlanRequest.Malformed e) {
      throw Failure.usage(e.ofOptions(), e.next());
    }
  }

  @Override
  String path() {
    return "/agents/" + agent + "/handoff";
  }

  @Override
  String body() {
    return JsonLine.of(
        body -> {
          body.writeStringField("branch", branch);
          body.writeStringField("commit", commit);
          body.writeBooleanField("baseline", baseline);
        });
  }

  @Override
  Came here(GatedRepository gated) throws IOException, OperationRefused, Failure {
    Handoffs.Answer answer =
        new Handoffs(gated)
            .begin(
                new Handoffs.Request(
                    new AgentId(agent), branch, commit, LocalPlan.operator(), Pusher.unnamed()));
    if (answer instanceof Handoffs.Answer.Refused refused) {
      VerdictMessage.lines(refused.verdict()).forEach(this::tell);
      return new Came(HandoffJson.of(refused.verdict()), false);
    }
    if (answer instanceof Handoffs.Answer.Already already) {
      tell("gatekeeper: " + already.words());
      return new Came(HandoffJson.of(already), true);
    }
    HandoffRun run =
        new HandoffRun(
            gated,
            ((Handoffs.Answer.Begun) answer).attempt(),
            sandbox(),
            new HandoffProgressText(this::tell),
            baseline);
    HandoffRun.Result result = Interruptible.run(run);
    return new Came(HandoffJson.of(result), result.ending().isHandedOff());
  }

  @Override
  String withGit() {
    return Ask.handoff(RefName.branch("BRANCH"));
  }

  @Override
  boolean isDone(JsonObject result) {
    return result.text("handedOff").equals("true");
  }
}
