package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found of a push, put together. */
class JudgementTest {
  private static final RefName A = RefName.branch("a");
  private static final Policy POLICY = new PolicyBuilder().plan("a").build();

  private static Violation violation(Code code, RefName ref) {
    return new Violation.OfRef(code, ref, "no", "nothing");
  }

  private static Judgement.Builder filled() {
    Judgement.Builder found = new Judgement.Builder();
    found.refuseCommits(List.of(violation(Code.BAD_PATH, A)));
    found.refuse(Code.NON_FAST_FORWARD, A, "no", "nothing");
    found.refuse(List.of(violation(Code.STOPPED, RefName.branch("b"))));
    found.refuseWhole(List.of(violation(Code.NOT_VALIDATED, A)));
    found.noteOnCommits(List.of("of commits"));
    found.note("of refs");
    found.repair(List.of(new Repair(A, "mend it", false)));
    found.remember(List.of(new Event.Stopped(new AgentId("a"), "why")));
    return found;
  }

  @Test
  void whatIsAgainstThePushComesFirstThenRefsThenCommits() {
    Judgement judged = filled().build(List.of(), false, new PushBudget(Limits.DEFAULT));
    assertThat(judged.violations().stream().map(Violation::code))
        .containsExactly(Code.NOT_VALIDATED, Code.NON_FAST_FORWARD, Code.STOPPED, Code.BAD_PATH);
    assertThat(judged.notes()).containsExactly("of refs", "of commits");
  }

  @Test
  void aRefusedPushIsMendedAndOneThatIsAcceptedRemembered() {
    Judgement refused = filled().build(List.of(), false, new PushBudget(Limits.DEFAULT));
    assertThat(refused.accepted()).isFalse();
    assertThat(refused.repairs()).hasSize(1);
    assertThat(refused.events()).isEmpty();
    Judgement accepted = filled().build(List.of(), true, new PushBudget(Limits.DEFAULT));
    assertThat(accepted.accepted()).isTrue();
    assertThat(accepted.repairs()).isEmpty();
    assertThat(accepted.events()).hasSize(1);
  }

  @Test
  void againstARefIsWhatIsAgainstItAlone() {
    assertThat(filled().against(A).stream().map(Violation::code))
        .containsExactly(Code.NON_FAST_FORWARD);
  }

  @Test
  void oneViolationThatIsNotLetPassRefusesAll() {
    Policy warning = new PolicyBuilder().plan("a").mode(Policy.Mode.WARN).build();
    Judgement.Builder found = new Judgement.Builder();
    assertThat(found.isAccepted(POLICY)).isTrue();
    found.refuseCommits(List.of(violation(Code.PATH_NOT_OWNED, A)));
    assertThat(found.isAccepted(POLICY)).isFalse();
    assertThat(found.isAccepted(warning)).isTrue();
    found.refuse(Code.NON_FAST_FORWARD, A, "no", "nothing");
    assertThat(found.isAccepted(warning)).isFalse();
  }
}
