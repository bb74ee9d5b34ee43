package dev.gatekeeper.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found against commits, with why. */
class CommitReportTest {
  private static final Oid COMMIT = new Oid("1".repeat(40));
  private static final FsckId UNTIDY =
      Arrays.stream(FsckId.values()).filter(FsckId::isUntidy).findFirst().orElseThrow();
  private static final FsckId GRAVE =
      Arrays.stream(FsckId.values()).filter(id -> !id.isUntidy()).findFirst().orElseThrow();

  private static CommitReport report(boolean overridden) {
    Policy policy =
        new PolicyBuilder()
            .agent("a", "/a/", "!/a/not/", "/both/")
            .agent("b", "/b/", "/both/")
            .agent("c", "/both/")
            .forbid("a", "/both/")
            .build();
    Permission own = Permission.of(policy, new AgentId("a"), LocalDate.of(2026, 7, 1));
    return new CommitReport(RefName.branch("a"), own, overridden);
  }

  @ParameterizedTest(name = "{0}: {1}: {2}")
  @CsvSource({
    "x/f, PATH_NOT_OWNED, nobody owns it",
    "b/f, PATH_NOT_OWNED, b owns it",
    "both/f, PATH_FORBIDDEN, 'forbids /both/ (gatekeeper.yml:1); b, c own it'",
    "a/not/f, PATH_NOT_OWNED, 'excepted by !/a/not/ (gatekeeper.yml:1); nobody owns it'",
    "gatekeeper.yml, PROTECTED, protected /gatekeeper.yml (gatekeeper.yml:1)",
    "GATEKEEPER.yml, PROTECTED, 'protected /gatekeeper.yml (gatekeeper.yml:1); some systems take it for gatekeeper.yml'",
    "a/f, BAD_PATH, has a name that git does not allow"
  })
  void whyAPathIsRefused(String path, String code, String why) {
    CommitReport report = report(false);
    report.trespass(COMMIT, RepoPath.of(path), Change.M);
    assertThat(report.violations())
        .singleElement()
        .isInstanceOfSatisfying(
            Violation.OfPath.class,
            v -> {
              assertThat(v.code()).hasToString(code);
              assertThat(v.message()).isEqualTo(why);
              assertThat(v.path()).hasToString(path);
            });
  }

  @Test
  void whatIsUntidyIsLetInByAnOverrideAlone() {
    for (boolean overridden : new boolean[] {false, true}) {
      CommitReport report = report(overridden);
      report.fsck(UNTIDY, COMMIT, "untidy");
      assertThat(report.violations()).hasSize(overridden ? 0 : 1);
      assertThat(report.letIn()).hasSize(overridden ? 1 : 0);
      assertThat(report.refusedByFsckAlone()).hasSize(overridden ? 0 : 1);
      report.fsck(GRAVE, COMMIT, "grave");
      assertThat(report.violations()).hasSize(overridden ? 1 : 2);
      assertThat(report.refusedByFsckAlone()).contains(GRAVE);
      report.commit(Code.BAD_OBJECT, COMMIT, "more");
      assertThat(report.refusedByFsckAlone()).isEmpty();
    }
    assertThat(report(false).refusedByFsckAlone()).isEmpty();
  }

  @Test
  void aWaiverIsRemembered() {
    CommitReport report = report(false);
    assertThat(report.isWaived()).isFalse();
    report.waived(COMMIT, RepoPath.of("w"), Change.A);
    assertThat(report.isWaived()).isTrue();
    assertThat(report.violations()).isEmpty();
  }

  @Test
  void moreThanFitIntoADecisionAreNotCollected() {
    CommitReport report = report(false);
    for (int i = 0; i < 20_000; i++) {
      report.commit(Code.BAD_OBJECT, COMMIT, "x");
    }
    assertThatThrownBy(() -> report.commit(Code.BAD_OBJECT, COMMIT, "x"))
        .isInstanceOfSatisfying(
            PushBudget.Exceeded.class,
            e -> assertThat(e.limit()).isEqualTo(PushBudget.Limit.VIOLATIONS));
    report.limit("too many");
    assertThat(report.violations()).hasSize(20_001).last().matches(v -> v.code() == Code.LIMIT);
  }
}
