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
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Section 6 of docs/semantics.md: integration and rollback. Agent {@code b} comes after {@code a};
 * {@code c} and {@code d} are on their own.
 */
@Timeout(120)
class IntegrationTest {
  @TempDir Path temp;
  private Workshop shop;
  private String main = "";

  private static PolicyBuilder policy() {
    return new PolicyBuilder()
        .agent("a", List.of(), List.of(), "/a/")
        .agent("b", List.of("a"), List.of(), "/b/")
        .agent("c", List.of(), List.of(), "/c/")
        .agent("d", List.of(), List.of(), "/d/")
        .wholeWithout("bad", "worse");
  }

  @BeforeEach
  void open() throws IOException {
    use(policy().tag("v1").build());
  }

  private void use(Policy policy) throws IOException {
    shop =
        Workshop.open(
            temp.resolve("r" + policy.integration().tag()),
            policy,
            "a/f=1",
            "b/f=1",
            "c/f=1",
            "d/f=1");
    main = shop.tip("heads/main");
  }

  @AfterEach
  void theLedgerIsSound() throws IOException {
    assertThat(shop.problems()).isEmpty();
  }

  private String commit(String parent, String a, String b, String c, String d) throws IOException {
    return shop.commit(List.of(parent), "a/f=" + a, "b/f=" + b, "c/f=" + c, "d/f=" + d);
  }

  private void handOff(String agent, String commit) throws Exception {
    assertThat(shop.push(agent, agent + "/w", commit)).isEmpty();
    assertThat(shop.handoff(agent)).isEmpty();
  }

  /** All four hand off: each makes a 2 of its own file. */
  private void handOffAll() throws Exception {
    String a = commit(main, "2", "1", "1", "1");
    handOff("a", a);
    handOff("b", commit(a, "2", "2", "1", "1"));
    handOff("c", commit(main, "1", "1", "2", "1"));
    handOff("d", commit(main, "1", "1", "1", "2"));
  }

  private String onMain() throws IOException {
    return shop.files(shop.tip("heads/main"));
  }

  private void refused(String agents, String without, String why) {
    assertThatThrownBy(() -> shop.integrate(agents, without))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining(why);
  }

  @Test
  void handoffsAreMergedInTheirOrderEachInACommitOfItsOwnAndTagged() throws Exception {
    handOffAll();
    IntegrationRun.Result result = shop.integrate("", "");
    assertThat(result.isIntegrated()).as(shop.told.toString()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=2 c/f=2 d/f=2");
    String tip = shop.tip("heads/main");
    assertThat(shop.repository.git("log", "--first-parent", "--format=%s", "main"))
        .isEqualTo("Integrate d\nIntegrate c\nIntegrate b\nIntegrate a\nx");
    assertThat(shop.repository.git("log", "-1", "--format=%(trailers:key=Handoff,valueonly)", tip))
        .isEqualTo(shop.tip("heads/d/w"));
    assertThat(shop.repository.git("rev-parse", "v1^{commit}")).isEqualTo(tip);
    assertThat(shop.repository.git("fsck", "--strict")).doesNotContain("error");
    refused("", "", "all handoffs are in already");
  }

  @Test
  void whoIsNamedBringsThoseItComesAfterAndNobodyElse() throws Exception {
    handOffAll();
    assertThat(shop.integrate("b", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=2 c/f=1 d/f=1");
    assertThat(shop.tip("tags/v1")).isEmpty();
    assertThat(shop.integrate("", "c").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=2 c/f=1 d/f=2");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.tip("tags/v1")).isNotEmpty();
    assertThatThrownBy(() -> shop.integrate("nobody", "")).isInstanceOf(OperationRefused.class);
  }

  @Test
  void whoIsLeftOutTakesAlongThoseThatComeAfterIt() throws Exception {
    handOffAll();
    assertThat(shop.integrate("", "a").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=2 d/f=2");
    assertThat(shop.told)
        .contains("  not a: it was left out on request")
        .contains("  not b: it comes after a, which is left out");
  }

  @Test
  void whoHasNoValidHandoffIsNotIntegrated() throws Exception {
    refused("", "", "a: it has no handoff; b: it comes after a");
    handOffAll();
    shop.rollBack("a"); // which suspends b
    new AgentControl(shop.gated()).stop(new AgentId("c"), "enough", Actor.named("mia"));
    refused(
        "", "d", "a: it has no handoff; b: it comes after a, which is left out; c: it is stopped");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=1 d/f=2");
  }

  @Test
  void whatCouldNotBeIntegratedIsNotHandedOff() throws Exception {
    String first = commit(main, "2", "1", "1", "1");
    assertThat(shop.push("a", "a/w", first)).isEmpty();
    String foreign = commit(first, "2", "1", "9", "1");
    assertThat(shop.push("mia", "a/w", foreign)).isEmpty();
    assertThat(shop.handoff("a")).isEqualTo("PATH_NOT_OWNED FOREIGN_STATE");
    assertThat(shop.words())
        .contains("c owns it; a maintainer pushed it, and it can't be integrated");
    String next = commit(foreign, "3", "1", "9", "1");
    assertThat(shop.push("a", "a/w", next)).isEmpty();
    // exactly that may be dropped
    assertThat(shop.push("a", "a/w", commit(main, "3", "1", "1", "1"))).isEmpty();
    assertThat(shop.tip("gatekeeper/rollback/a/1")).isEqualTo(next);
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=3 b/f=1 c/f=1 d/f=1");
  }

  /** What main has, whoever brought it there, is not foreign any more. */
  @Test
  void whatMainHasMayBeHandedOff() throws Exception {
    String foreign = commit(main, "1", "1", "9", "1");
    assertThat(shop.push("mia", "a/w", foreign)).isEmpty();
    assertThat(shop.push("a", "a/w", commit(foreign, "2", "1", "9", "1"))).isEmpty();
    assertThat(shop.handoff("a")).isEqualTo("PATH_NOT_OWNED FOREIGN_STATE");
    assertThat(shop.push("mia", "main", foreign)).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=1 c/f=9 d/f=1");
  }

  /** The rewrite drops what is foreign, and nothing else that a maintainer pushed. */
  @Test
  void whatAMaintainerPushedOtherwiseStays() throws Exception {
    String hers = commit(main, "2", "1", "1", "1");
    assertThat(shop.push("mia", "a/w", hers)).isEmpty();
    String foreign = commit(hers, "2", "1", "9", "1");
    assertThat(shop.push("mia", "a/w", foreign)).isEmpty();
    assertThat(shop.push("a", "a/w", commit(main, "3", "1", "1", "1")))
        .isEqualTo("NON_FAST_FORWARD");
    assertThat(shop.push("a", "a/w", commit(hers, "3", "1", "1", "1"))).isEmpty();
    assertThat(shop.handoff("a")).isEmpty();
  }

  @Test
  void whatAMaintainerPushedStaysWhenAnotherBranchIsTakenBack() throws Exception {
    String hers = commit(main, "2", "1", "1", "1");
    assertThat(shop.push("mia", "a/w", hers)).isEmpty();
    assertThat(shop.push("a", "a/x", commit(main, "4", "1", "1", "1"))).isEmpty();
    shop.rollBack("a", "a/x");
    String foreign = commit(hers, "2", "1", "9", "1");
    assertThat(shop.push("mia", "a/w", foreign)).isEmpty();
    assertThat(shop.push("a", "a/w", commit(main, "3", "1", "1", "1")))
        .isEqualTo("NON_FAST_FORWARD");
    assertThat(shop.push("a", "a/w", commit(hers, "3", "1", "1", "1"))).isEmpty();
    assertThat(shop.handoff("a", "a/w", "", CheckOutcome.PASSED)).isEmpty();
  }

  /** Once a's work counted as merged with that of c, and was on main nowhere. */
  @Test
  void whatAnotherAgentsBranchBroughtAlongIsNotLost() throws Exception {
    String a = commit(main, "2", "1", "1", "1");
    String c = commit(main, "1", "1", "2", "1");
    assertThat(shop.push("c", "c/w", c)).isEmpty();
    String merged = shop.commit(List.of(c, a), "a/f=2", "b/f=1", "c/f=2", "d/f=1");
    assertThat(shop.push("mia", "c/w", merged)).isEmpty();
    assertThat(shop.handoff("c")).isEqualTo("PATH_NOT_OWNED FOREIGN_STATE");
    // handed off by its owner and integrated first, it is nobody's to lose
    handOff("a", a);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.handoff("c")).isEmpty();
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=1 c/f=2 d/f=1");
  }

  @Test
  void whatAWaiverOnceLetPassIsNotLostWhenItEnds() throws Exception {
    PolicyBuilder waived = policy().waiver("c", "/a/f", LocalDate.of(2026, 12, 31));
    shop.policy(waived.digest('3').build());
    handOff("c", commit(main, "2", "1", "2", "1"));
    shop.policy(policy().digest('4').build());
    refused("", "", "change paths that are not its own");
    shop.policy(waived.digest('5').build());
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=1 c/f=2 d/f=1");
  }

  @Test
  void whatIsIntegratedStaysAHandoffWhenLaterWorkIsTakenBack() throws Exception {
    String first = commit(main, "2", "1", "1", "1");
    handOff("a", first);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    handOff("b", commit(shop.tip("heads/main"), "2", "2", "1", "1"));
    handOff("a", commit(first, "3", "1", "1", "1"));
    shop.rollBack("a");
    assertThat(shop.tip("gatekeeper/handoff/a")).isEqualTo(first);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=2 c/f=1 d/f=1");
  }

  @Test
  void whatCameInOtherwiseIsNotUndoneAndNothingBelowItIs() throws Exception {
    String first = commit(main, "2", "1", "1", "1");
    handOff("a", first);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String second = commit(first, "3", "1", "1", "1");
    handOff("a", second);
    String byHand =
        shop.commit(
            List.of(shop.tip("heads/main"), second), "a/f=3", "b/f=1", "c/f=1", "d/f=by hand");
    assertThat(shop.push("mia", "main", byHand)).isEmpty();
    assertThatThrownBy(() -> shop.rollBack("a"))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("by a push that is not on record as its integration");
    assertThat(onMain()).startsWith("a/f=3");
  }

  @Test
  void whatBuildsOnUndoneWorkIsSuspendedUntilItIsMadeAnew() throws Exception {
    String a = commit(main, "2", "1", "1", "1");
    handOff("a", a);
    handOff("b", commit(a, "2", "2", "1", "1"));
    assertThat(shop.integrate("a", "").isIntegrated()).isTrue();
    shop.rollBack("a");
    String anew = commit(shop.tip("heads/main"), "7", "1", "1", "1");
    handOff("a", anew);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.told).contains("  not b: its handoff builds on a revoked one");
    assertThat(onMain()).isEqualTo("a/f=7 b/f=1 c/f=1 d/f=1");
    assertThat(shop.push("b", "b/w", commit(anew, "7", "2", "1", "1"))).isEmpty();
    assertThat(shop.handoff("b")).isEmpty();
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=7 b/f=2 c/f=1 d/f=1");
  }

  @Test
  void whatStartedFromMainAndUndoneWorkIsSuspendedAsWell() throws Exception {
    handOff("a", commit(main, "2", "1", "1", "1"));
    assertThat(shop.integrate("a", "").isIntegrated()).isTrue();
    handOff("b", commit(shop.tip("heads/main"), "2", "2", "1", "1"));
    shop.rollBack("a");
    handOff("a", commit(shop.tip("heads/main"), "7", "1", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.told).contains("  not b: its handoff builds on a revoked one");
    assertThat(onMain()).isEqualTo("a/f=7 b/f=1 c/f=1 d/f=1");
  }

  /** As after a native push that is on record, and that git did not carry out. */
  @Test
  void anIntegrationThatDidNotComeAboutKeepsNoHandoffFromBeingRevoked() throws Exception {
    String a = commit(main, "2", "1", "1", "1");
    handOff("a", a);
    AgentId id = new AgentId("a");
    Oid made = new Oid(a);
    Step step = new Step(id, RefName.branch("a/w"), made, new Oid(main), made);
    try (LockedPlan locked = shop.gated().open(id)) {
      locked.append(
          new Event.Integrated(List.of(step), new Oid(main), made, "", List.of()),
          Actor.named("mia"),
          List.of());
    }
    shop.rollBack("a");
    assertThat(shop.push("b", "b/w", commit(main, "1", "2", "1", "1")))
        .isEqualTo("HANDOFF_PENDING");
    refused("", "", "a: it has no handoff");
  }

  @Test
  void aTagThatGitCanNotHaveIsSaidToBeBeforeAnyCheck() throws Exception {
    handOffAll();
    shop.repository.git("update-ref", "refs/tags/v1/rc1", main);
    refused("", "", "the tag v1 can't be made: there is refs/tags/v1/rc1");
    assertThat(shop.integrate("a", "").isIntegrated()).isTrue();
    shop.repository.git("update-ref", "-d", "refs/tags/v1/rc1");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.tip("tags/v1")).isNotEmpty();
  }

  @Test
  void agentsThatDoNotGoTogetherWithoutTheOthersEndNoSearch() throws Exception {
    use(
        new PolicyBuilder()
            .agent("c", List.of(), List.of(), "/c/x*")
            .agent("d", List.of(), List.of(), "/c/X*")
            .wholeWithout("bad")
            .tag("v2")
            .build());
    String begin = shop.commit(List.of(main), "c/xone=1", "z/f=1");
    assertThat(shop.push("mia", "main", begin)).isEmpty();
    handOff("c", shop.commit(List.of(begin), "z/f=1"));
    handOff("d", shop.commit(List.of(main), "c/Xone=bad", "a/f=1", "b/f=1", "c/f=1", "d/f=1"));
    IntegrationRun.Result result = shop.integrate("", "");
    assertThat(result.isIntegrated()).isFalse();
    assertThat(result.culprits()).containsExactly(new AgentId("d"));
    assertThat(shop.repository.git("log", "-1", "--format=%s", "refs/gatekeeper/ledger"))
        .contains("integration of c, d failed");
  }

  @Test
  void aConflictNamesPathsAndAgentsAndNothingMoves() throws Exception {
    handOff("a", commit(main, "2", "1", "1", "1"));
    assertThat(shop.push("mia", "main", commit(main, "3", "1", "1", "1"))).isEmpty();
    refused(
        "", "", "the work of a conflicts with main at a/f: both have changed since they diverged");
    assertThat(onMain()).startsWith("a/f=3");
  }

  @Test
  void ofAFileInAFoldersPlaceWhoeverHasTheFileGivesWay() throws Exception {
    aFileForAFolder("v2");
    assertThat(shop.integrate("s", "").isIntegrated()).isTrue();
    refused(
        "",
        "",
        "docs is a file in the work of r and a folder on main, for docs/x (of s); git can store only"
            + " one of the two");
    assertThatThrownBy(() -> shop.integrate("", ""))
        .hasFieldOrPropertyWithValue(
            "next", "reopen r, have it rename its file docs and hand off again");
    aFileForAFolder("v3");
    assertThat(shop.integrate("r", "").isIntegrated()).isTrue();
    refused(
        "",
        "",
        "docs is a file on main (of r) and a folder in the work of s, for docs/x; git can store only"
            + " one of the two");
    assertThatThrownBy(() -> shop.integrate("", ""))
        .hasFieldOrPropertyWithValue(
            "next", "have r rename the file docs on main, and integrate s again");
  }

  @Test
  void ofAFileInAFoldersPlaceOneIsToldAtTheHandoff() throws Exception {
    useRootAndDocs("v2");
    handOff("s", with("docs/x=1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.push("r", "r/w", with("docs=1"))).isEmpty();
    assertThat(shop.begin("r").notes())
        .containsExactly(
            "docs is a file here and a folder in main, or the reverse; git can store only"
                + " one of the two, so one has to be renamed before both are integrated");
  }

  private void aFileForAFolder(String tag) throws Exception {
    useRootAndDocs(tag);
    handOff("r", with("docs=1"));
    handOff("s", with("docs/x=1"));
  }

  private void useRootAndDocs(String tag) throws IOException {
    use(new PolicyBuilder().agent("r", "/*", "!/*/**").agent("s", "/docs/").tag(tag).build());
  }

  private String with(String file) throws IOException {
    return shop.commit(List.of(main), "a/f=1", "b/f=1", "c/f=1", "d/f=1", file);
  }

  @Test
  void aWholeThatDoesNotPassMovesNothingAndNamesTheCulprit() throws Exception {
    String a = commit(main, "2", "1", "1", "1");
    handOff("a", a);
    handOff("b", commit(a, "2", "bad", "1", "1"));
    handOff("c", commit(main, "1", "1", "2", "1"));
    handOff("d", commit(main, "1", "1", "1", "2"));
    IntegrationRun.Result result = shop.integrate("", "");
    assertThat(result.isIntegrated()).isFalse();
    assertThat(result.culprits()).containsExactly(new AgentId("b"));
    assertThat(shop.told)
        .contains("next: gatekeeper integrate --without b, or reopen b and have it fixed");
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=1 d/f=1");
    assertThat(shop.integrate("", "b").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=1 c/f=2 d/f=2");
  }

  @Test
  void whatIsAllThereIsToIntegrateIsNotToBeLeftOut() throws Exception {
    handOff("c", commit(main, "1", "1", "bad", "1"));
    IntegrationRun.Result result = shop.integrate("", "");
    assertThat(result.culprits()).containsExactly(new AgentId("c"));
    assertThat(shop.told)
        .contains(
            "next: gatekeeper reopen c --reason WHY, and have it fixed; or gatekeeper rollback c")
        .noneMatch(line -> line.contains("--without"));
  }

  @Test
  void aBranchThatDoesNotPassByItselfIsSaidToBe() throws Exception {
    assertThat(shop.push("mia", "main", commit(main, "bad", "1", "1", "1"))).isEmpty();
    handOff("c", commit(shop.tip("heads/main"), "bad", "1", "2", "1"));
    IntegrationRun.Result result = shop.integrate("", "");
    assertThat(result.alone()).isTrue();
    assertThat(result.culprits()).isEmpty();
    assertThat(shop.told).contains("  the checks fail without any of them too, 3 of 3 times");
  }

  @Test
  void whatChangesWhileChecksRunMakesTheResultWorthNothing() throws Exception {
    handOffAll();
    Integrations integrations = new Integrations(shop.gated());
    Integrations.Attempt attempt = integrations.begin(shop.integration("", ""));
    refused("", "", "another integration is under way");
    shop.rollBack("d");
    assertThat(shop.run(attempt).dropped()).contains("the handoff of d was replaced");
    attempt = integrations.begin(shop.integration("", ""));
    assertThat(shop.push("mia", "main", commit(main, "1", "1", "1", "1"))).isEmpty();
    assertThat(shop.run(attempt).dropped()).contains("the integration branch has moved");
    attempt = integrations.begin(shop.integration("", ""));
    new AgentControl(shop.gated()).stop(new AgentId("c"), "enough", Actor.named("mia"));
    assertThat(shop.run(attempt).dropped()).contains("c was stopped");
    attempt = integrations.begin(shop.integration("", ""));
    shop.policy(policy().digest('7').build());
    assertThat(shop.run(attempt).dropped()).contains("the policy has changed");
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=1 d/f=1");
  }

  @Test
  void whatIsUndoneIsAsItWasAndEveryOtherFileAsItIs() throws Exception {
    handOffAll();
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    Rollback.Done done = shop.rollBack("a");
    assertThat(onMain()).isEqualTo("a/f=1 b/f=2 c/f=2 d/f=2");
    String undone = shop.tip("heads/main");
    assertThat(shop.tip("heads/a/w")).isEqualTo(undone);
    assertThat(shop.tip("gatekeeper/rollback/a/1")).isEqualTo(done.before().hex());
    assertThat(shop.tip("gatekeeper/handoff/a")).isEmpty();
    assertThat(shop.push("b", "b/w", commit(shop.tip("heads/b/w"), "2", "3", "1", "1")))
        .isEqualTo("HANDOFF_PENDING HANDOFF_NOT_INCLUDED");
    // the old work by itself would be lost, so it is refused
    assertThat(shop.push("a", "a/again", done.before().hex())).isEqualTo("HANDOFF_NOT_INCLUDED");
    String anew = commit(undone, "2", "2", "2", "2");
    handOff("a", anew);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).isEqualTo("a/f=2 b/f=2 c/f=2 d/f=2");
  }

  @Test
  void integrationsAreUndoneOneAfterTheOther() throws Exception {
    String first = commit(main, "2", "1", "1", "1");
    handOff("a", first);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String integration = shop.tip("heads/main");
    handOff("a", commit(first, "3", "1", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(onMain()).startsWith("a/f=3");
    shop.rollBack("a", "", shop.tip("heads/main"));
    assertThat(onMain()).startsWith("a/f=2");
    notTakenBack("", "the work of a is rolled back already", integration);
    notTakenBack(main, "is not the last integration of a that is in place", integration);
    assertThat(onMain()).startsWith("a/f=2");
    shop.rollBack("a", "", integration);
    assertThat(onMain()).startsWith("a/f=1");
    assertThatThrownBy(() -> shop.rollBack("a"))
        .isInstanceOf(OperationRefused.class)
        .hasMessage("a has nothing to roll back: a/w is where its work starts");
  }

  private void notTakenBack(String integration, String why, String next) {
    assertThatThrownBy(() -> shop.rollBack("a", "", integration))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining(why)
        .extracting(e -> ((OperationRefused) e).next())
        .asString()
        .endsWith("gatekeeper rollback a --integration " + next);
  }

  /** Once the answer to a rollback was lost, and the same command undid an integration as well. */
  @Test
  void aRollbackOfLaterWorkThatIsRepeatedUndoesNoIntegration() throws Exception {
    String first = commit(main, "2", "1", "1", "1");
    handOff("a", first);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String integration = shop.tip("heads/main");
    handOff("a", commit(first, "3", "1", "1", "1"));
    notTakenBackYet(integration);
    shop.rollBack("a");
    notTakenBack("", "the work of a is rolled back already", integration);
    assertThat(onMain()).startsWith("a/f=2");
    assertThat(shop.tip("gatekeeper/handoff/a")).isEqualTo(first);
    shop.rollBack("a", "", integration);
    assertThat(onMain()).startsWith("a/f=1");
  }

  private void notTakenBackYet(String integration) {
    assertThatThrownBy(() -> shop.rollBack("a", "", integration))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("no integration of a is the last of its work");
  }

  @Test
  void whatOthersHaveChangedSinceIsNotUndone() throws Exception {
    handOff("a", commit(main, "2", "1", "1", "1"));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String tip = shop.tip("heads/main");
    assertThat(shop.push("mia", "main", commit(tip, "9", "1", "1", "1"))).isEmpty();
    assertThatThrownBy(() -> shop.rollBack("a"))
        .isInstanceOf(OperationRefused.class)
        .hasMessageContaining("has been changed since by others: a/f");
    assertThat(onMain()).startsWith("a/f=9");
  }

  @Test
  void whatIsNotIntegratedYetCanBeTakenBackAlone() throws Exception {
    String first = commit(main, "2", "1", "1", "1");
    handOff("a", first);
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.push("a", "a/w", commit(first, "3", "1", "1", "1"))).isEmpty();
    Rollback.rollBack(
        shop.gated(),
        new Rollback.Request(
            new AgentId("a"), "a/w", first, "", "", "", Actor.named("mia"), false));
    assertThat(shop.tip("heads/a/w")).isEqualTo(first);
    assertThat(onMain()).startsWith("a/f=2");
    // its handoff is in the integration branch, and stays
    assertThat(shop.push("b", "b/w", commit(first, "2", "2", "1", "1"))).isEmpty();
  }

  @Test
  void aMaintainerMayPushWhatIntegrateWouldMakeAndNothingElse() throws Exception {
    handOffAll();
    Integrations.Proposal proposal =
        new Integrations(shop.gated()).propose(shop.integration("", ""));
    String made = proposal.after().hex();
    String b = shop.tip("heads/b/w");
    String evil =
        shop.commit(List.of(main, shop.tip("heads/c/w")), "a/f=7", "b/f=1", "c/f=2", "d/f=1");
    String early = shop.commit(List.of(main, b), "a/f=1", "b/f=2", "c/f=1", "d/f=1");
    for (String commit : List.of(evil, early, commit(made, "2", "2", "2", "2"))) {
      assertThat(shop.pushPlainly("mia", "main", commit)).isEqualTo("NOT_VALIDATED");
    }
    assertThat(shop.pushPlainly("a", "main", made)).isEqualTo("REF_NOT_ALLOWED");
    assertThat(shop.pushPlainly("mia", "main", b)).isEmpty(); // which brings a along
    assertThat(onMain()).isEqualTo("a/f=2 b/f=2 c/f=1 d/f=1");
    // and what was pushed can be undone like any other
    shop.rollBack("b");
    assertThat(onMain()).isEqualTo("a/f=2 b/f=1 c/f=1 d/f=1");
    proposal = new Integrations(shop.gated()).propose(shop.integration("c", ""));
    assertThat(proposal.merges()).hasSize(1);
    assertThat(shop.pushPlainly("mia", "main", proposal.after().hex())).isEmpty();
    assertThat(new Oid(shop.tip("heads/main"))).isEqualTo(proposal.after());
  }

  @Test
  void whatAMaintainerMergesInOneStepIsAnIntegrationOfEachHandoffInIt() throws Exception {
    handOffAll();
    String b = shop.tip("heads/b/w");
    assertThat(shop.pushPlainly("mia", "main", shop.tip("heads/c/w"))).isEmpty();
    String both =
        shop.commit(List.of(shop.tip("heads/main"), b), "a/f=2", "b/f=2", "c/f=2", "d/f=1");
    assertThat(shop.pushPlainly("mia", "main", both)).isEqualTo("NOT_VALIDATED"); // a parted from c
    assertThat(shop.integrate("a", "").isIntegrated()).isTrue();
    both = shop.commit(List.of(shop.tip("heads/main"), b), "a/f=2", "b/f=2", "c/f=2", "d/f=1");
    assertThat(shop.pushPlainly("mia", "main", both)).isEmpty();
    shop.rollBack("b");
    assertThat(onMain()).isEqualTo("a/f=2 b/f=1 c/f=2 d/f=1");
    shop.rollBack("a");
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=2 d/f=1");
  }

  @Test
  void aPlanThatAPushCompletesIsCheckedAndTaggedByTheNextIntegration() throws Exception {
    handOffAll();
    Integrations.Proposal proposal =
        new Integrations(shop.gated()).propose(shop.integration("", ""));
    assertThat(shop.pushPlainly("mia", "main", proposal.after().hex())).isEmpty();
    assertThat(shop.tip("tags/v1")).isEmpty();
    refused("", "d", "d: it was left out on request");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.told)
        .contains("gatekeeper: tagged " + proposal.after().abbreviated() + " as v1");
    assertThat(shop.repository.git("rev-parse", "v1^{commit}")).isEqualTo(proposal.after().hex());
    assertThat(new Oid(shop.tip("heads/main"))).isEqualTo(proposal.after());
    refused("", "", "all handoffs are in already");
  }

  @Test
  void whatIsRefusedWhoeverOwnsThePathDoesNotGetInByAWarning() throws Exception {
    shop.policy(policy().mode(Policy.Mode.WARN).digest('7').build());
    String twice = shop.commit(List.of(main), "a/f=1", "b/f=1", "c/F=2", "c/f=1", "d/f=1");
    assertThat(shop.push("c", "c/w", twice)).isEmpty();
    assertThat(shop.handoff("c")).isEqualTo("CASE_COLLISION");
    refused("c", "", "c: it has no handoff");
    assertThat(onMain()).isEqualTo("a/f=1 b/f=1 c/f=1 d/f=1");
  }

  /** Each link is as it may be in its own handoff; with both that of c leads to a file of d. */
  @Test
  void linksThatLeadAstrayTogetherAreNotIntegratedTogether() throws Exception {
    String[] files = {"a/f=1", "b/f=1", "c/f=1", "c/l@../d/k", "d/f=1", "d/k@../c/f"};
    String begin = shop.commit(List.of(main), "a/f=1", "b/f=1", "c/f=1", "d/f=1", "d/k@../c/f");
    assertThat(shop.push("mia", "main", begin)).isEmpty();
    handOff("c", shop.commit(List.of(begin), files));
    handOff("d", shop.commit(List.of(begin), "a/f=1", "b/f=1", "c/f=1", "d/f=1", "d/k@f"));
    String astray =
        " would make the result invalid: for c, SYMLINK_ESCAPE at c/l: points to d/f, which";
    refused("", "", "the work of d" + astray);
    assertThat(shop.tip("heads/main")).isEqualTo(begin);
    assertThat(shop.integrate("d", "").isIntegrated()).isTrue();
    refused("c", "", "the work of c" + astray);
    files[5] = "d/k@f";
    String byHand = shop.commit(List.of(shop.tip("heads/main"), shop.tip("heads/c/w")), files);
    assertThat(shop.pushPlainly("mia", "main", byHand)).isEqualTo("NOT_VALIDATED");
    assertThat(shop.words()).contains("for c, SYMLINK_ESCAPE at c/l");
    // what leads astray already is nobody's fault
    assertThat(shop.push("mia", "main", byHand)).isEmpty();
    files[0] = "a/l@f";
    handOff("a", shop.commit(List.of(byHand), files));
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
  }

  @Test
  void aPlanThatAPushCompletesIsNotTaggedIfTheWholeDoesNotPass() throws Exception {
    String a = commit(main, "bad", "1", "1", "1");
    handOff("a", a);
    handOff("b", commit(a, "bad", "2", "1", "1"));
    handOff("c", commit(main, "1", "1", "2", "1"));
    handOff("d", commit(main, "1", "1", "1", "2"));
    String made = new Integrations(shop.gated()).propose(shop.integration("", "")).after().hex();
    assertThat(shop.pushPlainly("mia", "main", made)).isEmpty();
    IntegrationRun.Result result = shop.integrate("", "");
    assertThat(result.isIntegrated()).isFalse();
    assertThat(result.alone()).isTrue();
    assertThat(shop.tip("tags/v1")).isEmpty();
    assertThat(shop.repository.git("log", "-1", "--format=%s", "refs/gatekeeper/ledger"))
        .startsWith("tagging the whole failed");
  }
}
