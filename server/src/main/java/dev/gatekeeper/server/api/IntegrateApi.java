package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.operation.IntegrationJson;
import dev.gatekeeper.core.operation.IntegrationProgressText;
import dev.gatekeeper.core.operation.IntegrationRun;
import dev.gatekeeper.core.operation.Integrations;
import dev.gatekeeper.core.operation.OperationRefused;
import dev.gatekeeper.core.operation.PlanRequest;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.validate.Validations;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The address {@code POST …/integrate}, answered line by line, the result last. If the caller
 * leaves, it goes on all the same.
 */
record IntegrateApi(Repositories repositories, Validations validations) {
  List<Route> routes() {
    return List.of(new Route("POST", "/api/v1/repos/{repo}/integrate", this::integrate));
  }

  private void integrate(ApiCall call) throws ApiProblem, IOException {
    byte[] body = call.body();
    call.takes();
    RepositoryView seen = RepositoryView.by(call, repositories);
    checkMaintains(call, seen);
    FlatJson said =
        FlatJson.of(body)
            .of("integrate", List.of(), List.of("dryRun"), List.of("agents", "without"));
    for (Map.Entry<String, List<String>> list : said.lists().entrySet()) {
      if (list.getValue().isEmpty()) {
        // what is empty by mistake must not mean everybody
        throw ApiProblem.bad(
            "`" + list.getKey() + "` names no agent", "name one, or leave the field out");
      }
    }
    PlanApi.Work.answering(() -> integrate(call, seen, said));
  }

  private void integrate(ApiCall call, RepositoryView seen, FlatJson said)
      throws IOException, OperationRefused, PlanRequest.Malformed {
    Integrations.Request request =
        Integrations.Request.of(
            said.lists().getOrDefault("agents", List.of()),
            said.lists().getOrDefault("without", List.of()),
            Actor.of(call.caller().pusher()));
    if (said.flags().getOrDefault("dryRun", false)) {
      Integrations.Proposal proposal = new Integrations(seen.served().gated()).propose(request);
      NdjsonStream story = NdjsonStream.answering(call);
      new IntegrationProgressText(story::say).proposes(proposal);
      story.end(IntegrationJson.of(proposal));
    } else {
      Validations.Underway<IntegrationRun.Result> underway =
          validations.integrate(seen.served(), request);
      NdjsonStream.answering(call).follow(underway, IntegrationJson::of);
    }
  }

  private static void checkMaintains(ApiCall call, RepositoryView seen) throws ApiProblem {
    if (!call.caller().isNamed()) {
      throw ApiProblem.needsCredential();
    }
    if (!seen.maintains()) {
      throw ApiProblem.forbidden(
          "`" + call.caller().name() + "` may not integrate: that is for a maintainer",
          "hand off (gatekeeper handoff AGENT), and ask one of them");
    }
  }
}
