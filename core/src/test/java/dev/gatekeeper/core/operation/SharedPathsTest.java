package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Visibility;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Section 6 of docs/semantics.md, "Shared paths": {@code s/} belongs to {@code a}, to {@code b},
 * which comes after it, and to {@code c}, which comes after {@code b}. {@code d} is neither.
 */
@Timeout(120)
class SharedPathsTest {
  private static final String[] START = {"a/f=1", "b/f=1", "c/f=1", "d/f=1", "s/f=1"};

  @TempDir Path temp;
  private Workshop shop;
  private String main = "";

  private static PolicyBuilder policy() {
    return new PolicyBuilder()
        .agent("a", List.of("a", "a-*"), false, List.of(), "/a/", "/s/")
        .agent("b", List.of("b", "b-*"), false, List.of("a"), "/b/", "/s/")
        .agent("c", List.of("c", "c-*"), false, List.of("b"), "/c/", "/s/")
        .agent("d", List.of("d", "d-*"), false, List.of(), "/d/");
  }

  @BeforeEach
  void open() throws IOException {
    shop = Workshop.open(temp.resolve("r"), policy().build(), START);
    main = shop.tip("heads/main");
  }

  /** A commit with these files changed of those it goes on from. */
  private String work(List<String> parents, String... changed) throws IOException {
    List<String> files = new ArrayList<>(List.of(shop.files(parents.get(0)).split(" ")));
    for (String one : changed) {
      files.removeIf(file -> file.startsWith(one.substring(0, one.indexOf('=') + 1)));
      files.add(one);
    }
    return shop.commit(parents, files.toArray(String[]::new));
  }

  private String pushed(String agent, List<String> parents, String... changed) throws IOException {
    String commit = work(parents, changed);
    assertThat(shop.pushPlainly(agent, agent, commit)).as(agent).isEmpty();
    return commit;
  }

  private String handedOff(String agent, List<String> parents, String... changed) throws Exception {
    String commit = pushed(agent, parents, changed);
    assertThat(shop.handoff(agent)).as(agent).isEmpty();
    return commit;
  }

  private void reopen(String agent) throws Exception {
    new AgentControl(shop.gated()).reopen(new AgentId(agent), "to go on", Actor.named(agent));
  }

  @Test
  void eachChangesThePathOnTopOfTheOneBefore() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    String b = handedOff("b", List.of(a), "s/f=1ab");
    handedOff("c", List.of(b), "s/f=1abc", "c/f=2");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.files(shop.tip("heads/main"))).isEqualTo("a/f=1 b/f=1 c/f=2 d/f=1 s/f=1abc");
  }

  @Test
  void aPushContainsTheCurrentHandoffOfEveryEarlierOwner() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    String b = handedOff("b", List.of(a), "b/f=2");
    pushed("c", List.of(b), "c/f=2");
    reopen("a");
    String again = handedOff("a", List.of(a), "a/f=2"); // it touches nothing that is shared
    String old = work(List.of(shop.tip("heads/c")), "c/f=3");
    assertThat(shop.pushPlainly("c", "c", old)).isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.words())
        .contains("c owns paths after a", "current handoff " + again.substring(0, 7))
        .contains("git fetch REMOTE refs/gatekeeper/handoff/a && git merge FETCH_HEAD");
    pushed("c", List.of(old, again), "a/f=2");
  }

  @Test
  void theHandoffOfEveryEarlierOwnerMayBeFetched() {
    Visibility seen = Visibility.of(policy().build(), Pusher.named("c"));
    assertThat(seen.of(new RefName("refs/gatekeeper/handoff/a"))).isEqualTo(Visibility.Sight.SHOWN);
    Visibility other = Visibility.of(policy().build(), Pusher.named("d"));
    assertThat(other.of(new RefName("refs/gatekeeper/handoff/a")))
        .isEqualTo(Visibility.Sight.HIDDEN);
  }

  @Test
  void aNewHandoffThatChangesThePathSuspendsThoseOfLaterOwners() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    String b = handedOff("b", List.of(a), "s/f=1ab");
    reopen("a");
    String again = handedOff("a", List.of(a), "s/f=1aa");
    var proposed = new Integrations(shop.gated()).propose(shop.integration("", ""));
    assertThat(proposed.ready()).extracting(r -> r.agent().id().id()).containsExactly("a");
    assertThat(proposed.leftOut().toString())
        .contains("its handoff lacks changes by a to paths that both own");
    assertThat(shop.pushPlainly("b", "b", work(List.of(b), "b/f=2")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    handedOff("b", List.of(b, again), "s/f=1aab");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.files(shop.tip("heads/main"))).contains("s/f=1aab");
  }

  @Test
  void aNewHandoffThatDoesNotChangeThePathSuspendsNobody() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    handedOff("b", List.of(a), "s/f=1ab");
    reopen("a");
    handedOff("a", List.of(a), "a/f=2");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.files(shop.tip("heads/main"))).isEqualTo("a/f=2 b/f=1 c/f=1 d/f=1 s/f=1ab");
  }

  @Test
  void whereBothHaveChangedItIntegrationStopsAndNamesThem() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    handedOff("b", List.of(a), "s/f=1ab");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String in = shop.tip("heads/main");
    String again = handedOff("a", List.of(a), "s/f=1aa");
    assertThatThrownBy(() -> shop.integrate("", ""))
        .isInstanceOfSatisfying(
            OperationRefused.class,
            e ->
                assertThat(e.why()).contains("the work of a conflicts with main at s/f (of b, c)"));
    reopen("a");
    handedOff("a", List.of(again, in), "s/f=1aab", "b/f=1");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.files(shop.tip("heads/main"))).contains("s/f=1aab");
  }

  @Test
  void aRollbackOfWhatIsNotIntegratedNamesTheLaterOwnersTheLastFirst() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    String b = handedOff("b", List.of(a), "s/f=1ab");
    pushed("c", List.of(b), "s/f=1abc");
    Rollback.Done done = shop.rollBack("a");
    assertThat(done.later()).extracting(AgentId::id).containsExactly("c", "b");
    assertThat(shop.tip("heads/b")).isEqualTo(b);
    assertThat(shop.tip("heads/c")).isNotEmpty();
    assertThat(shop.rollBack("c").later()).isEmpty();
    assertThat(shop.rollBack("b").later()).isEmpty();
  }

  /** What it has not changed itself would come in with its work all the same. */
  @Test
  void aRollbackNamesALaterOwnerThatContainsWhatIsTakenBack() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=bad");
    handedOff("b", List.of(a), "b/f=2");
    assertThat(shop.rollBack("a").later()).extracting(AgentId::id).containsExactly("b");
  }

  @Test
  void whatWasTakenBackDoesNotComeInAsTheWorkOfALaterOwner() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=bad");
    String b = handedOff("b", List.of(a), "b/f=2");
    String c = pushed("c", List.of(b), "c/f=2");
    shop.rollBack("a");
    String again = handedOff("a", List.of(main), "a/f=3");
    String merged = work(List.of(b, again), "a/f=3");
    assertThat(shop.pushPlainly("b", "b", merged)).isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.words())
        .contains(
            "contains " + a.substring(0, 7) + ", a handoff of a that was revoked or replaced");
    String reverted = work(List.of(merged), "s/f=1"); // a, redone, would count as merged
    assertThat(shop.pushPlainly("b", "b", reverted)).isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.handoff("b")).isEqualTo("HANDOFF_NOT_INCLUDED");
    String fresh = handedOff("b", List.of(again), "b/f=2");
    assertThat(shop.pushPlainly("c", "c", work(List.of(c, fresh), "a/f=3")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    handedOff("c", List.of(fresh), "c/f=2");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(shop.files(shop.tip("heads/main"))).isEqualTo("a/f=3 b/f=2 c/f=2 d/f=1 s/f=1");
  }

  /** Neither a rollback of another branch nor a policy under which it lapsed makes it another's. */
  @Test
  void whatWasReplacedDoesNotComeInAsTheWorkOfALaterOwner() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=bad");
    String b = pushed("b", List.of(a), "b/f=2");
    shop.policy(policy().without("a", "xyz").digest('3').build());
    String again = work(List.of(main), "a/f=3");
    assertThat(shop.pushPlainly("a", "a-two", again)).isEmpty();
    assertThat(shop.handoff("a", "a-two", "", CheckOutcome.PASSED)).isEmpty();
    assertThat(shop.pushPlainly("b", "b", work(List.of(b, again), "a/f=3")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    handedOff("b", List.of(again), "b/f=2");
    assertThat(a).isNotEqualTo(again);
  }

  /** A suspended handoff that is replaced, of an owner that is itself a later one. */
  @Test
  void whatWasSuspendedAndReplacedDoesNotComeInAsTheWorkOfALaterOwner() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    String b = handedOff("b", List.of(a), "s/g=1b");
    String c = pushed("c", List.of(b), "c/f=2");
    reopen("a");
    String again = handedOff("a", List.of(a), "s/f=1aa");
    String fresh = work(List.of(again), "b/f=3");
    assertThat(shop.pushPlainly("b", "b-two", fresh)).isEmpty();
    assertThat(shop.handoff("b", "b-two", "", CheckOutcome.PASSED)).isEmpty();
    assertThat(shop.pushPlainly("c", "c", work(List.of(c, fresh), "s/f=1aa", "b/f=3")))
        .isEqualTo("HANDOFF_NOT_INCLUDED");
    assertThat(shop.words()).contains("a handoff of b that was revoked or replaced");
    handedOff("c", List.of(fresh), "c/f=2");
    assertThat(b).isNotEqualTo(fresh);
  }

  /** Nor may another make an agent's own work foreign to it by leaving it behind. */
  @Test
  void whatAnotherTookUpAndLeftBehindIsStillTheAgentsOwn() throws Exception {
    handedOff("a", List.of(main), "a/f=2");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String from = shop.tip("heads/main");
    String b = pushed("b", List.of(from), "s/f=1b");
    handedOff("b", List.of(b), "b/f=2");
    assertThat(shop.pushPlainly("a", "a-evil", b)).isEmpty();
    assertThat(shop.pushPlainly("a", "a-evil", "0".repeat(40))).isEmpty();
    reopen("b");
    pushed("b", List.of(shop.tip("heads/b")), "b/f=3");
  }

  @Test
  void aRollbackOfAnIntegrationNamesWhatHasToBeUndoneFirst() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    String b = handedOff("b", List.of(a), "s/f=1ab");
    handedOff("c", List.of(b), "s/f=1abc");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String[] commands = {""};
    assertThatThrownBy(() -> shop.rollBack("a"))
        .isInstanceOfSatisfying(
            OperationRefused.class,
            e -> {
              assertThat(e.why()).contains("s/f (of b, c)");
              commands[0] = e.next();
            });
    assertThat(commands[0])
        .matches(
            "gatekeeper rollback c --integration [0-9a-f]{40}, then gatekeeper rollback b"
                + " --integration [0-9a-f]{40}, then this again; or fix it on main by hand .*");
    for (String command : commands[0].split(", then ", -1)) {
      String[] words = command.split(" ", -1);
      if (words[0].equals("gatekeeper")) {
        shop.rollBack(words[2], "", words[4]);
      }
    }
    shop.rollBack("a");
    assertThat(shop.files(shop.tip("heads/main"))).isEqualTo(String.join(" ", START));
  }

  /** A newer integration of the later owner is in the way, though it changes nothing shared. */
  @Test
  void whatHasToBeUndoneFirstCanBeUndoneInThatOrder() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    String b = handedOff("b", List.of(a), "s/f=1ab");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    String newer = handedOff("b", List.of(b), "b/f=2");
    handedOff("c", List.of(newer), "c/f=2");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    handedOff("b", List.of(newer), "b/f=3"); // not integrated, and in the way
    String[] commands = {""};
    assertThatThrownBy(() -> shop.rollBack("a"))
        .isInstanceOfSatisfying(OperationRefused.class, e -> commands[0] = e.next());
    List<String> agents = new ArrayList<>();
    for (String command : commands[0].split(", then ", -1)) {
      String[] words = command.split(" ", -1);
      if (words[0].equals("gatekeeper")) {
        shop.rollBack(words[2], "", words.length > 3 ? words[4] : "");
        agents.add(words[2]);
      }
    }
    assertThat(agents).containsExactly("b", "b", "b");
    shop.rollBack("a");
    assertThat(shop.files(shop.tip("heads/main"))).isEqualTo("a/f=1 b/f=1 c/f=2 d/f=1 s/f=1");
  }

  @Test
  void allWhoOwnThePathAreNamedToOneWhoDoesNot() throws Exception {
    assertThat(shop.pushPlainly("d", "d", work(List.of(main), "s/f=1d")))
        .isEqualTo("PATH_NOT_OWNED");
    assertThat(
            Permission.of(policy().build(), new AgentId("d"), LocalDate.EPOCH)
                .owners(RepoPath.of("s/f")))
        .extracting(AgentId::id)
        .containsExactly("a", "b", "c");
  }

  @Test
  void aWaiverPutsNobodyInOrder() throws Exception {
    LocalDate until = LocalDate.ofInstant(Workshop.NOON, ZoneOffset.UTC);
    shop.policy(policy().waiver("d", "/s/", until).build());
    handedOff("a", List.of(main), "s/f=1a");
    handedOff("d", List.of(main), "s/f=1d");
    assertThatThrownBy(() -> shop.integrate("", ""))
        .isInstanceOfSatisfying(
            OperationRefused.class,
            e -> assertThat(e.why()).contains("conflicts with main at s/f"));
  }

  @Test
  void whoComesNoLongerAfterAnotherStillHasItsHandoffsInside() throws Exception {
    String a = handedOff("a", List.of(main), "s/f=1a");
    String b = handedOff("b", List.of(a), "s/f=1ab");
    shop.policy(
        new PolicyBuilder()
            .agent("a", List.of("a", "a-*"), false, List.of(), "/a/")
            .agent("b", List.of("b", "b-*"), false, List.of(), "/b/", "/s/")
            .digest('3')
            .build());
    assertThatThrownBy(() -> shop.integrate("b", ""))
        .isInstanceOf(OperationRefused.class); // what a has made of the path is not a's any more
    assertThat(shop.tip("heads/b")).isEqualTo(b);
  }

  @Test
  void whoBrokeASharedPathIsTheCulpritAndNotWhoOwnedItBefore() throws Exception {
    shop.policy(policy().wholeWithout("bad").build());
    String a = handedOff("a", List.of(main), "s/f=1a");
    String b = handedOff("b", List.of(a), "s/f=1abad");
    handedOff("c", List.of(b), "c/f=2");
    assertThat(shop.integrate("", "").culprits()).containsExactly(new AgentId("b"));
    assertThat(shop.integrate("a", "").isIntegrated()).isTrue();
  }

  @Test
  void aLinkThatSeveralOwnLeadsWhereAnyOfThemMay() throws Exception {
    String a = handedOff("a", List.of(main), "a/f=2");
    List<String> files = new ArrayList<>(List.of(shop.files(a).split(" ")));
    files.add("s/l@../b/f");
    String b = shop.commit(List.of(a), files.toArray(String[]::new));
    assertThat(shop.pushPlainly("b", "b", b)).isEmpty();
    assertThat(shop.handoff("b")).isEmpty();
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    files.remove("s/l@../b/f");
    files.add("s/k@../b/f");
    String other = shop.commit(List.of(shop.tip("heads/a")), files.toArray(String[]::new));
    assertThat(shop.pushPlainly("a", "a", other)).isEqualTo("SYMLINK_ESCAPE");
  }
}
