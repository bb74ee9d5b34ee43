package dev.gatekeeper.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.FakeHistory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What everything of one moment is judged by. */
class JudgingContextTest {
  private static final LocalDate DAY = LocalDate.of(2026, 7, 1);
  private static final Policy POLICY =
      new PolicyBuilder().plan("a b").waiver("a", "/w/", DAY).waiver("b", "/v/", DAY).build();

  private static JudgingContext judging(LocalDate today) {
    return new JudgingContext(POLICY, new FakeHistory(), today);
  }

  @ParameterizedTest(name = "{0} days later: {1} may change {2}: {3}, {4} waivers")
  @CsvSource({
    "0, a, a/f, true, 1",
    "0, a, w/f, true, 1",
    "0, a, v/f, false, 1",
    "0, b, v/f, true, 1",
    "-30, a, w/f, true, 1",
    "1, a, w/f, false, 0"
  })
  void aWaiverHoldsToTheEndOfItsLastDay(
      int days, String agent, String path, boolean may, int waivers) {
    JudgingContext judging = judging(DAY.plusDays(days));
    AgentId id = new AgentId(agent);
    assertThat(judging.permission(id).outcome(RepoPath.of(path)).allowed()).isEqualTo(may);
    assertThat(judging.everything().outcome(RepoPath.of(path)).allowed()).isTrue();
    assertThat(judging.waivers(id)).hasSize(waivers).allMatch(w -> w.agent().equals(id));
  }

  @Test
  void whatIsJudgedAfreshHasTheLimitsOfAPushOfItsOwn() {
    JudgingContext judging = judging(DAY).afresh();
    judging.history().budget().spendCommits(5);
    assertThat(judging.history().budget().commits()).isEqualTo(5);
    assertThat(judging.afresh().history().budget().commits()).isZero();
    assertThat(judging.afresh().history().budget().limits()).isEqualTo(POLICY.limits());
  }
}
