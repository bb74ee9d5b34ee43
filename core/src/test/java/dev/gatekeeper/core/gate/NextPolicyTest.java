package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.FakeHistory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.PolicyProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rules for a policy that a push would put in force (docs/semantics.md, section 9). What the
 * file holds is read as: {@code good}, {@code bad} with two faults, or {@code trunk} for one that
 * speaks of another branch.
 */
class NextPolicyTest {
  private static final PolicyLocation.OnBranch ON_BRANCH =
      new PolicyLocation.OnBranch(
          (name, bytes) ->
              switch (new String(bytes, StandardCharsets.UTF_8)) {
                case "good" -> new LoadedPolicy.Valid(new PolicyBuilder().plan("b").build());
                case "trunk" ->
                    new LoadedPolicy.Valid(new PolicyBuilder().plan("a").onto("trunk").build());
                default ->
                    new LoadedPolicy.Invalid(
                        List.of(
                            new PolicyProblem(new Location(name, 1, 1), "this"),
                            new PolicyProblem(new Location(name, 2, 1), "that")));
              });

  @ParameterizedTest(name = "{0} on {1} brings {2}: {3}")
  @CsvSource({
    "on branch, main, gatekeeper.yml=good, ''",
    "on branch, main, f=1, it would leave the repository without gatekeeper.yml",
    "on branch, main, gatekeeper.yml->f, it would leave the repository without gatekeeper.yml",
    "on branch, main, gatekeeper.yml=bad, 'the policy in the push is not valid: gatekeeper.yml:1:1: this; the policy in the push is not valid: gatekeeper.yml:2:1: that'",
    "on branch, main, gatekeeper.yml=trunk, 'the policy in the push says `integration.branch: trunk`, but is on main'",
    "on branch, main, deletion, ''",
    "on branch, a, gatekeeper.yml=bad, ''",
    "git directory, main, gatekeeper.yml=bad, ''",
    "none, main, f=1, ''"
  })
  void judge(String where, String branch, String brings, String faults) throws IOException {
    FakeHistory history = new FakeHistory();
    Oid before = history.commit(List.of(), "gatekeeper.yml=good");
    Oid after = brings.equals("deletion") ? Oid.ZERO : history.commit(List.of(), brings);
    PolicyLocation successors =
        switch (where) {
          case "on branch" -> ON_BRANCH;
          case "git directory" -> new PolicyLocation.Beside();
          default -> new PolicyLocation.None();
        };
    List<Violation> found =
        new NextPolicy(new PolicyBuilder().plan("a").build(), history, successors)
            .judge(new RefUpdate(RefName.branch(branch), before, after));
    assertThat(String.join("; ", found.stream().map(Violation::message).toList()))
        .isEqualTo(faults);
    assertThat(found).allMatch(violation -> violation.code().name().equals("POLICY_INVALID"));
  }
}
