package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.report.AgentStatus;
import dev.gatekeeper.core.report.PlanStatus;
import dev.gatekeeper.core.store.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Section 6 of docs/semantics.md: order, handoff, states. Agent {@code a} comes first, {@code b}
 * and {@code d} after it, {@code d} after b as well; {@code c} is on its own and excludes a.
 */
@Timeout(120)
class PlanTest {
  @TempDir Path temp;
  private Workshop shop;
  private String main = "";

  private static PolicyBuilder policy() {
    return new PolicyBuilder()
        .agent("a", List.of(), List.of(), "/a/")
        .agent("b", List.of("a"), List.of(), "/b/")
        .agent("c", List.of(), List.of("a"), "/c/")
        .agent("d", List.of("a", "b"), List.of(), "/d/");
  }

  @BeforeEach
  void open() throws IOException {
    shop = Workshop.open(temp.resolve("r"), policy().build(), "a/f=1", "b/f=1", "c/f=1", "d/f=1");
    main = shop.tip("heads/main");
  }

  @AfterEach
  void theLedgerIsSound() throws IOException {
    assertThat(shop.problems()).isEmpty();
  }

  private String states() throws IOException {
    StringBuilder states = new StringBuilder();
    try (JGitHistory history = JGitHistory.open(shop.repository.folder(), IncomingObjects.NONE)) {
      for (AgentStatus agent :
          PlanStatus.of(
              policyNow, new Ledger(shop.folder).state(history), history, Workshop.NOON)) {
        states.append(agent.state().word()).append(agent.closed() ? "! " : " ");
      }
    }
    return states.toString().strip();
  }

  private Policy policyNow = policy().build();

  private void use(Policy next) {
    policyNow = next;
    shop.policy(next);
  }

  private String commit(String parent, String a, String b, String c, String d) throws IOException {
    return shop.commit(List.of(parent), "a/f=" + a, "b/f=" + b, "c/f=" + c, "d/f=" + d);
  }

  /** Agent a pushes and hands off; the commit. */
  private String handOffA(String content) throws Exception {
    String a = commit(main, content, "1", "1", "1");
    assertThat(shop.push("a", "a/w", a)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    return a;
  }

  @Test
  void whoComesAfterWaitsForAHandoffAndBuildsOnIt() throws Exception {
    String onMain = commit(main, "1", "2", "1", "1");
    assertThat(states()).isEqualTo("ready blocked ready blocked");
    assertThat(shop.push("b", "b", onMain)).isEqualTo("HANDOFF_PENDING");
    assertThat(shop.push("d", "d", commit(main, "1", "1", "1", "2"))).isEqualTo("HANDOFF_PENDING");
    String a = commit(main, "2", "1", "1", "1");
    assertThat(shop.push("a", "a/work", a)).isEmpty();
    assertThat(states()).isEqualTo("active blocked ready blocked");
    assertThat(shop.handoff("a", "", "", CheckOutcome.FAILED)).isEmpty();
    assertThat(states()).isEqualTo("failed blocked ready blocked");
    assertThat(shop.push("b", "b", onMain)).isEqualTo("HANDOFF_PENDING");
    assertThat(shop.handoff("a", "", "", CheckOutcome.ERRORED)).isEmpty();
    assertThat(shop.push("b", "b", onMain)).isEqualTo("HANDOFF_PENDING");
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(states()).isEqualTo("validated! ready ready blocked");
    assertThat(shop.tip("gatekeeper/handoff/a")).isEqualTo(a);
    assertThat(shop.push("b", "b", onMain)).isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.push("b", "b", commit(a, "2", "2", "1", "1"))).isEmpty();
    assertThat(shop.push("d", "d", commit(a, "2", "1", "1", "2"))).isEqualTo("HANDOFF_PENDING");
  }

  @Test
  void whoHasHandedOffIsClosedUntilReopenedOrIntegrated() throws Exception {
    String first = handOffA("2");
    String more = commit(first, "3", "1", "1", "1");
    assertThat(shop.push("a", "a/w", more)).isEqualTo("HANDED_OFF");
    assertThat(shop.push("a", "a/other", more)).isEqualTo("HANDED_OFF");
    assertThat(shop.handoff("a")).isEqualTo(Workshop.ALREADY);
    new AgentControl(shop.gated()).reopen(new AgentId("a"), "one more thing", Actor.named("mia"));
    assertThat(shop.push("a", "a/w", more)).isEmpty();
    assertThat(states()).isEqualTo("active ready ready blocked");
    assertThat(shop.push("b", "b/w", commit(first, "2", "2", "1", "1"))).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    // a newer handoff does not interrupt those who work on the one before
    assertThat(shop.push("b", "b/w", commit(shop.tip("heads/b/w"), "2", "3", "1", "1"))).isEmpty();
    assertThat(shop.push("b", "b/new", commit(more, "3", "2", "1", "1"))).isEmpty();
    assertThat(shop.push("mia", "main", more)).isEmpty();
    assertThat(states()).isEqualTo("integrated active ready blocked");
    assertThat(shop.push("a", "a/w", commit(more, "4", "1", "1", "1"))).isEmpty();
    assertThat(states()).isEqualTo("active active ready blocked");
  }

  @Test
  void whatIsNoHandoffIsRefusedAsOne() throws Exception {
    String one = commit(main, "2", "1", "1", "1");
    String two = commit(one, "3", "1", "1", "1");
    String three = commit(two, "4", "1", "1", "1");
    assertThat(shop.push("a", "a/w", two)).isEmpty();
    assertThat(shop.push("c", "c", commit(main, "1", "1", "2", "1"))).isEqualTo("EXCLUDED");
    shop.repository.git("update-ref", "refs/heads/c", commit(main, "1", "1", "2", "1"));
    CheckOutcome passed = CheckOutcome.PASSED;
    assertThat(shop.handoff("a", "a/w", one, passed)).isEqualTo("STATE_CHANGED");
    assertThat(shop.handoff("a", "a/w", three, passed)).isEqualTo("STATE_CHANGED");
    assertThat(shop.handoff("a", "a/w", "12".repeat(20), passed)).isEqualTo("STATE_CHANGED");
    for (String branch : List.of("main", "c", "nowhere")) {
      assertThatThrownBy(() -> shop.handoff("a", branch, "", passed))
          .isInstanceOf(OperationRefused.class)
          .hasMessage("a has no branch `" + branch + "`");
    }
    assertThat(shop.handoff("c", "c", "", passed)).isEqualTo("EXCLUDED");
    assertThat(shop.handoff("a", "a/w", "", passed)).isEmpty();
    new AgentControl(shop.gated()).reopen(new AgentId("a"), "again", Actor.named("mia"));
    assertThat(shop.handoff("a", "a/w", "", passed)).isEqualTo(Workshop.ALREADY);
    assertThat(shop.push("mia", "a/aside", one)).isEmpty();
    assertThat(shop.handoff("a", "a/aside", "", passed)).isEqualTo("HANDOFF_NOT_INCLUDED");
    shop.repository.git("update-ref", "refs/heads/a/main", main);
    assertThatThrownBy(() -> shop.handoff("e")).isInstanceOf(OperationRefused.class);
  }

  @Test
  void anEmptyBranchHasNothingToHandOff() throws Exception {
    assertThatThrownBy(() -> shop.handoff("a"))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("has no branch yet");
    assertThat(shop.push("a", "a/w", main)).isEmpty();
    assertThat(shop.handoff("a")).isEqualTo("NOT_VALIDATED");
  }

  @Test
  void ofSeveralBranchesWithWorkOneHasToBeNamed() throws Exception {
    assertThat(shop.push("a", "a/w", commit(main, "2", "1", "1", "1"))).isEmpty();
    assertThat(shop.push("a", "a/x", commit(main, "3", "1", "1", "1"))).isEmpty();
    assertThatThrownBy(() -> shop.handoff("a"))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("a/w, a/x");
    assertThat(shop.handoff("a", "a/x", "", CheckOutcome.PASSED)).isEmpty();
  }

  @Test
  void aResultThatSomethingElseOvertookIsOnRecordAndSaysWhat() throws Exception {
    assertThat(shop.push("a", "a/w", commit(main, "2", "1", "1", "1"))).isEmpty();
    Handoffs.Attempt attempt = shop.begin("a");
    assertThat(
            new Handoffs(shop.gated())
                .attest(
                    shop.request("a", "", shop.tip("heads/a/w")),
                    false,
                    "https://ci.example/1",
                    note -> {}))
        .isEmpty();
    assertThat(shop.end(attempt, CheckOutcome.FAILED).dropped())
        .startsWith("events since it began: a: a/w at ")
        .contains("attested as failed");
    assertThat(shop.repository.git("log", "-1", "--format=%s", "refs/gatekeeper/ledger"))
        .contains("was discarded");
  }

  @Test
  void aResultThatComesTooLateCountsForNothing() throws Exception {
    AgentId a = new AgentId("a");
    String one = commit(main, "2", "1", "1", "1");
    assertThat(shop.push("a", "a/w", one)).isEmpty();
    Handoffs.Attempt attempt = shop.begin("a");
    assertThat(states()).startsWith("validating");
    assertThatThrownBy(() -> shop.begin("a")).hasMessageContaining("has been running since");
    new AgentControl(shop.gated()).stop(a, "enough", Actor.named("mia"));
    assertThat(shop.end(attempt, CheckOutcome.PASSED).dropped()).contains("a: stopped: enough");
    assertThat(shop.handoff("a")).isEqualTo("STOPPED");
    new AgentControl(shop.gated()).resume(a, "", Actor.named("mia"));

    attempt = shop.begin("a");
    assertThat(shop.push("a", "a/w", commit(one, "3", "1", "1", "1"))).isEmpty();
    assertThat(shop.end(attempt, CheckOutcome.PASSED).dropped()).contains("branch has moved");

    attempt = shop.begin("a");
    use(policy().digest('1').build());
    assertThat(shop.end(attempt, CheckOutcome.PASSED).dropped()).contains("policy has changed");

    attempt = shop.begin("a");
    Rollback.rollBack(
        shop.gated(),
        new Rollback.Request(a, "", "", "", "", "no good", Actor.named("mia"), false));
    assertThat(shop.end(attempt, CheckOutcome.PASSED).dropped()).contains("rolled back");
    assertThat(states()).startsWith("ready blocked");
    assertThat(shop.tip("gatekeeper/handoff")).isEmpty();
    assertThat(shop.tip("heads/a/w")).isEqualTo(main);

    assertThat(shop.push("a", "a/w", one)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(shop.push("b", "b", commit(one, "2", "2", "1", "1"))).isEmpty();
    attempt = shop.begin("b");
    new AgentControl(shop.gated()).reopen(a, "more", Actor.named("mia"));
    assertThat(shop.push("a", "a/w", commit(one, "5", "1", "1", "1"))).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(shop.end(attempt, CheckOutcome.PASSED).dropped()).contains("what it builds on");
  }

  @Test
  void aFailedResultOfWhatDidNotChangeIsKept() throws Exception {
    assertThat(shop.push("a", "a/w", commit(main, "2", "1", "1", "1"))).isEmpty();
    Handoffs.Attempt attempt = shop.begin("a");
    Handoffs.Ending ending = shop.end(attempt, CheckOutcome.FAILED);
    assertThat(ending.isHandedOff()).isFalse();
    assertThat(ending.dropped()).isEmpty();
    assertThat(states()).startsWith("failed");
    assertThat(shop.push("a", "a/w", commit(shop.tip("heads/a/w"), "3", "1", "1", "1"))).isEmpty();
    assertThat(states()).startsWith("active");
  }

  @Test
  void aValidationWhoseProcessHasGoneIsSaidToBeInterrupted() throws Exception {
    assertThat(shop.push("a", "a/w", commit(main, "2", "1", "1", "1"))).isEmpty();
    Handoffs.Attempt attempt = shop.begin("a");
    shop.gated().recover();
    assertThat(states()).startsWith("validating");
    attempt.lock().close(); // as the system does when it ends
    shop.gated().recover();
    assertThat(states()).startsWith("active");
    assertThat(shop.handoff("a")).isEmpty();
  }

  @Test
  void revokingSuspendsThoseWhoBuildOnItAndARewriteBringsThemBack() throws Exception {
    String a = handOffA("2");
    String b = commit(a, "2", "2", "1", "1");
    assertThat(shop.push("b", "b", b)).isEmpty();
    assertThat(shop.handoff("b")).isEmpty();
    assertThat(states()).isEqualTo("validated! validated! ready ready");
    Rollback.rollBack(
        shop.gated(),
        new Rollback.Request(new AgentId("a"), "", "", "", "", "wrong", Actor.named("mia"), false));
    assertThat(shop.tip("gatekeeper/rollback/a/1")).isEqualTo(a);
    assertThat(shop.tip("gatekeeper/handoff/a")).isEmpty();
    assertThat(states()).isEqualTo("ready suspended ready blocked");
    String again = commit(main, "3", "1", "1", "1");
    assertThat(shop.push("b", "b", commit(b, "2", "3", "1", "1"))).isEqualTo("HANDOFF_PENDING");
    assertThat(shop.push("a", "a/w", again)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(states()).isEqualTo("validated! suspended ready blocked");
    // not from the old base, whatever it is called
    String merged = shop.commit(List.of(b, again), "a/f=3", "b/f=2", "c/f=1", "d/f=1");
    assertThat(shop.push("b", "b", commit(b, "2", "3", "1", "1")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.push("b", "b", merged)).isEqualTo("PATH_NOT_OWNED");
    assertThat(shop.push("b", "b", commit(again, "3", "2", "1", "1"))).isEmpty();
    assertThat(shop.tip("gatekeeper/rollback/b/1")).isEqualTo(b);
    assertThat(shop.handoff("b")).isEmpty();
    assertThat(states()).isEqualTo("validated! validated! ready ready");
    // and no other rewrite
    new AgentControl(shop.gated()).reopen(new AgentId("b"), "x", Actor.named("mia"));
    assertThat(shop.push("b", "b", commit(again, "3", "9", "1", "1")))
        .isEqualTo("NON_FAST_FORWARD");
  }

  @Test
  void aHandoffOutlivesAPolicyUnderWhichItWouldPass() throws Exception {
    String a = handOffA("2");
    use(policy().digest('1').build());
    assertThat(states()).startsWith("validated! ready");
    assertThat(shop.push("b", "b", commit(a, "2", "2", "1", "1"))).isEmpty();
    use(
        new PolicyBuilder()
            .agent("a", List.of(), List.of(), "/elsewhere/")
            .agent("b", List.of("a"), List.of(), "/b/")
            .digest('2')
            .build());
    assertThat(states()).isEqualTo("active blocked");
    assertThat(shop.push("b", "b", commit(shop.tip("heads/b"), "2", "3", "1", "1")))
        .isEqualTo("HANDOFF_PENDING");
    use(
        new PolicyBuilder()
            .agent("z", List.of(), List.of(), "/z/")
            .agent("a", List.of("z"), List.of(), "/a/")
            .agent("b", List.of("a"), List.of(), "/b/")
            .digest('3')
            .build());
    assertThat(states()).isEqualTo("ready blocked blocked");
    use(policy().build());
    assertThat(states()).startsWith("validated! active");
    assertThat(shop.push("b", "b", commit(shop.tip("heads/b"), "2", "3", "1", "1"))).isEmpty();
  }

  /** However wide it was, a waiver that has ended is not a maintainer's push. */
  @Test
  void aWaiverOfAllThatHasEndedIsCalledAWaiver() throws Exception {
    use(policy().waiver("a", "*", LocalDate.of(2026, 7, 1)).build());
    assertThat(shop.push("a", "a/w", commit(main, "2", "7", "1", "1"))).isEmpty();
    shop.at(Instant.parse("2026-07-02T12:00:00Z"));
    assertThat(shop.handoff("a")).isEqualTo("PATH_NOT_OWNED FOREIGN_STATE");
    assertThat(shop.words()).contains("; the waiver that allowed it has ended");
  }

  @Test
  void whatAWaiverLetPassIsHandedOffOnlyWhileItHolds() throws Exception {
    use(policy().waiver("a", "/b/f", LocalDate.of(2026, 7, 1)).build());
    assertThat(shop.push("a", "a/w", commit(main, "2", "7", "1", "1"))).isEmpty();
    shop.at(Instant.parse("2026-07-02T12:00:00Z"));
    assertThat(shop.push("a", "a/w", commit(shop.tip("heads/a/w"), "3", "8", "1", "1")))
        .isEqualTo("PATH_NOT_OWNED");
    assertThat(shop.handoff("a")).isEqualTo("PATH_NOT_OWNED FOREIGN_STATE");
    assertThat(shop.words()).contains("; the waiver that allowed it has ended");
    // on its last day it may be, and is told so
    shop.at(Workshop.NOON);
    Handoffs.Attempt attempt = shop.begin("a");
    assertThat(attempt.notes())
        .singleElement()
        .asString()
        .startsWith("the waiver of /b/f (gatekeeper.yml:1) ends on 2026-07-01 (UTC): integrate");
    assertThat(shop.end(attempt, CheckOutcome.PASSED).isHandedOff()).isTrue();
    assertThat(stuck(Workshop.NOON)).isEmpty();
    // from then on it is valid and can't be integrated, which is seen, and left by a rollback alone
    Instant later = Instant.parse("2026-07-02T12:00:00Z");
    shop.at(later);
    assertThat(stuck(later))
        .contains("its handoff can't be integrated", "changes b/f", "gatekeeper rollback a");
    assertThatThrownBy(() -> shop.integrate("", "")).hasMessageContaining("not its own");
    String tip = shop.tip("heads/a/w");
    new AgentControl(shop.gated()).reopen(new AgentId("a"), "more", Actor.named("mia"));
    assertThat(shop.push("a", "a/w", commit(tip, "4", "7", "1", "1"))).isEmpty();
    assertThat(shop.handoff("a")).isEqualTo("PATH_NOT_OWNED");
    assertThat(shop.repairs()).singleElement().asString().contains("gatekeeper rollback a");
    assertThat(shop.push("a", "a/w", commit(main, "4", "1", "1", "1")))
        .isEqualTo("NON_FAST_FORWARD");
    shop.rollBack("a");
    assertThat(stuck(later)).isEmpty();
    assertThat(shop.push("a", "a/w", commit(main, "4", "1", "1", "1"))).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
  }

  private String stuck(Instant now) throws IOException {
    try (JGitHistory history = JGitHistory.open(shop.repository.folder(), IncomingObjects.NONE)) {
      return PlanStatus.of(policyNow, new Ledger(shop.folder).state(history), history, now)
          .get(0)
          .stuck();
    }
  }

  /**
   * Main had the first of them by then, so that the second began from there and from what a did.
   */
  @Test
  void whatLiesBetweenTwoPushesOfMaintainersIsTheAgentsOwn() throws Exception {
    use(wider().build());
    String first = commit(main, "2", "1", "1", "1");
    assertThat(shop.push("mia", "a/w", first)).isEmpty();
    assertThat(shop.push("mia", "main", first)).isEmpty();
    String between = commit(first, "2", "1", "1", "7");
    assertThat(shop.push("a", "a/w", between)).isEmpty();
    assertThat(shop.push("mia", "a/w", commit(between, "3", "1", "1", "7"))).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    use(new PolicyBuilder().agent("a", "/a/").digest('1').build());
    assertThat(states()).isEqualTo("active"); // the handoff has lapsed
    assertThat(shop.handoff("a")).contains("PATH_NOT_OWNED");
  }

  @Test
  void agentsThatExcludeEachOtherAreNeverAtWorkTogether() throws Exception {
    String c = commit(main, "1", "1", "2", "1");
    assertThat(shop.push("c", "c", c)).isEmpty();
    assertThat(shop.push("a", "a/w", commit(main, "2", "1", "1", "1"))).isEmpty();
    assertThat(shop.push("c", "c", commit(c, "1", "1", "3", "1"))).isEqualTo("EXCLUDED");
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(shop.push("c", "c", commit(c, "1", "1", "3", "1"))).isEmpty();
  }

  @Test
  void evidenceFromOutsideIsAsGood() throws Exception {
    String a = commit(main, "2", "1", "1", "1");
    assertThat(shop.push("a", "a/w", a)).isEmpty();
    Handoffs gated = new Handoffs(shop.gated());
    assertThat(
            gated.attest(shop.request("a", "", main), true, "https://ci.example.com/1", note -> {}))
        .isPresent();
    assertThat(
            gated.attest(shop.request("a", "", a), false, "https://ci.example.com/2", note -> {}))
        .isEmpty();
    assertThat(states()).startsWith("failed");
    assertThat(gated.attest(shop.request("a", "", a), true, "https://ci.example.com/3", note -> {}))
        .isEmpty();
    assertThat(states()).startsWith("validated!");
    assertThat(gated.attest(shop.request("a", "", a), true, "https://ci.example.com/4", note -> {}))
        .isPresent();
  }

  /** Whoever makes commits can make one whose id begins as another's, which was what was tested. */
  @ParameterizedTest
  @ValueSource(ints = {1, 6, 7, 12, 39})
  void theBeginningOfAnIdIsNoEvidence(int digits) throws Exception {
    String a = commit(main, "2", "1", "1", "1");
    assertThat(shop.push("a", "a/w", a)).isEmpty();
    Handoffs gated = new Handoffs(shop.gated());
    String begins = a.substring(0, digits);
    for (String named : List.of(begins, a.toUpperCase(Locale.ROOT), a + "0", "a/w", "HEAD")) {
      assertThatThrownBy(
              () -> gated.attest(shop.request("a", "", named), true, "https://c.i/1", note -> {}))
          .isInstanceOf(OperationRefused.class)
          .hasMessageContaining("`commit` is not a full commit id of 40 digits");
      assertThatThrownBy(() -> gated.begin(shop.request("a", "", named)))
          .isInstanceOf(OperationRefused.class)
          .hasMessageContaining("`commit` is not a full commit id of 40 digits");
    }
    assertThatThrownBy(
            () -> gated.attest(shop.request("a", "", ""), true, "https://c.i/1", note -> {}))
        .isInstanceOf(OperationRefused.class);
    assertThat(states()).startsWith("active");
    assertThat(gated.attest(shop.request("a", "", a), true, "https://c.i/1", note -> {})).isEmpty();
  }

  @Test
  void anAgentThatGoesOnSuspendsNobody() throws Exception {
    String first = handOffA("2");
    assertThat(shop.push("b", "b", commit(first, "2", "2", "1", "1"))).isEmpty();
    assertThat(shop.handoff("b")).isEmpty();
    new AgentControl(shop.gated()).reopen(new AgentId("a"), "more", Actor.named("mia"));
    assertThat(shop.push("a", "a/w", commit(first, "3", "1", "1", "1"))).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(states()).isEqualTo("validated! validated! ready ready");
  }

  @Test
  void aLineThatBrokeOffIsNoWayIn() throws Exception {
    String a = handOffA("2");
    String b = commit(a, "2", "2", "1", "1");
    assertThat(shop.push("b", "b", b)).isEmpty();
    assertThat(shop.handoff("b")).isEmpty();
    String d = commit(b, "2", "2", "1", "2");
    assertThat(shop.push("d", "d", d)).isEmpty();
    Rollback.rollBack(
        shop.gated(),
        new Rollback.Request(new AgentId("a"), "", "", "", "", "wrong", Actor.named("mia"), false));
    String again = commit(main, "3", "1", "1", "1");
    assertThat(shop.push("a", "a/w", again)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    String rebuilt = commit(again, "3", "2", "1", "1");
    assertThat(shop.push("b", "b", rebuilt)).isEmpty();
    assertThat(shop.handoff("b")).isEmpty();
    assertThat(shop.push("d", "d", commit(d, "2", "2", "1", "3")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.push("d", "d", commit(rebuilt, "3", "2", "1", "2"))).isEmpty();
  }

  @Test
  void aWaiverCoversNothingBesideWhatItNames() throws Exception {
    PolicyBuilder warned = policy().waiver("a", "/d/f", LocalDate.of(2026, 7, 1));
    use(warned.mode(Policy.Mode.WARN).build());
    assertThat(shop.push("a", "a/w", commit(main, "2", "7", "1", "7"))).isEmpty();
    use(policy().digest('1').build());
    assertThat(shop.handoff("a")).isEqualTo("PATH_NOT_OWNED FOREIGN_STATE");
  }

  @Test
  void handoffsAreLookedAtOneByOneWhenThePolicyChanges() throws Exception {
    Limits few = new Limits(3, 1000, Duration.ofMinutes(1), 1 << 30, 1 << 30);
    use(policy().limits(few).build());
    String a = commit(commit(main, "2", "1", "1", "1"), "3", "1", "1", "1");
    assertThat(shop.push("a", "a/w", a)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    String b = commit(commit(a, "3", "2", "1", "1"), "3", "3", "1", "1");
    assertThat(shop.push("b", "b", b)).isEmpty();
    assertThat(shop.handoff("b")).isEmpty();
    use(policy().limits(few).digest('1').build());
    assertThat(shop.push("d", "d", commit(b, "3", "3", "1", "2"))).isEmpty();
    assertThat(states()).isEqualTo("validated! validated! ready active");
    Limits none = new Limits(1, 1000, Duration.ofMinutes(1), 1 << 30, 1 << 30);
    use(policy().limits(none).digest('2').build());
    assertThat(shop.push("c", "c", commit(main, "1", "1", "2", "1"))).isEqualTo("EXCLUDED");
    assertThat(states()).startsWith("active blocked");
  }

  /** Once each path of a handoff was counted twice, and of an allowed rewrite three times. */
  @Test
  void limitsHoldForARangeOnceHoweverOftenItIsLookedAt() throws Exception {
    Limits three = new Limits(1, 3, Duration.ofMinutes(1), 1 << 30, 1 << 30);
    use(
        new PolicyBuilder()
            .agent("a", List.of("a/**"), false, List.of(), "/a/", "/d/")
            .limits(three)
            .build());
    String own = shop.commit(List.of(main), "a/f=2", "a/g=2", "a/h=2", "b/f=1", "c/f=1", "d/f=1");
    String wide = shop.commit(List.of(main), "a/f=2", "a/g=2", "b/f=1", "c/f=1", "d/f=2");
    assertThat(shop.push("a", "a/w", wide)).isEmpty();
    use(policy().limits(three).digest('1').build());
    assertThat(shop.push("a", "a/w", own)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    Limits two = new Limits(1, 2, Duration.ofMinutes(1), 1 << 30, 1 << 30);
    use(policy().limits(two).digest('2').build());
    assertThat(shop.push("a", "a/v", own)).isEqualTo("LIMIT");
  }

  @Test
  void whatChangesAndChangesBackIsAChange() throws Exception {
    AgentId a = new AgentId("a");
    assertThat(shop.push("a", "a/w", commit(main, "2", "1", "1", "1"))).isEmpty();
    Handoffs.Attempt attempt = shop.begin("a");
    new AgentControl(shop.gated()).stop(a, "wait", Actor.named("mia"));
    new AgentControl(shop.gated()).resume(a, "", Actor.named("mia"));
    assertThat(shop.end(attempt, CheckOutcome.PASSED).dropped()).endsWith("a: resumed");
    attempt = shop.begin("a");
    new AgentControl(shop.gated()).stop(new AgentId("c"), "not concerned", Actor.named("mia"));
    assertThat(shop.end(attempt, CheckOutcome.PASSED).isHandedOff()).isTrue();
  }

  @Test
  void aPolicyThatChangesAndChangesBackIsAChange() throws Exception {
    assertThat(shop.push("a", "a/w", commit(main, "2", "1", "1", "1"))).isEmpty();
    Handoffs.Attempt attempt = shop.begin("a");
    use(policy().digest('1').build());
    assertThat(shop.push("b", "b", commit(main, "1", "2", "1", "1"))).isEqualTo("HANDOFF_PENDING");
    use(policy().build());
    assertThat(shop.end(attempt, CheckOutcome.PASSED).dropped()).contains("the policy changed");
    assertThat(shop.handoff("a")).isEmpty();
  }

  /** What lies on top of a handoff may be left behind, and the handoff may not. */
  @Test
  void aRewriteLeavesOutNothingThatWasHandedOff() throws Exception {
    use(wider().build());
    String a = commit(main, "2", "1", "1", "1");
    assertThat(shop.push("a", "a/w", a)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    new AgentControl(shop.gated()).reopen(new AgentId("a"), "more", Actor.named("mia"));
    assertThat(shop.push("a", "a/w", commit(a, "3", "1", "1", "2"))).isEmpty();
    use(new PolicyBuilder().agent("a", "/a/").digest('1').build());
    assertThat(shop.push("a", "a/w", commit(main, "4", "1", "1", "1")))
        .isEqualTo("NON_FAST_FORWARD");
    assertThat(shop.push("a", "a/w", commit(a, "4", "1", "1", "1"))).isEmpty();
  }

  /** What a warning lets pass can't be integrated, so it is not handed off, and may be left. */
  @Test
  void whatIsLetPassWithAWarningIsNotHandedOff() throws Exception {
    use(new PolicyBuilder().agent("a", "/a/").mode(Policy.Mode.WARN).build());
    assertThat(shop.push("a", "a/w", commit(main, "2", "1", "1", "2"))).isEmpty();
    assertThat(shop.handoff("a")).isEqualTo("PATH_NOT_OWNED FOREIGN_STATE");
    assertThat(shop.push("a", "a/w", commit(main, "3", "1", "1", "1"))).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
  }

  /** A machine that is busy makes no handoff lapse. */
  @Test
  void howLongItTakesToLookAtAHandoffIsNoReasonForItToLapse() throws Exception {
    handOffA("2");
    Limits noTime = new Limits(10, 10, Duration.ZERO, 1 << 30, 1 << 30);
    Limits noRoom = new Limits(10, 0, Duration.ofMinutes(1), 1 << 30, 1 << 30);
    try (JGitHistory history = JGitHistory.open(shop.repository.folder(), IncomingObjects.NONE)) {
      for (Limits limits : List.of(noTime, noRoom)) {
        PlanState plan =
            new PlanState(
                new Ledger(shop.folder).state(history),
                new JudgingContext(
                    policy().limits(limits).digest('9').build(),
                    history.within(new PushBudget(Limits.DEFAULT)),
                    LocalDate.of(2026, 7, 1)));
        assertThat(plan.lapsed())
            .isEqualTo(limits.equals(noRoom) ? List.of(new AgentId("a")) : List.of());
      }
    }
  }

  /** Agent a may change what another would have. */
  private static PolicyBuilder wider() {
    return new PolicyBuilder().agent("a", "/a/", "/d/");
  }

  @Test
  void aRollbackMovesNoBranchButTheAgentsOwn() throws Exception {
    handOffA("2");
    for (String branch : List.of("main", "b/w")) {
      assertThatThrownBy(
              () ->
                  Rollback.rollBack(
                      shop.gated(),
                      new Rollback.Request(
                          new AgentId("a"), branch, "", "", "", "", Actor.named("mia"), false)))
          .isInstanceOf(OperationRefused.class)
          .hasMessage("a has no branch `" + branch + "`");
    }
  }
}
