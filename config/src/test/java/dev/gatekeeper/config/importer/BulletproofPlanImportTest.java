package dev.gatekeeper.config.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.LoadedPolicy;
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
  private static final List<String> TREE =
      List.of("src/daemon/monitoring/x.py", "config/x", "src/bootstrap/x.py");

  private static String text;
  private static Policy policy;

  @BeforeAll
  static void importIt() throws NotImportable {
    byte[] plan = PlansTest.resource("bulletproof-plan.md").getBytes(StandardCharsets.UTF_8);
    text = PlanImport.policy("bulletproof-plan.md", plan, TREE).text();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    policy = ((LoadedPolicy.Valid) PolicyFile.parse(Policy.FILE_NAME, bytes)).policy();
  }

  @ParameterizedTest
  @CsvSource({
    "agent-1, Performance, /monitoring/ /config/, /tmp/agent1_performance/, /providers/ /tools/"
        + " /src/auth/ /src/security/ /src/providers/, '', agent-2 agent-3 agent-4, 8h-10h",
    "agent-2, Error Handling, /src/daemon/error_handling.py /src/providers/, /tmp/agent2_errors/,"
        + " /tools/ /tests/ /docs/, agent-1, agent-1, 6h-8h",
    "agent-3, Testing, /tests/ /scripts/run_all_tests.py, /tmp/agent3_testing/, /src/ /tools/,"
        + " '', '', 6h-8h",
    "agent-4, Architecture, /src/bootstrap/ /src/tools/registry.py, /tmp/agent4_arch/, /tests/"
        + " /docs/, agent-1, agent-1, 6h-8h"
  })
  void takesAsWritten(
      String id,
      String title,
      String owns,
      String scratch,
      String forbids,
      String after,
      String excludes,
      String estimate) {
    Agent agent = policy.agent(new AgentId(id)).orElseThrow();
    assertThat(agent.title()).isEqualTo(title);
    assertThat(words(agent.owns().patterns())).isEqualTo(owns + " " + scratch);
    assertThat(words(agent.forbids().patterns())).isEqualTo(forbids);
    assertThat(words(agent.after())).isEqualTo(after);
    assertThat(words(agent.excludes())).isEqualTo(excludes);
    assertThat(agent.estimate()).isEqualTo(estimate);
    assertThat(agent.brief().lines()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# bulletproof-plan.md:18, 90: src/ (non-test code)\n",
        "# bulletproof-plan.md:19, 95: tests/, docs/, configuration\n",
        "# bulletproof-plan.md:24: Agent 1: Performance fixes (Foundation - must complete first)\n",
        "# bulletproof-plan.md:137: Just needs to avoid modifying src/ files\n",
        "# bulletproof-plan.md:145: git checkout -- <agent-files>\n",
        "# bulletproof-plan.md:243: Tag release (v2.3.0)\n",
        "# bulletproof-plan.md:16: it is not there; is `/src/daemon/monitoring/` meant?\n"
      })
  void saysWhatItTookAndWhatItCouldNotTake(String comment) {
    assertThat(text).contains(comment);
  }

  /**
   * Of two agents only one waits for the other; and a check looks where its agent may not write.
   */
  @Test
  void theContradictionsOfThePlanAreFound() {
    assertThat(Lint.findings(policy, LocalDate.EPOCH))
        .extracting(Finding::code, Finding::witness)
        .containsExactly(
            tuple("excludes-one-sided", "agent-1 excludes agent-3, agent-3 excludes nobody"),
            tuple("foreign-check", "src/daemon/monitoring/x"));
  }

  @Test
  void readsTheChecksWithWhatTheyMustShow() {
    assertThat(policy.agents())
        .extracting(agent -> agent.validate().size())
        .containsExactly(4, 2, 1, 1);
    assertThat(policy.integration().validate())
        .extracting(Check::name)
        .containsExactly(
            "python scripts/run_all_tests.py --full",
            "pytest --cov=src --cov-report=html",
            "python -m safety check",
            "python tests/benchmarks/run_all_benchmarks.py");
    assertThat(text)
        .contains(
            """
                  - run: grep -r "logger.error" src/daemon/ --include="*.py" | wc -l # bulletproof-plan.md:169
                    expect: {stdout: "0"}
            """)
        .contains("expect: {last_number: {at_least: 80}}")
        .contains("expect: {stdout: \"False\"}");
  }

  private static String words(List<?> list) {
    return String.join(" ", list.stream().map(Object::toString).toList());
  }
}
