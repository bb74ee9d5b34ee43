package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.operation.LockedPlan;
import dev.gatekeeper.core.operation.Operation;
import dev.gatekeeper.core.operation.Operation.RequiredRole;
import dev.gatekeeper.core.operation.OperationRefused;
import dev.gatekeeper.core.operation.PlanOperations;
import dev.gatekeeper.core.operation.PlanRequest;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.report.AgentSelector;
import dev.gatekeeper.server.repository.Repositories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The operations on a plan over the API, with their roles. */
record PlanApi(Repositories repositories, EventStream events) {
  private static final String AGENT = "/api/v1/repos/{repo}/agents/{agent}/";

  List<Route> routes() {
    return Arrays.stream(Operation.values())
        .map(o -> new Route("POST", AGENT + o.word(), call -> perform(call, o)))
        .toList();
  }

  private void perform(ApiCall call, Operation operation) throws ApiProblem, IOException {
    byte[] body = call.body();
    call.takes();
    RepositoryView seen = RepositoryView.by(call, repositories);
    AgentId agent = asked(call, seen, operation);
    try {
      Work.answering(
          () ->
              call.answer(
                  new PlanOperations(seen.served().gated())
                      .perform(
                          request(operation, agent, body),
                          Actor.of(call.caller().pusher()),
                          call.caller().pusher())
                      .json()));
    } finally {
      events.changed(seen.served());
    }
  }

  /** Maintainers may ask about an agent that the policy names no longer. */
  private static AgentId asked(ApiCall call, RepositoryView seen, Operation operation)
      throws ApiProblem {
    String name = call.variable("agent");
    boolean isGone = AgentId.isValid(name) && seen.policy().agent(new AgentId(name)).isEmpty();
    return isGone && seen.maintains() && operation.right() == RequiredRole.MAINTAIN
        ? new AgentId(name)
        : allowed(call, seen, operation.right(), operation.word()).id();
  }

  /** The agent that the address names, if the caller may do that to it. */
  static Agent allowed(ApiCall call, RepositoryView seen, RequiredRole right, String what)
      throws ApiProblem {
    if (!(call.caller().pusher() instanceof Pusher.Named named)) {
      throw ApiProblem.needsCredential();
    }
    Agent agent = agent(call, seen);
    AgentId id = agent.id();
    if (!right.isOf(named.principal(), agent, seen.policy())) {
      throw ApiProblem.forbidden(
          "`%s` may not %s %s: that is for %s"
              .formatted(named.principal(), what, id, right.words()),
          "ask one of them; `gatekeeper status` shows the state of " + id);
    }
    return agent;
  }

  static Agent agent(ApiCall call, RepositoryView seen) throws ApiProblem {
    String asked = ApiCall.shown(call.variable("agent"));
    try {
      for (AgentId id : AgentSelector.of(seen.policy(), asked, "")) {
        return seen.policy().agent(id).orElseThrow();
      }
      throw ApiProblem.noAgent(
          "the address names no agent", "GET /api/v1/repos/REPO/status lists the agents");
    } catch (AgentSelector.Unknown e) {
      throw ApiProblem.noAgent(String.valueOf(e.getMessage()), e.next());
    }
  }

  private static PlanRequest request(Operation operation, AgentId agent, byte[] body)
      throws ApiProblem, IOException, PlanRequest.Malformed {
    List<String> texts =
        Stream.concat(operation.needed().stream(), operation.optional().stream()).toList();
    FlatJson json = FlatJson.of(body).of(operation.word(), texts, operation.flags(), List.of());
    return new PlanRequest(operation, agent, json.texts(), json.flags()).checked();
  }

  /** Something that is done to a plan, and the answers to what can go wrong with it. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException, ApiProblem, OperationRefused, PlanRequest.Malformed;

    /** Does it, and answers in the same words whatever is done. */
    static void answering(Work work) throws IOException, ApiProblem {
      try {
        work.run();
      } catch (PlanRequest.Malformed e) {
        throw ApiProblem.bad(String.valueOf(e.getMessage()), e.next());
      } catch (OperationRefused e) {
        throw e.isUnknown()
            ? ApiProblem.noAgent(e.why(), e.next())
            : ApiProblem.notPossible(e.why(), e.next());
      } catch (LockedPlan.NoPolicy e) {
        throw ApiProblem.policyInvalid(new LoadedPolicy.Invalid(e.problems()));
      } catch (UncheckedIOException e) {
        throw e.getCause(); // the caller has gone
      }
    }
  }
}
