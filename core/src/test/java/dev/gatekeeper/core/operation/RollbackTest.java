package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.preflight.Preflight;
import dev.gatekeeper.core.preflight.PreflightLine;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.SandboxSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Section 6 of docs/semantics.md, "Rollback": what was taken back is never lost in silence when it
 * is done again, and never comes back by another way. Agent {@code b} comes after {@code a}; {@code
 * c} is on its own.
 */
@Timeout(120)
class RollbackTest {
  @TempDir Path temp;
  private Workshop shop;
  private String main = "";

  private static PolicyBuilder others() {
    return new PolicyBuilder()
        .agent("b", List.of("b", "b/**"), true, List.of("a"), "/b/")
        .agent("c", List.of(), List.of(), "/c/");
  }

  private static PolicyBuilder policy() {
    return others().agent("a", List.of("a", "a/**", "work/**"), true, List.of(), "/a/");
  }

  /** The same where {@code a} is called {@code z}, and {@code b} is on its own. */
  private static PolicyBuilder renamed() {
    return new PolicyBuilder()
        .agent("b", List.of(), List.of(), "/b/")
        .agent("c", List.of(), List.of(), "/c/")
        .agent("z", List.of("a", "a/**", "work/**"), true, List.of(), "/a/")
        .digest('7');
  }

  @BeforeEach
  void open() throws IOException {
    shop = Workshop.open(temp.resolve("r"), policy().build(), "a/f=1", "b/f=1", "c/f=1");
    main = shop.tip("heads/main");
  }

  @AfterEach
  void theLedgerIsSound() throws IOException {
    assertThat(shop.problems()).isEmpty();
  }

  private String commit(String parent, String a, String b, String c) throws IOException {
    return shop.commit(List.of(parent), "a/f=" + a, "b/f=" + b, "c/f=" + c);
  }

  private void handOff(String agent, String branch, String commit) throws Exception {
    assertThat(shop.push(agent, branch, commit)).isEmpty();
    assertThat(shop.handoff(agent, branch, "", CheckOutcome.PASSED)).isEmpty();
  }

  private String onMain() throws IOException {
    return shop.files(shop.tip("heads/main"));
  }

  /** Two commits of {@code a}, integrated and rolled back; the first of them. */
  private String undone() throws Exception {
    String half = commit(main, "2", "1", "1");
    handOff("a", "work/1", commit(half, "3", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    shop.rollBack("a");
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=1");
    return half;
  }

  private void notPossible(Rollback.Request request, String why) {
    assertThatThrownBy(() -> Rollback.rollBack(shop.gated(), request))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining(why);
  }

  private static Rollback.Request undoneBy(String commit) {
    return new Rollback.Request(
        new AgentId("a"), "", "", commit, "", "by hand", Actor.named("mia"), false);
  }

  @Test
  void undoneWorkIsNotTakenUpAgainUnderAnotherName() throws Exception {
    String half = undone();
    String undone = shop.tip("heads/main");
    String old = shop.tip("gatekeeper/rollback/a/1");
    shop.policy(renamed().build());
    for (String from : List.of(half, old, commit(half, "9", "1", "1"))) {
      assertThat(shop.push("z", "work/2", from)).isEqualTo("HANDOFF_NOT_INCLUDED");
    }
    handOff("z", "work/2", shop.commit(List.of(old, undone), "a/f=3", "b/f=1", "c/f=1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=3 b/f=1 c/f=1");
  }

  /** Once that was asked only while the agent had the name under which it was undone. */
  @Test
  void whoComesAfterAnAgentUnderItsNewNameDoesNotBuildOnWhatWasUndoneOfIt() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String integrated = shop.tip("heads/main");
    shop.rollBack("a");
    shop.policy(
        new PolicyBuilder()
            .agent("b", List.of("b", "b/**"), true, List.of("z"), "/b/")
            .agent("c", List.of(), List.of(), "/c/")
            .agent("z", List.of("a", "a/**", "work/**"), true, List.of(), "/a/")
            .digest('7')
            .build());
    String beside = shop.commit(List.of(main), "a/f=1", "a/g=7", "b/f=1", "c/f=1");
    handOff("z", "work/2", beside);
    String built = shop.commit(List.of(beside, integrated), "a/f=2", "a/g=7", "b/f=2", "c/f=1");
    assertThat(shop.push("b", "b/w", built)).isEqualTo("HANDOFF_NOT_INCLUDED");
    String undone = shop.tip("heads/main");
    handOff("b", "b/w", shop.commit(List.of(beside, undone), "a/f=1", "a/g=7", "b/f=2", "c/f=1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=1 a/g=7 b/f=2 c/f=1");
  }

  @Test
  void whoseHandoffFellWithThatOfAnotherStillGoesOnFromWhatIsIntegratedOfIt() throws Exception {
    String first = commit(main, "2", "1", "1");
    handOff("a", "work/1", first);
    handOff("b", "b/1", commit(first, "2", "5", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String second = commit(shop.tip("heads/main"), "3", "5", "1");
    handOff("a", "work/2", second);
    handOff("b", "b/1", commit(second, "3", "8", "1"));
    shop.rollBack("a");
    String besides = shop.commit(List.of(first), "a/f=2", "b/f=1", "b/g=9", "c/f=1");
    assertThat(shop.push("b", "b/2", besides)).isEmpty();
    assertThat(shop.handoff("b", "b/2", "", CheckOutcome.PASSED)).isEqualTo("HANDOFF_NOT_INCLUDED");
    handOff(
        "b",
        "b/2",
        shop.commit(List.of(besides, shop.tip("heads/main")), "a/f=2", "b/f=1", "b/g=9", "c/f=1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=1 b/g=9 c/f=1");
  }

  @Test
  void whoMayChangeNothingOfWhatWasUndoneIsNotHeldUp() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String between = commit(shop.tip("heads/main"), "2", "1", "2");
    shop.rollBack("a");
    handOff("c", "c/w", between);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=2");
  }

  @Test
  void anOldHandoffOfAnotherBranchIsRefusedAndAMergeOrACopyOfItArrives() throws Exception {
    String half = undone();
    String undone = shop.tip("heads/main");
    String old = shop.tip("gatekeeper/rollback/a/1");
    assertThat(shop.push("mia", "work/2", commit(half, "4", "1", "1"))).isEmpty();
    assertThat(shop.handoff("a", "work/2", "", CheckOutcome.PASSED))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    // git merge -s ours of what undid it
    handOff("a", "work/3", shop.commit(List.of(old, undone), "a/f=3", "b/f=1", "c/f=1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).startsWith("a/f=3");
    shop.rollBack("a");
    // git cherry-pick
    handOff("a", "work/4", commit(shop.tip("heads/main"), "3", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).startsWith("a/f=3");
  }

  @Test
  void everyIntegrationThatWasUndoneCountsAndNotTheLastAlone() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    // work beside the first integration that comes in with the second
    String beside = commit(main, "1", "1", "1");
    String integrated = shop.tip("heads/main");
    String second = shop.commit(List.of(integrated, beside), "a/f=2", "a/g=2", "b/f=1", "c/f=1");
    handOff("a", "work/1", second);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    shop.rollBack("a");
    shop.rollBack("a", "", integrated);
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=1");
    shop.policy(renamed().build());
    assertThat(shop.push("z", "work/2", commit(beside, "9", "1", "1")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
  }

  @Test
  void anAgentThatThePolicyNamesNoLongerLosesItsHandoffForGood() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    shop.policy(renamed().build());
    assertThat(shop.push("c", "c/w", commit(main, "1", "1", "2"))).isEmpty();
    shop.rollBack("z");
    shop.policy(policy().digest('8').build());
    assertThat(shop.push("b", "b/w", commit(main, "1", "2", "1"))).isEqualTo("HANDOFF_PENDING");
    assertThatThrownBy(() -> shop.integrate("a", ""))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("a: it has no handoff");
  }

  @Test
  void whatIsIntegratedOfAnAgentThatIsGoneCanBeUndone() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    shop.policy(renamed().build());
    assertThatThrownBy(() -> shop.rollBack("z"))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("on record as the work of a");
    Rollback.Done done = shop.rollBack("a");
    assertThat(done.pin()).isEmpty();
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=1");
    assertThatThrownBy(() -> shop.rollBack("a"))
        .isInstanceOf(OperationRefused.class)
        .hasMessage("a is no longer in the policy, and nothing of it is integrated");
    assertThatThrownBy(() -> shop.rollBack("nobody"))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("nobody");
  }

  @Test
  void aHandoffWhoseBranchIsGoneIsRevokedAndKept() throws Exception {
    String work = commit(main, "2", "1", "1");
    handOff("a", "work/1", work);
    shop.repository.git("update-ref", "-d", "refs/heads/work/1");
    Rollback.Done done = shop.rollBack("a");
    assertThat(done.before().isZero()).isTrue();
    assertThat(shop.tip("gatekeeper/rollback/a/1")).isEqualTo(work);
    assertThat(shop.tip("gatekeeper/handoff/a")).isEmpty();
    assertThat(shop.tip("heads/work/1")).isEmpty();
    assertThat(shop.push("b", "b/w", commit(main, "1", "2", "1"))).isEqualTo("HANDOFF_PENDING");
  }

  @Test
  void whatWasUndoneByHandHasToBeInLaterWorkAsWell() throws Exception {
    String work = commit(main, "2", "1", "1");
    handOff("a", "work/1", work);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String merged = shop.tip("heads/main");
    assertThat(shop.push("mia", "main", commit(merged, "7", "1", "1"))).isEmpty();
    notPossible(undoneBy(""), "has been changed since by others: a/f");
    String undone = commit(shop.tip("heads/main"), "1", "1", "1");
    notPossible(undoneBy(undone), "is not a commit on main that came after the integration");
    assertThat(shop.push("mia", "main", undone)).isEmpty();
    String later = commit(undone, "1", "9", "1");
    assertThat(shop.push("mia", "main", later)).isEmpty();
    notPossible(undoneBy(merged), "is not a commit on main that came after the integration");
    notPossible(undoneBy(main), "is not a commit on main that came after the integration");
    notPossible(undoneBy("HEAD"), "`HEAD` is not a commit on main");
    Rollback.Done done = Rollback.rollBack(shop.gated(), undoneBy(undone));
    assertThat(shop.tip("heads/main")).isEqualTo(later);
    assertThat(shop.tip("heads/work/1")).isEqualTo(undone);
    // what came after it on main is as the ledger has it
    Preflight preflight =
        new Preflight(
            shop.folder,
            policy().build(),
            Sandbox.waived(SandboxSettings.DEFAULT),
            shop.gated().clock());
    assertThat(preflight.look())
        .filteredOn(line -> line.check() == PreflightLine.Item.INTEGRATION)
        .isNotEmpty()
        .allMatch(line -> line.result() == PreflightLine.Result.OK);
    assertThat(shop.tip("gatekeeper/rollback/a/1")).isEqualTo(done.before().hex());
    assertThat(shop.push("a", "work/2", commit(work, "3", "1", "1")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    handOff("a", "work/1", commit(undone, "3", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=3 b/f=9 c/f=1");
    // and there is nothing of the first integration left to undo by hand
    shop.rollBack("a");
    notPossible(undoneBy(shop.tip("heads/main")), "no integration of a is the last of its work");
  }

  @Test
  void whatWasRevertedByHandAndNotRecordedIsAtLeastNamed() throws Exception {
    String work = commit(main, "2", "1", "1");
    handOff("a", "work/1", work);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.push("mia", "main", commit(shop.tip("heads/main"), "1", "1", "1"))).isEmpty();
    handOff("a", "work/1", shop.commit(List.of(work), "a/f=2", "a/g=2", "b/f=1", "c/f=1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).startsWith("a/f=1 a/g=2");
    assertThat(shop.told).contains("    as main has it, not as handed off: a/f");
  }

  @Test
  void anIntegrationThatDidNotComeAboutDoesNotCountAgainWhenTheNextIsUndone() throws Exception {
    String work = commit(main, "2", "1", "1");
    handOff("a", "work/1", work);
    recordAsIntegrated(work);
    new AgentControl(shop.gated()).reopen(new AgentId("a"), "to go on", Actor.named("mia"));
    handOff("a", "work/1", commit(work, "3", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    shop.rollBack("a");
    assertThat(onMain()).startsWith("a/f=1");
    assertThat(shop.tip("gatekeeper/handoff/a")).isEmpty();
    assertThat(shop.push("b", "b/w", commit(main, "1", "2", "1"))).isEqualTo("HANDOFF_PENDING");
  }

  private void recordAsIntegrated(String work) throws IOException {
    AgentId a = new AgentId("a");
    Step step = new Step(a, RefName.branch("work/1"), new Oid(work), new Oid(main), new Oid(work));
    try (LockedPlan locked = shop.gated().open(a)) {
      locked.append(
          new Event.Integrated(List.of(step), new Oid(main), new Oid(work), "", List.of()),
          Actor.named("mia"),
          List.of());
    }
  }

  /** As after a native push that is on record, and that git did not carry out. */
  @Test
  void anIntegrationThatDidNotComeAboutIsForgottenWhenTheHandoffComesIn() throws Exception {
    String work = commit(main, "2", "1", "1");
    handOff("a", "work/1", work);
    recordAsIntegrated(work);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    shop.rollBack("a");
    assertThat(onMain()).startsWith("a/f=1");
    assertThat(shop.tip("gatekeeper/handoff/a")).isEmpty();
    assertThat(shop.push("b", "b/w", commit(main, "1", "2", "1"))).isEqualTo("HANDOFF_PENDING");
    assertThatThrownBy(() -> shop.rollBack("a"))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("nothing to roll back");
  }

  @Test
  void whoHasToMakeWorkAnewIsToldWhereTheOldIsIfItIsKeptForIt() throws Exception {
    undone();
    String old = shop.tip("gatekeeper/rollback/a/1");
    assertThat(shop.push("a", "work/2", old)).isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.words())
        .contains("merging it would silently drop what was undone")
        .endsWith("redo the work, and push (the old one is under refs/gatekeeper/rollback/a/1)");
    shop.policy(renamed().build());
    assertThat(shop.push("z", "work/2", old)).isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.words()).endsWith("redo the work, and push");
    shop.repository.git("update-ref", "-d", "refs/gatekeeper/rollback/a/1");
    shop.policy(policy().digest('8').build());
    assertThat(shop.push("a", "work/2", old)).isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.words()).endsWith("redo the work, and push");
  }

  @Test
  void whatCameInWithAnothersIntegrationGoesWithItAndIsNotSaidToBeIn() throws Exception {
    String theirs = commit(main, "1", "1", "2");
    handOff("c", "c/w", theirs);
    // the policy gives the path of c to a, which integrates the work of c as its own
    shop.policy(taken().build());
    handOff("a", "work/1", shop.commit(List.of(main, theirs), "a/f=2", "b/f=1", "c/f=2"));
    assertThat(shop.integrate("a", "").isIntegrated()).isTrue();
    shop.rollBack("a");
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=1");
    shop.policy(policy().digest('9').build());
    assertThatThrownBy(() -> shop.integrate("c", ""))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("c: its handoff");
    handOff("c", "c/w", commit(shop.tip("heads/main"), "1", "1", "3"));
    assertThat(shop.integrate("c", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=3");
  }

  private static PolicyBuilder taken() {
    return new PolicyBuilder()
        .agent("a", List.of("a", "a/**", "work/**"), true, List.of(), "/a/", "/c/")
        .agent("b", List.of("a"), List.of(), "/b/")
        .agent("c", List.of("c", "c/**"), true, List.of(), "/d/")
        .digest('7');
  }

  @Test
  void ofAnAgentThatIsGoneNoBranchIsTakenBack() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    shop.policy(renamed().build());
    for (String to : List.of(main, "nonsense")) {
      notPossible(
          new Rollback.Request(new AgentId("a"), "", to, "", "", "", Actor.named("mia"), false),
          "a is no longer in the policy, and has no branch");
    }
    assertThat(onMain()).startsWith("a/f=2");
  }

  @Test
  void aHandoffThatIsGoneIsKeptAndNobodyStartsFromIt() throws Exception {
    String work = commit(main, "2", "1", "1");
    handOff("a", "work/1", work);
    shop.policy(renamed().build());
    assertThat(shop.push("c", "c/w", commit(main, "1", "1", "2"))).isEmpty();
    assertThat(shop.tip("gatekeeper/handoff/a")).isEmpty();
    assertThat(shop.tip("gatekeeper/rollback/a/1")).isEqualTo(work);
  }

  @Test
  void whatUndoesNothingDoesNotUndo() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String later = commit(shop.tip("heads/main"), "2", "9", "1");
    assertThat(shop.push("mia", "main", later)).isEmpty();
    notPossible(undoneBy(later), "so the commit undoes nothing");
  }

  @Test
  void whatCameInByAnOverrideAndWasRevertedByHandHasToBeInLaterWorkAsWell() throws Exception {
    String half = commit(main, "2", "1", "1");
    String work = commit(half, "3", "1", "1");
    handOff("a", "work/1", work);
    String theirs = commit(main, "1", "1", "2");
    handOff("c", "c/w", theirs);
    String both = shop.commit(List.of(main, work, theirs), "a/f=3", "b/f=9", "c/f=2");
    assertThat(shop.push("mia", "main", both)).isEmpty();
    assertThatThrownBy(() -> shop.rollBack("a"))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("by a push that is not on record as its integration")
        .extracting(e -> ((OperationRefused) e).next())
        .asString()
        .endsWith("then: gatekeeper rollback a --undone-by COMMIT");
    notPossible(undoneBy(both), "is not a commit on main that came after the integration");
    String later = shop.commit(List.of(both), "a/f=3", "b/f=9", "c/f=2", "z/f=1");
    assertThat(shop.push("mia", "main", later)).isEmpty();
    notPossible(undoneBy(later), "so the commit undoes nothing");
    String undone = commit(later, "1", "9", "2");
    assertThat(shop.push("mia", "main", undone)).isEmpty();
    Rollback.rollBack(shop.gated(), undoneBy(undone));
    assertThat(shop.tip("heads/work/1")).isEqualTo(undone);
    assertThat(shop.tip("gatekeeper/handoff/a")).isEmpty();
    for (String from : List.of(half, work)) {
      assertThat(shop.push("a", "work/2", commit(from, "4", "1", "1")))
          .isEqualTo("HANDOFF_NOT_INCLUDED");
    }
    assertThat(shop.push("b", "b/w", commit(undone, "1", "3", "2"))).isEqualTo("HANDOFF_PENDING");
    // what came in with it and was not reverted stays
    handOff("c", "c/w", shop.commit(List.of(theirs), "a/f=1", "b/f=1", "c/f=3"));
    handOff("a", "work/1", commit(undone, "3", "9", "2"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=3 b/f=9 c/f=3");
  }

  @Test
  void whoBuildsOnWhatWasUndoneIsToldSoAtThePush() throws Exception {
    String first = commit(main, "2", "1", "1");
    handOff("a", "work/1", first);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String second = commit(first, "3", "1", "1");
    handOff("a", "work/1", second);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    shop.rollBack("a"); // the first counts again
    assertThat(shop.push("b", "b/w", commit(second, "3", "2", "1")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.words())
        .contains(
            "was undone by", "which this push does not contain: it builds on undone work; git")
        .doesNotContain("anew", "refs/gatekeeper");
    handOff("b", "b/w", commit(shop.tip("heads/main"), "2", "2", "1"));
  }

  @Test
  void whatIsIntegratedCountsAgainWhenItsBranchIsTheIntegrationBranchAgain() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String merged = shop.tip("heads/main");
    handOff("b", "b/w", commit(merged, "2", "2", "1"));
    shop.repository.git("update-ref", "refs/heads/other", main);
    shop.policy(policy().onto("other").digest('7').build());
    shop.rollBack("a");
    assertThat(shop.push("b", "b/w", commit(main, "1", "2", "1"))).contains("HANDOFF_PENDING");
    assertThatThrownBy(() -> shop.integrate("b", ""))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("a: it has no handoff");
    shop.policy(policy().digest('8').build());
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=2 c/f=1");
    shop.rollBack("a", "", merged);
    assertThat(onMain()).isEqualTo("a/f=1 b/f=2 c/f=1");
    assertThat(shop.push("b", "b/w", commit(merged, "2", "3", "1"))).contains("HANDOFF_PENDING");
  }

  @Test
  void whatBuildsOnTheIntegrationBranchIsNoFoundationWhileThatIsAnotherOne() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    handOff("c", "c/w", commit(shop.tip("heads/main"), "2", "1", "2"));
    shop.repository.git("update-ref", "refs/heads/other", main);
    shop.policy(policy().onto("other").digest('7').build());
    assertThatThrownBy(() -> shop.integrate("c", ""))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("c: its handoff builds on a revoked one");
    shop.policy(policy().digest('8').build());
    assertThat(shop.integrate("c", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=1 c/f=2");
  }

  @Test
  void whatIsUndoneOnOneIntegrationBranchStandsOnAnother() throws Exception {
    handOff("a", "work/1", commit(main, "2", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String merged = shop.tip("heads/main");
    shop.repository.git("update-ref", "refs/heads/other", merged);
    shop.policy(policy().onto("other").digest('7').build());
    shop.rollBack("a");
    assertThat(shop.files(shop.tip("heads/other"))).isEqualTo("a/f=1 b/f=1 c/f=1");
    shop.policy(policy().digest('8').build());
    handOff("b", "b/w", commit(shop.tip("heads/main"), "2", "2", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    shop.rollBack("a", "", merged);
    assertThat(onMain()).isEqualTo("a/f=1 b/f=2 c/f=1");
    shop.policy(policy().onto("other").digest('9').build());
    assertThatThrownBy(() -> shop.integrate("", ""))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("a: it has no handoff");
  }

  @Test
  void anIntegrationThatGitStillHasToCarryOutIsNotForgottenWhenThePolicyDropsItsAgent()
      throws Exception {
    String work = commit(main, "2", "1", "1");
    handOff("a", "work/1", work);
    Process receivePack = shop.pushUnmoved("mia", "main", work);
    shop.policy(renamed().build());
    assertThat(shop.push("c", "c/w", commit(main, "1", "1", "2"))).isEmpty();
    shop.repository.git("update-ref", "refs/heads/main", work);
    receivePack.destroyForcibly().waitFor();
    assertThat(shop.push("c", "c/v", commit(main, "1", "1", "3"))).isEmpty();
    shop.policy(policy().digest('8').build());
    assertThat(shop.push("b", "b/w", commit(main, "1", "2", "1")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.words()).endsWith("git fetch REMOTE main && git merge FETCH_HEAD, and push");
    handOff("b", "b/w", commit(work, "2", "2", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    shop.policy(renamed().digest('9').build());
    shop.rollBack("a", "", work);
    assertThat(onMain()).isEqualTo("a/f=1 b/f=2 c/f=1");
    assertThatThrownBy(() -> shop.rollBack("a"))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("nothing of it is integrated");
  }
}
