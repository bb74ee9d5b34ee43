package dev.gatekeeper.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who comes after whom, as {@code a<b} for a after b, and what is found. */
class OrderFindingsTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "a b c d              | ",
        "a b<a c d<a          | ",
        "a b<a c<a d<bc       | ",
        "a<b b<a              | a -> b -> a",
        "b<d c d<b            | b -> d -> b",
        "a<b b<c c<d d<a      | a -> b -> c -> d -> a",
        "a<b b<a c<d d<c      | a -> b -> a, c -> d -> c",
        "a<b b<ac c<b         | a -> b -> a, c -> b -> c",
        "a<b b<a c<a d<c      | a -> b -> a, c -> a, d -> c -> a",
        "d<c c<a b<a a<b      | b -> a -> b, d -> c -> a, c -> a",
        "a<bc b<c c<a         | a -> c -> a, b -> c -> a -> b"
      })
  void circlesAndThoseBehindThem(String order, String expected) {
    List<Finding> findings = Lint.errors(Policies.ordered(order.split(" ", -1)));
    assertThat(String.join(", ", findings.stream().map(Finding::witness).toList()))
        .isEqualTo(expected == null ? "" : expected);
    for (Finding finding : findings) {
      String witness = finding.witness();
      boolean circle = witness.charAt(0) == witness.charAt(witness.length() - 1);
      assertThat(finding.code()).isEqualTo(circle ? "after-circle" : "never-starts");
      assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
      assertThat(finding.lines()).isNotEmpty();
      assertThat(finding.todo()).isNotEmpty();
    }
  }
}
