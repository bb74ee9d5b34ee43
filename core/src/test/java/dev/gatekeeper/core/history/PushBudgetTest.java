package dev.gatekeeper.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.history.PushBudget.Exceeded;
import dev.gatekeeper.core.history.PushBudget.Limit;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is left of the limits of a push (docs/semantics.md, section 9). */
class PushBudgetTest {
  private static final Limits FEW = new Limits(2, 3, Duration.ofDays(1), 10, 10);
  private static final Limits NO_TIME = new Limits(2, 3, Duration.ZERO, 10, 10);

  @Test
  void commitsAreCountedUpToTheLimit() {
    PushBudget budget = new PushBudget(FEW);
    budget.spendCommits(1);
    budget.spendCommits(1);
    assertThat(budget.commits()).isEqualTo(2);
    assertThatThrownBy(() -> budget.spendCommits(1))
        .isInstanceOfSatisfying(
            Exceeded.class,
            e -> {
              assertThat(e.limit()).isEqualTo(Limit.COMMITS);
              assertThat(e.why()).contains("more than 2 new commits (`limits.commits`): 3");
            });
  }

  @Test
  void effectsAreCountedUpToTheLimitAndPathsOnce() {
    PushBudget budget = new PushBudget(FEW);
    budget.spendPath(7);
    budget.spendPath(7);
    budget.spendPath(8);
    assertThat(budget.paths()).isEqualTo(2);
    assertThatThrownBy(() -> budget.spendPath(7))
        .isInstanceOfSatisfying(Exceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.PATHS));
  }

  @Test
  void timeRunsOutUnlessItDoesNotCount() throws Exception {
    PushBudget budget = new PushBudget(NO_TIME);
    Thread.sleep(1);
    assertThatThrownBy(budget::checkTime)
        .isInstanceOfSatisfying(
            Exceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SECONDS));
    assertThatThrownBy(() -> budget.onceMore().checkTime()).isInstanceOf(Exceeded.class);
    assertThatThrownBy(() -> PushBudget.toCount(NO_TIME).checkTime()).isInstanceOf(Exceeded.class);
    assertThatThrownBy(() -> new PushBudget(NO_TIME).spendCommits(1)).isInstanceOf(Exceeded.class);
    assertThatCode(() -> PushBudget.withoutTime(NO_TIME).checkTime()).doesNotThrowAnyException();
    assertThatCode(() -> new PushBudget(FEW).checkTime()).doesNotThrowAnyException();
  }

  @Test
  void whoCountsIsNotHeldToNumbersAndWhoLooksOnceMoreBeginsAnew() {
    PushBudget counting = PushBudget.toCount(FEW);
    counting.spendCommits(1000);
    assertThat(counting.commits()).isEqualTo(1000);
    PushBudget spent = new PushBudget(FEW);
    spent.spendCommits(2);
    assertThat(spent.onceMore().commits()).isZero();
    assertThat(spent.onceMore().limits()).isEqualTo(FEW);
  }

  @Test
  void whereItWasPassedIsSaidOnce() {
    Exceeded e = new PushBudget(FEW).objectTooLarge("x", 11);
    Oid one = new Oid("1".repeat(40));
    Oid two = new Oid("2".repeat(40));
    assertThat(e.limit()).isEqualTo(Limit.OBJECT);
    assertThat(e.why()).contains("object x has 11 bytes, more than 10");
    assertThat(e.at(one, RepoPath.of("f")).why()).endsWith("in commit 1111111: f");
    assertThat(e.at(one).why()).endsWith("in commit 1111111");
    assertThat(e.at(one).at(two).at(two, RepoPath.of("f")).why()).endsWith("in commit 1111111");
    assertThat(e.noAnswer()).contains(e.why());
  }

  @Test
  void aRangeIsTooLargeWhoeverLooksAtIt() {
    assertThat(Limit.values())
        .filteredOn(Limit::isOfRange)
        .containsExactly(Limit.COMMITS, Limit.PATHS, Limit.OBJECT);
  }
}
