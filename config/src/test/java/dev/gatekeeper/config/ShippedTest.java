package dev.gatekeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The policies that ship are taken by the gate, and say what they are meant to say. */
class ShippedTest {

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SCHEMA", "FOR_MODEL"})
  void lintFindsNothing(Shipped shipped) {
    assertThat(Lint.findings(Files.policy(shipped.text()), LocalDate.EPOCH)).isEmpty();
    assertThat(Files.problems(shipped.text())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "src/daemon/monitoring/metrics.py, agent-1",
    "src/daemon/monitoring_endpoint.py, agent-1",
    "config/timeouts.py, agent-1",
    "tmp/agent1_performance/notes.md, agent-1",
    "src/daemon/error_handling.py, agent-2",
    "src/providers/glm/client.py, agent-2",
    "tests/config/test_timeouts.py, agent-3",
    "tests/conftest.py, agent-3",
    "scripts/run_all_tests.py, agent-3",
    "src/bootstrap/server_state.py, agent-4",
    "tools/registry.py, agent-4",
    "src/bootstrap/config/x.py, agent-4",
    "config.py, ",
    "tools/chat.py, ",
    "src/monitoring/metrics.py, ",
    "src/daemon/ws_server.py, ",
    "docs/config/x.md, "
  })
  void thePlanGivesEachPathToAtMostOneAgent(String path, String owner) {
    Policy plan = Files.policy(Shipped.BULLETPROOF_PLAN.text());
    List<String> owners =
        plan.agents().stream()
            .filter(agent -> matches(agent.owns(), path) && !matches(agent.forbids(), path))
            .map(agent -> agent.id().id())
            .toList();
    assertThat(owners).isEqualTo(Stream.ofNullable(owner).toList());
  }

  @Test
  void thePlanHasItsOrder() {
    Policy plan = Files.policy(Shipped.BULLETPROOF_PLAN.text());
    AgentId first = new AgentId("agent-1");
    assertThat(plan.agents())
        .extracting(Agent::after)
        .containsExactly(List.of(), List.of(first), List.of(), List.of(first));
    for (Agent agent : plan.agents()) {
      for (AgentId excluded : agent.excludes()) {
        assertThat(plan.agent(excluded).orElseThrow().excludes()).contains(agent.id());
      }
    }
    assertThat(plan.integration().tag()).isEqualTo("v2.3.0");
  }

  /** A check about a path that the agent may not change is one that it can't make pass. */
  @Test
  void thePlanChecksOnlyWhatTheAgentCanChange() {
    for (Agent agent : Files.policy(Shipped.BULLETPROOF_PLAN.text()).agents()) {
      for (Check check : agent.validate()) {
        assertThat(lookedAt(check))
            .as(agent.id() + ": " + check.name())
            .allMatch(path -> matches(agent.owns(), path.replace("**/*", "x/y").substring(1)));
      }
    }
  }

  private static List<String> lookedAt(Check check) {
    if (check instanceof Check.Exists exists) {
      return List.of(exists.path().toString());
    }
    if (check instanceof Check.Absent absent) {
      return absent.in().stream().map(Object::toString).toList();
    }
    if (check instanceof Check.Lines lines) {
      return lines.in().stream().map(Object::toString).toList();
    }
    return List.of();
  }

  private static boolean matches(PathRules rules, String path) {
    boolean matched = false;
    for (PathRules.PathRule rule : rules.rules()) {
      if (rule.pattern().covers(RepoPath.of(path), false)) {
        matched = !rule.pattern().negated();
      }
    }
    return matched;
  }
}
