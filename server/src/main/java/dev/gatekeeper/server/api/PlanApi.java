package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.operation.LockedPlan;
import dev.gatekeeper.core.operation.NotPossible;
import dev.gatekeeper.core.operation.Operation;
import dev.gatekeeper.core.operation.Operation.Right;
import dev.gatekeeper.core.operation.PlanOperations;
import dev.gatekeeper.core.operation.PlanRequest;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.report.AskedAgent;
import dev.gatekeeper.server.repository.Repositories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The operations on a plan over the API, with their roles. */
final class PlanApi {
  private static final String AGENT = "/api/v1/repos/{repo}/agents/{agent}/";

  private final Repositories repositories;
  private final Events events;

  PlanApi(Repositories repositories, Events events) {
    this.repositories = repositories;
    this.events = events;
  }

  List<Route> routes() {
    return Arrays.stream(Operation.values())
        .map(o -> new Route("POST", AGENT + o.word(), call -> perform(call, o)))
        .toList();
  }

  private void perform(Call call, Operation operation) throws Problem, IOException {
    byte[] body = call.body();
    call.takes();
    Seen seen = Seen.by(call, repositories);
    AgentId agent = asked(call, seen, operation);
    try {
      Work.answering(
          () ->
              call.answer(
                  new PlanOperations(seen.served().desk())
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
  private static AgentId asked(Call call, Seen seen, Operation operation) throws Problem {
    String name = call.variable("agent");
    boolean isGone = AgentId.isValid(name) && seen.policy().agent(new AgentId(name)).isEmpty();
    return isGone && seen.maintains() && operation.right() == Right.MAINTAIN
        ? new AgentId(name)
        : allowed(call, seen, operation.right(), operation.word()).id();
  }

  /** The agent that the address names, if the caller may do that to it. */
  static Agent allowed(Call call, Seen seen, Right right, String what) throws Problem {
    if (!(call.caller().pusher() instanceof Pusher.Named named)) {
      throw Problem.needsCredential();
    }
    Agent agent = agent(call, seen);
    AgentId id = agent.id();
    if (!right.isOf(named.principal(), agent, seen.policy())) {
      throw Problem.forbidden(
          "`"
              + named.principal()
              + "` may not "
              + what
              + " "
              + id
              + ": that is for "
              + right.words(),
          "ask one of them; `gatekeeper status` shows the state of " + id);
    }
    return agent;
  }

  /** The agent that the address names. */
  static Agent agent(Call call, Seen seen) throws Problem {
    String asked = Call.shown(call.variable("agent"));
    try {
      for (AgentId id : AskedAgent.of(seen.policy(), asked, "")) {
        return seen.policy().agent(id).orElseThrow();
      }
      throw Problem.noAgent(
          "the address names no agent", "GET /api/v1/repos/REPO/status lists the agents");
    } catch (AskedAgent.Unknown e) {
      throw Problem.noAgent(String.valueOf(e.getMessage()), e.next());
    }
  }

  private static PlanRequest request(Operation operation, AgentId agent, byte[] body)
      throws Problem, IOException, PlanRequest.Malformed {
    List<String> texts =
        Stream.concat(operation.needed().stream(), operation.optional().stream()).toList();
    FlatJson json = FlatJson.of(body).of(operation.word(), texts, operation.flags(), List.of());
    return new PlanRequest(operation, agent, json.texts(), json.flags()).checked();
  }

  /** Something that is done to a plan, and the answers to what can go wrong with it. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException, Problem, NotPossible, PlanRequest.Malformed;

    /** Does it, and answers in the same words whatever is done. */
    static void answering(Work work) throws IOException, Problem {
      try {
        work.run();
      } catch (PlanRequest.Malformed e) {
        throw Problem.bad(String.valueOf(e.getMessage()), e.next());
      } catch (NotPossible e) {
        throw e.isUnknown()
            ? Problem.noAgent(e.why(), e.next())
            : Problem.notPossible(e.why(), e.next());
      } catch (LockedPlan.NoPolicy e) {
        throw Problem.policyInvalid(new LoadedPolicy.Invalid(e.problems()));
      } catch (UncheckedIOException e) {
        throw e.getCause(); // the caller has gone
      }
    }
  }
}
