package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.store.LedgerChain;
import dev.gatekeeper.core.store.LedgerPage;
import dev.gatekeeper.server.repository.Repositories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The ledger over the API, for maintainers and validators; and for an agent the output of its own
 * checks.
 */
record LedgerApi(Repositories repositories) {
  private static final String LEDGER = "/api/v1/repos/{repo}/ledger";

  List<Route> routes() {
    return List.of(
        new Route("GET", LEDGER, this::events),
        new Route("GET", LEDGER + "/verification", this::verification),
        new Route("GET", LEDGER + "/{event}/outputs", this::outputs));
  }

  private RepositoryView allowed(ApiCall call) throws ApiProblem, IOException {
    RepositoryView seen = RepositoryView.by(call, repositories);
    if (!seen.seesAll()) {
      throw ApiProblem.forbidden(
          "the ledger is shown to maintainers and validators",
          "`gatekeeper status`, or GET …/status, shows the state of every agent");
    }
    return seen;
  }

  private void events(ApiCall call) throws ApiProblem, IOException {
    call.takes("after", "before", "limit", "agent");
    int limit = call.number("limit", 20, 1, 100);
    String agent = call.parameter("agent");
    if (!agent.isEmpty() && !AgentId.isValid(agent)) {
      throw ApiProblem.noAgent(
          "`" + ApiCall.shown(agent) + "` can't be the id of an agent",
          "`gatekeeper status`, or GET …/status, lists them");
    }
    boolean onwards = !call.parameter("after").isEmpty();
    LedgerPage.Wanted wanted =
        new LedgerPage.Wanted(agent, call.event("after"), call.event("before"), limit);
    Path folder = allowed(call).served().folder().gitDirectory();
    List<String> page =
        onwards ? LedgerPage.oldest(folder, wanted) : LedgerPage.newest(folder, wanted);
    call.answer(page.stream());
  }

  private void verification(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    call.answer(LedgerPage.verified(allowed(call).served().folder()));
  }

  private void outputs(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    RepositoryView seen = RepositoryView.by(call, repositories);
    String number = call.variable("event");
    if (!number.matches("[0-9]{1,15}")) {
      throw ApiProblem.noEvent();
    }
    List<String> outputs;
    try (LedgerChain chain = LedgerChain.open(seen.served().folder().gitDirectory())) {
      outputs = outputs(chain, seen, Long.parseLong(number));
    }
    call.answer(outputs.stream());
  }

  private static List<String> outputs(LedgerChain chain, RepositoryView seen, long number)
      throws ApiProblem, IOException {
    for (LedgerChain.CommittedEvent link : LedgerPage.find(chain, number)) {
      boolean own =
          link.entry().event() instanceof dev.gatekeeper.core.ledger.Event.OfAgent event
              && seen.visibility().isOwn(event.agent());
      if (own || seen.seesAll()) {
        return LedgerPage.outputs(chain, link);
      }
    }
    throw ApiProblem.noEvent();
  }
}
