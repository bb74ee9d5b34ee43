package dev.gatekeeper.core.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Location;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a check proves. */
final class BaselineTest {

  @ParameterizedTest
  @CsvSource({
    "PASSED, PASSED, PROVES_NOTHING",
    "PASSED, FAILED, PROVES_NOTHING",
    "PASSED, ERRORED, PROVES_NOTHING",
    "FAILED, PASSED,",
    "FAILED, FAILED,",
    "FAILED, ERRORED,",
    "ERRORED, PASSED,",
    "ERRORED, FAILED,",
    "ERRORED, ERRORED, CANNOT_PASS",
    "SKIPPED, SKIPPED,",
  })
  void remarks(
      CheckOutcome before,
      CheckOutcome after,
      Baseline.@org.jspecify.annotations.Nullable Kind kind) {
    assertThat(Baseline.compare(List.of(result("a", before)), List.of(result("a", after))))
        .extracting(Baseline.Remark::kind)
        .isEqualTo(kind == null ? List.of() : List.of(kind));
  }

  @Test
  void comparesTheSameChecksOnly() {
    List<CheckResult> one = List.of(result("a", CheckOutcome.PASSED));
    assertThatThrownBy(() -> Baseline.compare(one, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Baseline.compare(one, List.of(result("b", CheckOutcome.PASSED))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CheckResult result(String name, CheckOutcome status) {
    return new CheckResult(name, new Location("gatekeeper.yml", 1, 1), status, "x", 1, "");
  }
}
