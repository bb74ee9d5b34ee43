package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.report.AgentStatus;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.server.repository.ServedRepository;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of agents' states: after each push and operation they are computed again, by a thread
 * of their own, for repositories that ever had a listener.
 */
final class AgentStates {
  private static final Logger LOG = LoggerFactory.getLogger(AgentStates.class);

  private final Executor worker;
  private final BiConsumer<ServedRepository, String> told;
  private final Map<String, Map<AgentId, String>> known = new ConcurrentHashMap<>();
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param worker has one thread
   * @param told is told of each agent whose state is another than before
   */
  AgentStates(Executor worker, BiConsumer<ServedRepository, String> told) {
    this.worker = worker;
    this.told = told;
  }

  /** From now on changes in that repository are told. */
  void follow(ServedRepository served) throws IOException {
    if (!known.containsKey(served.name())) {
      known.putIfAbsent(served.name(), now(served));
    }
  }

  /** Something has happened there that may change states. Returns at once. */
  void changed(ServedRepository served) {
    if (known.containsKey(served.name()) && waiting.add(served.name())) {
      try {
        worker.execute(() -> look(served));
      } catch (RejectedExecutionException e) {
        LOG.debug("the server stops", e);
      }
    }
  }

  private void look(ServedRepository served) {
    waiting.remove(served.name());
    try {
      Map<AgentId, String> now = now(served);
      Map<AgentId, String> before = known.getOrDefault(served.name(), Map.of());
      known.put(served.name(), now);
      now.forEach(
          (agent, state) -> {
            if (!state.equals(before.get(agent))) {
              told.accept(served, state);
            }
          });
    } catch (IOException | RuntimeException e) {
      LOG.error("the states of agents in {} could not be worked out", served.name(), e);
    }
  }

  private static Map<AgentId, String> now(ServedRepository served) throws IOException {
    Map<AgentId, String> states = new LinkedHashMap<>();
    if (served.policy() instanceof LoadedPolicy.Valid valid) {
      for (AgentStatus status : served.status(valid.policy())) {
        states.put(status.agent().id(), json(status));
      }
    }
    return states;
  }

  private static String json(AgentStatus status) {
    return JsonLine.of(
        json -> {
          json.writeStringField("agent", status.agent().id().id());
          json.writeStringField("state", status.state().word());
          json.writeBooleanField("stopped", status.record().stopped().isPresent());
          json.writeBooleanField("closed", status.closed());
        });
  }
}
