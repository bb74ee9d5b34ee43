package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Circles that come up without anybody doing wrong, and what is left over (docs/semantics.md,
 * section 6, "Turns" and "Left-over branches"). Agents {@code a} and {@code b} exclude each other.
 */
@Timeout(120)
class TurnsTest {
  private static final String NOTHING = Oid.ZERO.hex();

  @TempDir Path temp;
  private Workshop shop;
  private String main = "";
  private int number;

  private static PolicyBuilder policy() {
    return new PolicyBuilder()
        .agent("a", List.of(), List.of("b"), "/a/")
        .agent("b", List.of(), List.of("a"), "/b/");
  }

  @BeforeEach
  void open() throws IOException {
    open(policy().build());
  }

  private void open(Policy policy) throws IOException {
    assertThat(Lint.errors(policy)).isEmpty(); // circles of `excludes` are no errors
    shop = Workshop.open(temp.resolve("r" + number++), policy, "a/f=1", "b/f=1", "c/f=1");
    main = shop.tip("heads/main");
  }

  @AfterEach
  void theLedgerIsSound() throws IOException {
    assertThat(shop.problems()).isEmpty();
  }

  /** A commit with a file of the agent's changed. */
  private String work(String agent, String on) throws IOException {
    List<String> files = new ArrayList<>();
    for (String file : shop.files(on).split(" ", -1)) {
      files.add(file.startsWith(agent) ? agent + "/f=" + agent + ++number : file);
    }
    return shop.commit(List.of(on), files.toArray(String[]::new));
  }

  private String go(String agent) throws IOException {
    String tip = shop.tip("heads/" + agent + "/w");
    return shop.pushPlainly(agent, agent + "/w", work(agent, tip.isEmpty() ? main : tip));
  }

  /** What an agent does with another's branch, through a maintainer. */
  private void given(String agent) throws IOException {
    String tip = shop.tip("heads/" + agent + "/w");
    String work = work(agent, tip.isEmpty() ? main : tip);
    assertThat(shop.pushPlainly("mia", agent + "/w", work)).isEmpty();
  }

  @Test
  void ofTwoThatBothHaveWorkTheEarlierGoesOn() throws Exception {
    assertThat(go("b")).isEmpty();
    assertThat(go("a")).isEqualTo("EXCLUDED"); // it has no work yet, and waits
    given("a");
    assertThat(go("b")).isEqualTo("EXCLUDED");
    assertThat(shop.handoff("b")).isEqualTo("EXCLUDED");
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(go("b")).isEmpty();
    assertThat(shop.handoff("b")).isEmpty();
  }

  @Test
  void whoIsStoppedIsHeldBack() throws Exception {
    assertThat(go("b")).isEmpty();
    assertThat(go("a")).isEqualTo("EXCLUDED");
    assertThat(shop.words()).contains("gatekeeper stop b --reason").doesNotContain("b/w");
    new AgentControl(shop.gated()).stop(new AgentId("b"), "a goes first", Actor.named("mia"));
    assertThat(go("a")).isEmpty();
    new AgentControl(shop.gated()).resume(new AgentId("b"), "a has the turn", Actor.named("mia"));
    assertThat(go("b")).isEqualTo("EXCLUDED");
    assertThat(go("a")).isEmpty();
  }

  @Test
  void aHandoffIsJudgedByTheTurnAtItsEndAsWell() throws Exception {
    assertThat(go("b")).isEmpty();
    Handoffs.Attempt attempt = shop.begin("b");
    given("a");
    assertThat(shop.end(attempt, CheckOutcome.PASSED).dropped()).contains("a has the turn");
  }

  @Test
  void aHandoffThatLapsesWhileTheOtherWorksIsMadeAnew() throws Exception {
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(go("b")).isEmpty();
    shop.policy(policy().without("a", "never").digest('1').build());
    assertThat(go("b")).isEqualTo("EXCLUDED");
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(go("b")).isEmpty();
  }

  @Test
  void aRollbackThatLeavesWorkGivesTheEarlierTheTurn() throws Exception {
    assertThat(go("a")).isEmpty();
    String first = shop.tip("heads/a/w");
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(go("b")).isEmpty();
    Rollback.rollBack(
        shop.gated(),
        new Rollback.Request(
            new AgentId("a"), "", first, "", "", "half of it", Actor.named("mia"), false));
    assertThat(go("b")).isEqualTo("EXCLUDED");
    assertThat(go("a")).isEmpty();
  }

  @Test
  void aRolledBackAgentBeginsAnewThoughWhoComesAfterItHasWork() throws Exception {
    open(
        new PolicyBuilder()
            .agent("a", List.of(), List.of("b"), "/a/")
            .agent("b", List.of("a"), List.of("a"), "/b/")
            .build());
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    String base = shop.tip("gatekeeper/handoff/a");
    assertThat(shop.pushPlainly("b", "b/w", work("b", base))).isEmpty();
    shop.rollBack("a");
    assertThat(shop.pushPlainly("b", "b/w", work("b", shop.tip("heads/b/w"))))
        .isEqualTo("HANDOFF_PENDING");
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
  }

  @Test
  void ofThreeThatExcludeEachInTurnTheLastWithTheTurnGoesFirst() throws Exception {
    open(
        new PolicyBuilder()
            .agent("a", List.of(), List.of("b"), "/a/")
            .agent("b", List.of(), List.of("c"), "/b/")
            .agent("c", List.of(), List.of("a"), "/c/")
            .build());
    given("a");
    given("b");
    given("c");
    assertThat(go("a")).isEqualTo("EXCLUDED");
    assertThat(go("c")).isEqualTo("EXCLUDED");
    assertThat(go("b")).isEmpty();
    assertThat(shop.handoff("b")).isEmpty();
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(go("c")).isEmpty();
  }

  @Test
  void whatOnePushBringsToBothIsJudgedAsIfTheOtherHadBegun() throws Exception {
    String who = "-"; // the branches tell
    assertThat(shop.pushBoth(who, "a/w", work("a", main), "b/w", work("b", main)))
        .isEqualTo("EXCLUDED");
    assertThat(shop.words()).contains("and the push changes branches of both");
    assertThat(shop.pushBoth(who, "a/w", main, "b/w", main)).isEmpty(); // no work at all
    assertThat(go("a")).isEmpty();
    String more = work("a", shop.tip("heads/a/w"));
    assertThat(shop.pushBoth(who, "a/w", more, "b/w", work("b", main))).isEqualTo("EXCLUDED");
  }

  private void leaveOver() throws Exception {
    assertThat(shop.pushPlainly("a", "a/t", work("a", main))).isEmpty();
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEqualTo("REF_DELETE");
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a", "a/w", "", CheckOutcome.PASSED)).isEmpty();
  }

  @Test
  void whatIsLeftOverHoldsUpNobodyWhileClosedAndIsRemoved() throws Exception {
    leaveOver();
    String left = shop.tip("heads/a/t");
    assertThat(go("b")).isEmpty();
    assertThat(shop.pushPlainly("a", "a/w", NOTHING)).contains("REF_DELETE");
    assertThat(shop.integrate("a", "").proposal().leftOver()).hasSize(1);
    assertThat(go("b")).isEqualTo("EXCLUDED");
    assertThat(shop.words()).contains("outside its handoff").doesNotContain("a/t");
    assertThat(shop.pushPlainly("b", "a/t", NOTHING)).isEqualTo("NOT_YOUR_BRANCH");
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEmpty();
    assertThat(shop.tip("heads/a/t")).isEmpty();
    assertThat(shop.tip("gatekeeper/rollback/a/1")).isEqualTo(left);
    assertThat(go("b")).isEmpty();
  }

  /** What goes on from what was integrated is the next work of its agent, on whichever branch. */
  @Test
  void theNextWorkOfAnIntegratedAgentIsNotLeftOver() throws Exception {
    leaveOver();
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEmpty();
    shop.integrate("a", "");
    String next = work("a", shop.tip("heads/main"));
    assertThat(shop.pushPlainly("a", "a/w", next)).isEmpty();
    assertThat(go("b")).isEqualTo("EXCLUDED");
    assertThat(shop.words()).contains("active").doesNotContain("outside its handoff");
  }

  @Test
  void ofTheCodesOfOrderOnlyAStopAppliesToARemoval() throws Exception {
    leaveOver();
    assertThat(go("b")).isEmpty();
    new AgentControl(shop.gated()).stop(new AgentId("a"), "wait", Actor.named("mia"));
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEqualTo("STOPPED");
    new AgentControl(shop.gated()).resume(new AgentId("a"), "go on", Actor.named("mia"));
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEmpty();
  }

  @Test
  void whatAMaintainerPushedIsNotRemovedByTheAgent() throws Exception {
    String theirs = work("a", main);
    assertThat(shop.pushPlainly("mia", "a/t", theirs)).isEmpty();
    assertThat(shop.pushPlainly("a", "a/u", work("a", theirs))).isEmpty();
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a", "a/w", "", CheckOutcome.PASSED)).isEmpty();
    for (String branch : List.of("a/t", "a/u")) {
      assertThat(shop.pushPlainly("a", branch, NOTHING)).contains("REF_DELETE");
      assertThat(shop.words()).contains("a maintainer's push is in it");
    }
    assertThat(shop.pushPlainly("mia", "a/t", NOTHING)).isEmpty();
  }

  @Test
  void norWhereTheHandoffBesideItWasTakenBackMeanwhile() throws Exception {
    assertThat(shop.pushPlainly("mia", "a/t", work("a", main))).isEmpty();
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a", "a/w", "", CheckOutcome.PASSED)).isEmpty();
    shop.rollBack("a", "a/w");
    assertThat(go("a")).isEmpty();
    assertThat(shop.handoff("a", "a/w", "", CheckOutcome.PASSED)).isEmpty();
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).contains("REF_DELETE");
    assertThat(shop.words()).contains("a maintainer's push is in it");
  }

  @Test
  void whatIsValidatedIsNotRemoved() throws Exception {
    leaveOver();
    new AgentControl(shop.gated()).reopen(new AgentId("a"), "more", Actor.named("mia"));
    String tip = shop.tip("heads/a/w");
    String merged = shop.commit(List.of(tip, shop.tip("heads/a/t")), "a/f=m", "b/f=1", "c/f=1");
    assertThat(shop.pushPlainly("a", "a/t", merged)).isEmpty();
    Handoffs.Answer answer = new Handoffs(shop.gated()).begin(shop.request("a", "a/t", ""));
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).contains("REF_DELETE");
    assertThat(shop.words()).contains("a validation of it is running");
    assertThat(shop.end(((Handoffs.Answer.Begun) answer).attempt(), CheckOutcome.FAILED).dropped())
        .isEmpty();
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEmpty();
  }

  @Test
  void toRemoveAndMakeAgainIsNoWayToForce() throws Exception {
    leaveOver();
    String left = shop.tip("heads/a/t");
    assertThat(shop.integrate("a", "").isIntegrated()).isTrue();
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEmpty();
    assertThat(shop.pushPlainly("a", "a/t", work("a", main))).isEqualTo("NON_FAST_FORWARD");
    String handedOff = shop.tip("gatekeeper/handoff/a");
    assertThat(shop.pushPlainly("a", "a/t", work("a", handedOff))).isEqualTo("NON_FAST_FORWARD");
    String onward = work("a", left);
    assertThat(shop.pushPlainly("a", "a/t", onward)).isEmpty();
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEmpty();
    assertThat(shop.tip("gatekeeper/rollback/a/2")).isEqualTo(onward);
    assertThat(shop.pushPlainly("a", "a/t", work("a", left))).isEqualTo("NON_FAST_FORWARD");
    assertThat(shop.pushPlainly("a", "a/t", work("a", shop.tip("heads/main")))).isEmpty();
  }

  /** It is nothing to git, and nothing to the ledger. */
  @Test
  void toRemoveWhatIsNotThereIsNotOnRecord() throws Exception {
    leaveOver();
    String ledger = shop.tip("gatekeeper/ledger");
    assertThat(shop.pushPlainly("a", "a/ghost", NOTHING)).isEmpty();
    assertThat(shop.tip("gatekeeper/ledger")).isEqualTo(ledger);
  }

  /** A ledger that began anew may have left one. */
  @Test
  void aPinThatIsThereIsNotMoved() throws Exception {
    leaveOver();
    String left = shop.tip("heads/a/t");
    String handedOff = shop.tip("heads/a/w");
    for (String pin : List.of("1", "3")) {
      shop.repository.git("update-ref", "refs/gatekeeper/rollback/a/" + pin, main);
    }
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEmpty();
    assertThat(shop.tip("gatekeeper/rollback/a/1")).isEqualTo(main);
    assertThat(shop.tip("gatekeeper/rollback/a/2")).isEqualTo(left);
    shop.rollBack("a", "a/w");
    assertThat(shop.tip("gatekeeper/rollback/a/3")).isEqualTo(main);
    assertThat(shop.tip("gatekeeper/rollback/a/4")).isEqualTo(handedOff);
  }

  @Test
  void tipsThatAreKeptAndBranchesAreLimited() throws Exception {
    leaveOver();
    for (int i = 2; i <= 101; i++) {
      shop.repository.git("update-ref", "refs/gatekeeper/rollback/a/" + i, main);
    }
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).contains("REF_DELETE");
    assertThat(shop.words()).contains("100 tips of a are kept already");
    assertThat(shop.pushPlainly("mia", "a/t", NOTHING)).isEmpty();
    new AgentControl(shop.gated()).reopen(new AgentId("a"), "more", Actor.named("mia"));
    List<String> packed = new ArrayList<>();
    for (int i = 2; i <= 10_000; i++) {
      packed.add(main + " refs/heads/a/x" + i);
    }
    Files.write(shop.repository.folder().resolve("packed-refs"), packed);
    assertThat(shop.pushPlainly("a", "a/one-more", main)).isEqualTo("LIMIT");
  }

  /** What a maintainer has removed is not kept any more. */
  @Test
  void onlyTipsThatAreKeptAreLimited() throws Exception {
    leaveOver();
    assertThat(shop.integrate("a", "").isIntegrated()).isTrue();
    String left = shop.tip("heads/a/t");
    for (int i = 1; i <= 100; i++) {
      assertThat(shop.pushPlainly("a", "a/x" + i, left)).isEmpty();
      assertThat(shop.pushPlainly("a", "a/x" + i, NOTHING)).isEmpty();
    }
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).contains("REF_DELETE");
    shop.repository.git("update-ref", "-d", "refs/gatekeeper/rollback/a/7");
    assertThat(shop.pushPlainly("a", "a/t", NOTHING)).isEmpty();
  }

  @Test
  void whoHasHandedOffNothingRemovesNothing() throws Exception {
    assertThat(go("a")).isEmpty();
    assertThat(shop.pushPlainly("a", "a/w", NOTHING)).isEqualTo("REF_DELETE");
    assertThat(shop.handoff("a")).isEmpty();
    shop.rollBack("a");
    assertThat(shop.pushPlainly("a", "a/w", NOTHING)).isEqualTo("REF_DELETE");
    assertThatThrownBy(() -> shop.integrate("", "")).isInstanceOf(OperationRefused.class);
  }
}
