package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.LockedPlan;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.preflight.Preflight;
import dev.gatekeeper.core.preflight.PreflightLine;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.validate.Validations;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The address {@code …/preflight}, for maintainers: {@code GET} checks, {@code POST} creates what
 * is missing.
 */
record PreflightApi(Repositories repositories, Validations validations, EventStream events) {
  private static final String PREFLIGHT = "/api/v1/repos/{repo}/preflight";

  List<Route> routes() {
    return List.of(
        new Route("GET", PREFLIGHT, this::look), new Route("POST", PREFLIGHT, this::fix));
  }

  private void look(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    RepositoryView seen = allowed(call);
    answer(call, preflight(seen).look());
  }

  private void fix(ApiCall call) throws ApiProblem, IOException {
    FlatJson order = FlatJson.of(call.body());
    call.takes();
    RepositoryView seen = allowed(call);
    order.of("preflight", List.of(), List.of("fix"), List.of());
    if (!order.flags().equals(Map.of("fix", true))) {
      throw ApiProblem.bad("the body is not {\"fix\":true}", "GET looks without making anything");
    }
    try {
      answer(call, preflight(seen).fix(seen.served().policies(), Actor.of(call.caller().pusher())));
    } catch (LockedPlan.NoPolicy e) {
      throw ApiProblem.policyInvalid(new LoadedPolicy.Invalid(e.problems()));
    } finally {
      events.changed(seen.served());
    }
  }

  private Preflight preflight(RepositoryView seen) {
    GatedRepository gated = seen.served().gated();
    return new Preflight(gated.folder(), seen.policy(), validations.sandbox(), gated.clock());
  }

  private RepositoryView allowed(ApiCall call) throws ApiProblem, IOException {
    RepositoryView seen = RepositoryView.by(call, repositories);
    if (!call.caller().isNamed()) {
      throw ApiProblem.needsCredential();
    }
    if (!seen.maintains()) {
      throw ApiProblem.forbidden(
          "the checklist is for maintainers",
          "`gatekeeper status`, or GET …/status, shows the state of every agent");
    }
    return seen;
  }

  private static void answer(ApiCall call, List<PreflightLine> found) throws IOException {
    call.answer(found.stream().map(PreflightLine::json));
  }
}
