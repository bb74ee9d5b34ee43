package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.FakeHistory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.Commits.Kind;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is asked of every ref, whoever may push it (docs/semantics.md, section 5). Agent a has the
 * branches {@code a} and {@code a/**}, b likewise; mia maintains, and {@code -} has no name.
 */
class EveryRefRulesTest {
  private final FakeHistory history = new FakeHistory();
  private final Oid one = history.commit(List.of(), "f=1");
  private final Oid two = history.commit(List.of(one), "f=2");
  private final Map<String, Oid> ids =
      Map.of(
          "0",
          Oid.ZERO,
          "one",
          one,
          "two",
          two,
          "tag",
          history.object(Kind.TAG_OF_COMMIT),
          "blob",
          history.object(Kind.OTHER),
          "missing",
          new Oid("f".repeat(40)));
  private final Judgement.Builder found = new Judgement.Builder();

  private Oid id(String name) {
    return ids.getOrDefault(name, Oid.ZERO);
  }

  private RefUpdate update(String words) {
    String[] parts = words.split(" ", -1);
    return new RefUpdate(new RefName(parts[0]), id(parts[1]), id(parts[2]));
  }

  private EveryRefRules refs(String pusher, RefUpdate... updates) {
    Policy policy = new PolicyBuilder().plan("a b").build();
    Pusher who = pusher.equals("-") ? Pusher.unnamed() : Pusher.named(pusher);
    return new EveryRefRules(policy, history, new Push(who, List.of(updates), List.of()), found);
  }

  private List<Violation> violations() {
    return found.build(List.of(), false, new PushBudget(Limits.DEFAULT)).violations();
  }

  @ParameterizedTest(name = "refs/heads/a at {0}: {1}: {2}")
  @CsvSource({
    "0, refs/heads/a 0 one, ''",
    "one, refs/heads/a one two, ''",
    "one, refs/heads/a one 0, ''",
    "one, refs/heads/a 0 two, STATE_CHANGED: the ref is not at 0000000",
    "0, refs/heads/a one two, STATE_CHANGED: the ref is not at 0000001",
    "two, refs/heads/a one two, STATE_CHANGED: the ref is not at 0000001",
    "two, refs/heads/a one 0, STATE_CHANGED: the ref is not at 0000001",
    "0, refs/heads/a 0 blob, is not a commit",
    "0, refs/heads/a 0 missing, is missing",
    "0, refs/heads/a 0 tag, is not a commit",
    "0, refs/tags/t 0 tag, ''",
    "0, refs/tags/t 0 one, ''",
    "0, refs/tags/t 0 blob, is not a commit",
    "one, refs/heads/a/b 0 one, 'REF_NOT_ALLOWED: there is `a`, and git can''t keep a ref below'",
    "one, refs/heads/ab 0 one, ''"
  })
  void isSound(String at, String update, String why) throws IOException {
    history.branch("a", id(at));
    boolean isSound = refs("a", update(update)).isSound(update(update));
    assertThat(isSound).isEqualTo(why.isEmpty());
    assertThat(violations()).hasSize(isSound ? 0 : 1);
    for (Violation violation : violations()) {
      assertThat(violation.code() + ": " + violation.message()).contains(why);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"refs/heads/a one two", "refs/heads/a one 0", "refs/heads/a 0 two"})
  void aSymbolicRefIsNotMoved(String update) throws IOException {
    history.branch("a", one).symbolic(RefName.branch("a"));
    assertThat(refs("a", update(update)).isSound(update(update))).isFalse();
    assertThat(violations())
        .singleElement()
        .matches(violation -> violation.message().equals("it is a symbolic ref"));
    assertThat(refs("a").isSymbolic(RefName.branch("b"))).isFalse();
  }

  /** What is in the way is named to who may see it, with a name that would do. */
  @ParameterizedTest(name = "{0} there: {1} pushes {2}: {3}; {4}")
  @CsvSource({
    "a, a, refs/heads/a/x 0 one, there is `a`, 'push to `a`, which is there'",
    "a/x, a, refs/heads/a 0 one, there is `a/x`, push to `a/x-2`",
    "a/x, mia, refs/heads/a 0 one, there is `a/x`, push to `a/x-2`",
    "a/x, -, refs/heads/a 0 one, there is `a/x`, push to `a/x-2`",
    "a/x, b, refs/heads/a 0 one, there is a conflicting ref of someone else, give it another name",
    "a/x a/x-2, a, refs/heads/a 0 one, there is `a/x`, 'push to `a/x`, which is there'",
    "b, a, refs/heads/b/y 0 one, there is a conflicting ref of someone else, give it another name",
    "b, mia, refs/heads/b/y 0 one, there is `b`, 'push to `b`, which is there'",
    "o, mia, refs/heads/o/y 0 one, there is `o`, give it another name"
  })
  void whatIsInTheWay(String there, String pusher, String update, String why, String todo)
      throws IOException {
    for (String branch : there.split(" ", -1)) {
      history.branch(branch, one);
    }
    RefUpdate pushed = update(update);
    assertThat(refs(pusher, pushed).isFree(pushed)).isFalse();
    assertThat(violations())
        .singleElement()
        .isInstanceOfSatisfying(
            Violation.OfRef.class,
            v -> {
              assertThat(v.message()).startsWith(why);
              assertThat(v.todo()).isEqualTo(todo);
            });
  }

  /** Of what is made with one push, none may be a folder of another. */
  @ParameterizedTest(name = "{0} with {1}: {2}")
  @CsvSource({
    "refs/heads/a/x 0 one, refs/heads/a 0 one, 'push to `a`, which is there'",
    "refs/heads/a/x/y 0 one, refs/heads/a/x 0 one, push to `a/x-2`",
    "refs/heads/a/x/y 0 one, refs/heads/a/x 0 one;refs/heads/a/x-2 0 one, 'push to `a/x`, which is there'",
    "refs/heads/a/x 0 one, refs/heads/c 0 one, ''",
    "refs/heads/a/x 0 one, refs/heads/a one 0, 'push its deletion first, alone'"
  })
  void madeTogether(String update, String others, String todo) throws IOException {
    List<RefUpdate> all = new ArrayList<>(List.of(update(update)));
    for (String other : others.split(";", -1)) {
      RefUpdate one = update(other);
      all.add(one);
      history.ref(one.ref(), one.before());
    }
    boolean isFree = refs("a", all.toArray(RefUpdate[]::new)).isFree(all.get(0));
    assertThat(isFree).isEqualTo(todo.isEmpty());
    for (Violation violation : violations()) {
      assertThat(((Violation.OfRef) violation).todo()).isEqualTo(todo);
    }
  }

  /** A guess at the name of another's branch is not confirmed, one's own words are repeated. */
  @ParameterizedTest(name = "{0} at {1}: {2}")
  @CsvSource({
    "refs/heads/b/y 0 one, 0, there is `b`",
    "refs/heads/b/y 0 one, one, there is a conflicting ref of someone else"
  })
  void aGuessIsNotConfirmed(String update, String at, String why) throws IOException {
    history.branch("b", id(at));
    RefUpdate guess = new RefUpdate(RefName.branch("b"), Oid.ZERO, one);
    assertThat(refs("a", update(update), guess).isFree(update(update))).isFalse();
    assertThat(violations()).singleElement().matches(v -> v.message().startsWith(why));
  }
}
