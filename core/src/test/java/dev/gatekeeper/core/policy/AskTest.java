package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an ask is written, and read (docs/semantics.md, section 6, "Asking with git alone"). */
class AskTest {

  @ParameterizedTest(name = "{0}: below {1}, about {2}, asks {3}")
  @CsvSource({
    "refs/gatekeeper/ask/handoff/a, true, a, HANDOFF a",
    "refs/gatekeeper/ask/reopen/a/b, true, a/b, REOPEN a/b",
    "refs/gatekeeper/ask/state/a, true, a, STATE a",
    "refs/gatekeeper/ask/give/a, true, a, ''",
    "refs/gatekeeper/ask/HANDOFF/a, true, a, ''",
    "refs/gatekeeper/ask/handoff, true, '', ''",
    "refs/gatekeeper/ask, true, '', ''",
    "refs/gatekeeper/asks/handoff/a, false, '', ''",
    "refs/heads/handoff/a, false, '', ''"
  })
  void read(String ref, boolean isBelow, String branch, String asks) {
    RefName name = new RefName(ref);
    assertThat(Ask.isBelow(name)).isEqualTo(isBelow);
    assertThat(Ask.branchOf(name).map(RefName::shortName).orElse("")).isEqualTo(branch);
    assertThat(Ask.of(name).map(ask -> ask.verb() + " " + ask.branch()).orElse("")).isEqualTo(asks);
    JudgedRef judged = new JudgedRef(new RefUpdate(name, Oid.ZERO, Oid.ZERO), List.of());
    assertThat(Ask.isAmong(List.of(judged))).isEqualTo(isBelow);
    assertThat(Ask.isAmong(List.of())).isFalse();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Oid commit = new Oid("1".repeat(40));
    assertThat(Ask.handoff(commit, RefName.branch("a/b")))
        .isEqualTo("git push REMOTE " + commit + ":refs/gatekeeper/ask/handoff/a/b");
    assertThat(Ask.handoff(RefName.branch("a")))
        .isEqualTo("git push REMOTE a:refs/gatekeeper/ask/handoff/a");
    assertThat(Ask.reopen(commit, RefName.branch("a")))
        .isEqualTo(
            "git push -o 'gatekeeper.reason=WHY' REMOTE "
                + commit
                + ":refs/gatekeeper/ask/reopen/a");
    assertThat(Ask.handoff(commit, RefName.branch("it's")))
        .startsWith("git push REMOTE ")
        .doesNotEndWith("it's");
  }

  @Test
  void anAgentWaitsByTheProgramOrWithGitAlone() {
    Policy policy = new PolicyBuilder().plan("a").onto("trunk").build();
    Agent a = policy.agents().get(0);
    assertThat(Ask.state(a.id(), policy))
        .isEqualTo(
            "git fetch REMOTE && git push REMOTE REMOTE/trunk:refs/gatekeeper/ask/state/a/work");
    assertThat(Ask.state(new AgentId("b"), policy)).isEmpty();
    assertThat(Ask.wait(a, policy)).isEqualTo("gatekeeper wait a, or " + Ask.state(a, policy));
  }
}
