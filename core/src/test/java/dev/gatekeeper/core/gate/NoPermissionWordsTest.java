package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.policy.PusherRole;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What whoever has no business at a ref is told (docs/semantics.md, section 5). There are the
 * agents a and b; vera validates, eve is nobody, and {@code -} has no name.
 */
class NoPermissionWordsTest {
  private final Judgement.Builder found = new Judgement.Builder();

  private static Policy policy(boolean named) {
    return new PolicyBuilder()
        .plan("a b")
        .identity(named ? Policy.Identity.REQUIRED : Policy.Identity.BRANCH)
        .build();
  }

  private static Pusher pusher(String name) {
    return name.equals("-") ? Pusher.unnamed() : Pusher.named(name);
  }

  private NoPermissionWords noPermission(String pusher, boolean named) {
    Push push = new Push(pusher(pusher), List.of(), List.of());
    return new NoPermissionWords(policy(named), push, found);
  }

  @ParameterizedTest(name = "{0} at a branch of a: {1}; {2}")
  @CsvSource({
    "b, 'the branch belongs to a, and `b` is not one of its principals', 'push to a branch that matches `b` or `b/**`'",
    "vera, 'the branch belongs to a, and `vera` is not one of its principals', ask a maintainer",
    "eve, `eve` is not named in gatekeeper.yml, push with the credential that you were given",
    "-, the push is unauthenticated, push with a credential that names you"
  })
  void atAnAgentsBranch(String pusher, String why, String todo) {
    Policy policy = policy(true);
    Agent a = policy.agents().get(0);
    PusherRole standing = PusherRole.before(a, pusher(pusher), policy);
    NoPermissionWords noPermission = noPermission(pusher, true);
    assertThat(noPermission.at(a, standing)).startsWith(why);
    assertThat(noPermission.todo(standing, RefName.branch("a"))).startsWith(todo);
    assertThat(noPermission.todo(standing, RefName.branch("a"))).doesNotContain("`a`", "mia");
  }

  @ParameterizedTest(name = "{0} at {1}: {2}: {3}; {4}")
  @CsvSource({
    "b, refs/heads/x, REF_NOT_ALLOWED, not so, push to a branch that matches `b` or `b/**`",
    "vera, refs/heads/x, REF_NOT_ALLOWED, not so, ask a maintainer",
    "-, refs/heads/x, REF_NOT_ALLOWED, not so, 'push to a branch that matches `a` or `a/**` or `b` or `b/**`'",
    "b, refs/tags/t, REF_NOT_ALLOWED, not so, 'leave the tag out, or have a maintainer make it: `git push REMOTE refs/tags/t`'",
    "eve, refs/heads/x, NOT_YOUR_BRANCH, `eve` is not named in gatekeeper.yml, push with the credential"
  })
  void elsewhere(String pusher, String ref, String code, String why, String todo) {
    Policy policy = policy(false);
    noPermission(pusher, false)
        .refuse(new RefName(ref), PusherRole.before(pusher(pusher), policy), "not so");
    assertThat(found.build(List.of(), false, new PushBudget(Limits.DEFAULT)).violations())
        .singleElement()
        .isInstanceOfSatisfying(
            Violation.OfRef.class,
            v -> {
              assertThat(v.code()).hasToString(code);
              assertThat(v.message()).isEqualTo(why);
              assertThat(v.todo()).startsWith(todo);
            });
  }
}
