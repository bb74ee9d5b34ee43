package dev.gatekeeper.hooks.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.IntegrationJson;
import dev.gatekeeper.core.operation.IntegrationProgressText;
import dev.gatekeeper.core.operation.IntegrationRun;
import dev.gatekeeper.core.operation.Integrations;
import dev.gatekeeper.core.operation.OperationRefused;
import dev.gatekeeper.core.operation.PlanRequest;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.cli.Interruptible;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "integrate",
    description = {
      "Merges validated handoffs into the integration branch, in the order of the plan.",
      "Each becomes a merge commit in which only its agent's paths change. The checks of the"
          + " combined result run first, and the branch moves if they pass; if not, the agents"
          + " responsible are named."
    })
public final class IntegrateCommand extends StreamingCommand {
  @Option(
      names = "--agents",
      paramLabel = "A,B",
      description = "only these, with those they come after")
  private @Nullable String agents;

  @Option(
      names = "--without",
      paramLabel = "A,B",
      description = "all but these, and those that come after them")
  private @Nullable String without;

  @Option(names = "--dry-run", description = "only says what would be merged; runs no checks")
  private boolean dryRun;

  public IntegrateCommand(Console console) {
    super(console);
  }

  @Override
  void check() throws Failure {
    checkNames("--agents", agents);
    checkNames("--without", without);
  }

  @Override
  String path() {
    return "/integrate";
  }

  /** What is empty by mistake, as an unset variable is, must not mean everybody. */
  private static void checkNames(String option, @Nullable String names) throws Failure {
    if (names != null && ids(names).isEmpty()) {
      throw Failure.usage(option + " names no agent", "name one, or leave the option out");
    }
  }

  private static List<String> ids(@Nullable String names) {
    return names == null
        ? List.of()
        : Arrays.stream(names.split("[, ]+", -1)).filter(id -> !id.isEmpty()).toList();
  }

  private static void write(JsonGenerator body, String field, @Nullable String names)
      throws IOException {
    if (names != null) {
      JsonLine.strings(body, field, ids(names));
    }
  }

  @Override
  String body() {
    return JsonLine.of(
        body -> {
          write(body, "agents", agents);
          write(body, "without", without);
          body.writeBooleanField("dryRun", dryRun);
        });
  }

  @Override
  Came here(GatedRepository gated) throws IOException, OperationRefused, Failure {
    Integrations.Request request;
    try {
      request = Integrations.Request.of(ids(agents), ids(without), LocalPlan.operator());
    } catch (PlanRequest.Malformed e) {
      throw Failure.usage(String.valueOf(e.getMessage()), e.next());
    }
    IntegrationProgressText story = new IntegrationProgressText(this::tell);
    if (dryRun) {
      Integrations.Proposal proposal = new Integrations(gated).propose(request);
      story.proposes(proposal);
      return new Came(IntegrationJson.of(proposal), true);
    }
    Integrations.Attempt attempt = new Integrations(gated).begin(request);
    IntegrationRun.Result result =
        Interruptible.run(new IntegrationRun(gated, attempt, sandbox(), story));
    return new Came(IntegrationJson.of(result), result.isIntegrated());
  }

  @Override
  boolean isDone(JsonObject result) {
    return dryRun || result.text("integrated").equals("true");
  }
}
