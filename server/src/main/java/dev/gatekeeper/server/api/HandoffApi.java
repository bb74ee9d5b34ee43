package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.operation.HandoffJson;
import dev.gatekeeper.core.operation.Handoffs;
import dev.gatekeeper.core.operation.Operation.RequiredRole;
import dev.gatekeeper.core.operation.PlanRequest;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.report.VerdictMessage;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.validate.Validations;
import java.io.IOException;
import java.util.List;

/**
 * The address {@code POST …/agents/<a>/handoff}, answered line by line as the validation goes on,
 * the result last. If the caller leaves, the validation goes on all the same.
 */
record HandoffApi(Repositories repositories, Validations validations) {
  List<Route> routes() {
    return List.of(new Route("POST", "/api/v1/repos/{repo}/agents/{agent}/handoff", this::handOff));
  }

  private void handOff(ApiCall call) throws ApiProblem, IOException {
    byte[] body = call.body();
    call.takes();
    RepositoryView seen = RepositoryView.by(call, repositories);
    Agent agent = PlanApi.allowed(call, seen, RequiredRole.OWN, "hand off");
    FlatJson said =
        FlatJson.of(body)
            .of("handoff", List.of("branch", "commit"), List.of("baseline"), List.of());
    Handoffs.Request request =
        new Handoffs.Request(
            agent.id(),
            said.texts().getOrDefault("branch", ""),
            said.texts().getOrDefault("commit", ""),
            Actor.of(call.caller().pusher()),
            call.caller().pusher());
    boolean baseline = said.flags().getOrDefault("baseline", false);
    PlanApi.Work.answering(
        () -> {
          PlanRequest.checkWhole("commit", request.commit());
          Validations.Answered<Handoffs.Answer> asked =
              validations.begin(seen.served(), request, baseline);
          NdjsonStream story = NdjsonStream.answering(call);
          if (asked.answer() instanceof Handoffs.Answer.Refused refused) {
            VerdictMessage.lines(refused.verdict()).forEach(story::say);
            story.end(HandoffJson.of(refused.verdict()));
          } else if (asked.answer() instanceof Handoffs.Answer.Already there) {
            story.say("gatekeeper: " + there.words());
            story.end(HandoffJson.of(there));
          } else {
            story.follow(asked.validation().orElseThrow(), HandoffJson::of);
          }
        });
  }
}
