package dev.gatekeeper.config.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.match.Effort;
import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.Overlap;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Permission.Owners;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan from which the product comes, its contradictions kept. */
@SuppressWarnings("NullAway.Init")
class BulletproofPlanImportTest {
  private static String text;
  private static Policy policy;

  @BeforeAll
  static void importIt() throws NotImportable {
    byte[] plan = PlansTest.resource("bulletproof-plan.md").getBytes(StandardCharsets.UTF_8);
    text = PlanImport.policy("bulletproof-plan.md", plan);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    policy = ((LoadedPolicy.Valid) PolicyFile.parse(Policy.FILE_NAME, bytes)).policy();
  }

  @ParameterizedTest
  @CsvSource({
    "agent-1, Performance, monitoring/ config/ tmp/agent1_performance/, providers/ tools/ src/auth/"
        + " src/security/ src/providers/, '', agent-2 agent-3 agent-4, 8h-10h",
    "agent-2, Error Handling, src/daemon/error_handling.py src/providers/ tmp/agent2_errors/,"
        + " tools/ tests/ docs/, agent-1, agent-1, 6h-8h",
    "agent-3, Testing, tests/ scripts/run_all_tests.py tmp/agent3_testing/, tools/ src/, '', '',"
        + " 6h-8h",
    "agent-4, Architecture, src/bootstrap/ src/tools/registry.py tmp/agent4_arch/, tests/ docs/,"
        + " agent-1, agent-1, 6h-8h"
  })
  void takesAsWritten(
      String id,
      String title,
      String owns,
      String forbids,
      String after,
      String excludes,
      String estimate) {
    Agent agent = policy.agent(new AgentId(id)).orElseThrow();
    assertThat(agent.title()).isEqualTo(title);
    assertThat(words(agent.owns().patterns())).isEqualTo(owns);
    assertThat(words(agent.forbids().patterns())).isEqualTo(forbids);
    assertThat(words(agent.after())).isEqualTo(after);
    assertThat(words(agent.excludes())).isEqualTo(excludes);
    assertThat(agent.estimate()).isEqualTo(estimate);
    assertThat(agent.brief().lines()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# bulletproof-plan.md:18, 90: \"src/ (non-test code)\" is no pattern",
        "# bulletproof-plan.md:97: \"provider implementations (too complex)\" is no pattern",
        "# bulletproof-plan.md:19: \"configuration\" is no pattern",
        "# bulletproof-plan.md:92: \"configuration files (unless test-related)\" is no pattern",
        "# bulletproof-plan.md:24: \"Agent 1: Performance fixes (Foundation - must complete first)\":",
        "# bulletproof-plan.md:144: the code `git checkout -- <agent-files>` belongs to what is done",
        "- src/                          # bulletproof-plan.md:137"
      })
  void saysWhatItTookAndWhatItCouldNotTake(String comment) {
    assertThat(text).contains(comment);
  }

  @ParameterizedTest
  @CsvSource({
    "agent-1, agent-3, config/tests/x",
    "agent-1, agent-4, src/bootstrap/config/x",
    "agent-2, agent-3, src/providers/tests/x"
  })
  void keepsTheOverlapsThatThePlanHas(String one, String other, String shared) {
    Agent first = policy.agent(new AgentId(one)).orElseThrow();
    Agent second = policy.agent(new AgentId(other)).orElseThrow();
    assertThat(Overlap.of(owns(first), owns(second), NameRules.PATHS, new Effort(1_000_000)))
        .isPresent();
    List<AgentId> owners = new Owners(policy, LocalDate.of(2026, 1, 1)).of(RepoPath.of(shared));
    assertThat(owners).as(shared).isSubsetOf(first.id(), second.id());
  }

  @Test
  void keepsChecksThatLookWhereTheAgentMayNotWrite() {
    Check absent = policy.agent(new AgentId("agent-2")).orElseThrow().validate().get(0);
    assertThat(absent).isInstanceOf(Check.Absent.class);
    assertThat(words(((Check.Absent) absent).in())).isEqualTo("/src/**/*.py");
    Check exists = policy.agent(new AgentId("agent-1")).orElseThrow().validate().get(0);
    assertThat(exists.name()).isEqualTo("monitoring/ directory exists");
    assertThat(((Check.Exists) exists).path()).hasToString("/src/daemon/monitoring/");
  }

  @Test
  void readsTheChecksWithWhatTheyMustShow() {
    assertThat(policy.agents())
        .extracting(agent -> agent.validate().size())
        .containsExactly(4, 2, 1, 1);
    assertThat(policy.integration().validate())
        .extracting(Check::name)
        .containsExactly(
            "Run full test suite", "coverage", "Security scan", "Performance benchmark");
    assertThat(policy.integration().tag()).isEqualTo("v2.3.0");
    assertThat(text)
        .contains(
            """
                  - run: grep -r "logger.error" src/daemon/ --include="*.py" | wc -l # bulletproof-plan.md:169
                    expect: {stdout: "0"}
            """)
        .contains("expect: {last_number: {at_least: 80}}")
        .contains("expect: {stdout: \"False\"}");
  }

  private static PatternList owns(Agent agent) {
    return new PatternList(agent.owns().patterns(), Matching.GRANTING);
  }

  private static String words(List<?> list) {
    return String.join(" ", list.stream().map(Object::toString).toList());
  }
}
