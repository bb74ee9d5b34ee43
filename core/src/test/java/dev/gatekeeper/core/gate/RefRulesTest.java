package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Section 5 of docs/semantics.md as a table. There are the agents {@code a}; {@code b}, who may
 * rewrite; {@code c}, who comes after a; {@code d} and {@code e}, who share the branch {@code
 * both}; mia maintains, vera validates, eve is nobody, and {@code -} is a push without a principal.
 */
@Tag("bytes")
class RefRulesTest {
  @TempDir static Path temp;
  private static BareRepository repository;
  private static Map<String, String> ids = Map.of();

  @BeforeAll
  static void repository() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
    String blob = repository.blob("x");
    String other = repository.blob("y");
    String root = repository.tree(TreeEntry.file("README", blob));
    String main = repository.commit(root);
    String own =
        repository.tree(
            TreeEntry.file("README", blob),
            TreeEntry.folder("own", repository.tree(TreeEntry.file("f", blob))));
    String next = repository.commit(own, main);
    String aside = repository.commit(root, main);
    String bad = repository.commit(repository.tree(TreeEntry.file("README", other)), main);
    String tag =
        repository.object(
            "tag",
            ("object " + main + "\ntype commit\ntag t\ntagger A <a@example.com> 1 +0000\n\nx\n")
                .getBytes(StandardCharsets.UTF_8));
    repository.git("update-ref", "refs/heads/main", main);
    ids =
        Map.of(
            "0",
            Oid.ZERO.hex(),
            "main",
            main,
            "next",
            next,
            "aside",
            aside,
            "bad",
            bad,
            "blob",
            blob,
            "tag",
            tag,
            "missing",
            "12".repeat(20));
  }

  private static PolicyBuilder policy() {
    List<String> both = List.of("both", "d/*");
    return new PolicyBuilder()
        .agent("a", "/own/")
        .agent("b", List.of("b"), true, List.of(), "/own/")
        .agent("c", List.of("c"), false, List.of("a"), "/own/")
        .agent("d", both, false, List.of(), "/own/")
        .agent("e", List.of("both"), false, List.of(), "/own/");
  }

  @ParameterizedTest(name = "{0} moves {1} from {2} to {3}: {4}")
  @CsvSource({
    // an agent's branch
    "a, refs/heads/a, 0, next, ''",
    "a, refs/heads/a/x, 0, next, ''",
    "a, refs/heads/a, main, next, ''",
    "mia, refs/heads/a, main, bad, ''",
    "-, refs/heads/a, 0, next, ''",
    "-, refs/heads/a, 0, bad, PATH_NOT_OWNED",
    "a, refs/heads/a, 0, bad, PATH_NOT_OWNED",
    "b, refs/heads/a, 0, next, NOT_YOUR_BRANCH",
    "vera, refs/heads/a, 0, next, NOT_YOUR_BRANCH",
    "eve, refs/heads/a, 0, next, NOT_YOUR_BRANCH",
    "a, refs/heads/a, aside, next, NON_FAST_FORWARD",
    "a, refs/heads/a, next, main, NON_FAST_FORWARD",
    "-, refs/heads/a, next, main, NON_FAST_FORWARD",
    "b, refs/heads/b, aside, next, ''",
    "mia, refs/heads/a, aside, next, ''",
    "a, refs/heads/a, next, 0, REF_DELETE",
    "-, refs/heads/a, next, 0, REF_DELETE",
    "b, refs/heads/b, next, 0, ''",
    "mia, refs/heads/a, next, 0, ''",
    "a, refs/heads/a, 0, blob, BAD_OBJECT",
    "a, refs/heads/a, 0, tag, BAD_OBJECT",
    "a, refs/heads/a, 0, missing, BAD_OBJECT",
    "c, refs/heads/c, 0, next, HANDOFF_PENDING",
    "-, refs/heads/c, 0, next, HANDOFF_PENDING",
    "mia, refs/heads/c, 0, next, ''",
    // a branch that two agents match
    "d, refs/heads/both, 0, next, REF_NOT_ALLOWED",
    "mia, refs/heads/both, 0, next, REF_NOT_ALLOWED",
    "-, refs/heads/both, 0, next, REF_NOT_ALLOWED",
    "d, refs/heads/d/x, 0, next, ''",
    // the integration branch
    "a, refs/heads/main, main, next, REF_NOT_ALLOWED",
    "-, refs/heads/main, main, next, REF_NOT_ALLOWED",
    "vera, refs/heads/main, main, next, REF_NOT_ALLOWED",
    "eve, refs/heads/main, main, next, NOT_YOUR_BRANCH",
    "mia, refs/heads/main, main, next, NOT_VALIDATED",
    "mia, refs/heads/main, main, 0, REF_DELETE",
    "mia, refs/heads/main, next, main, 'NON_FAST_FORWARD,NOT_VALIDATED'",
    "mia, refs/heads/main, 0, next, STATE_CHANGED",
    "-, refs/heads/main, 0, next, REF_NOT_ALLOWED",
    // a branch of nobody, and tags
    "mia, refs/heads/other, 0, next, ''",
    "mia, refs/heads/other, next, 0, ''",
    "a, refs/heads/other, 0, next, REF_NOT_ALLOWED",
    "vera, refs/heads/other, 0, next, REF_NOT_ALLOWED",
    "-, refs/heads/other, 0, next, REF_NOT_ALLOWED",
    "eve, refs/heads/other, 0, next, NOT_YOUR_BRANCH",
    "a, refs/heads/A, 0, next, REF_NOT_ALLOWED",
    "a, refs/heads/ab, 0, next, REF_NOT_ALLOWED",
    "mia, refs/tags/t, 0, tag, ''",
    "mia, refs/tags/t, 0, next, ''",
    "mia, refs/tags/t, tag, 0, ''",
    "mia, refs/tags/t, 0, blob, BAD_OBJECT",
    "a, refs/tags/t, 0, next, REF_NOT_ALLOWED",
    "a, refs/tags/a, 0, next, REF_NOT_ALLOWED",
    "-, refs/tags/t, 0, next, REF_NOT_ALLOWED",
    "eve, refs/tags/t, 0, next, NOT_YOUR_BRANCH",
    // everything else
    "mia, refs/gatekeeper/ledger, 0, next, REF_NOT_ALLOWED",
    "mia, refs/gatekeeper/ledger, next, 0, REF_NOT_ALLOWED",
    "a, refs/notes/x, 0, next, REF_NOT_ALLOWED",
    "mia, refs/notes/x, 0, next, REF_NOT_ALLOWED",
    "mia, refs/replace/x, 0, next, REF_NOT_ALLOWED",
    "mia, refs/x, 0, next, REF_NOT_ALLOWED",
    "mia, refs/heads/, 0, next, REF_NOT_ALLOWED",
    "mia, refs/tags/, 0, next, REF_NOT_ALLOWED",
    "mia, refs/heads/HEAD, 0, next, REF_NOT_ALLOWED",
    "mia, HEAD, 0, next, REF_NOT_ALLOWED",
    "mia, refs/heads/1212121212121212121212121212121212121212, 0, next, REF_NOT_ALLOWED",
    "-, refs/gatekeeper/x, 0, next, REF_NOT_ALLOWED",
    "eve, refs/gatekeeper/x, 0, next, REF_NOT_ALLOWED"
  })
  void who(String pusher, String ref, String before, String after, String codes)
      throws IOException {
    Judgement judged = judge(policy().build(), pusher, List.of(), ref, before, after);
    assertThat(codes(judged)).isEqualTo(codes);
    assertThat(judged.accepted()).isEqualTo(codes.isEmpty());
  }

  @ParameterizedTest(name = "identity required: {0} moves {1}: {2}")
  @CsvSource({
    "-, refs/heads/a, NOT_YOUR_BRANCH",
    "-, refs/heads/other, REF_NOT_ALLOWED",
    "a, refs/heads/a, ''",
    "mia, refs/heads/a, ''"
  })
  void whereIdentityIsRequired(String pusher, String ref, String codes) throws IOException {
    Policy policy = policy().identity(Policy.Identity.REQUIRED).build();
    assertThat(codes(judge(policy, pusher, List.of(), ref, "0", "next"))).isEqualTo(codes);
  }

  @ParameterizedTest(name = "warn: {0} moves {1} from {2} to {3}: {4}, accepted {5}")
  @CsvSource({
    "a, refs/heads/a, 0, bad, PATH_NOT_OWNED, true",
    "-, refs/heads/a, 0, bad, PATH_NOT_OWNED, true",
    "b, refs/heads/a, 0, bad, NOT_YOUR_BRANCH, false",
    "c, refs/heads/c, 0, bad, 'HANDOFF_PENDING,PATH_NOT_OWNED', false",
    "a, refs/heads/a, next, bad, 'NON_FAST_FORWARD,PATH_NOT_OWNED', false",
    "a, refs/heads/other, 0, bad, REF_NOT_ALLOWED, false",
    "a, refs/heads/a, 0, blob, BAD_OBJECT, false",
    "a, refs/heads/a, 0, policy, PROTECTED, false",
    "mia, refs/heads/main, main, bad, NOT_VALIDATED, false"
  })
  void warnLetsPassPathsOnOwnBranchesAlone(
      String pusher, String ref, String before, String after, String codes, boolean accepted)
      throws IOException {
    Policy policy = policy().mode(Policy.Mode.WARN).build();
    Judgement judged = judge(policy, pusher, List.of(), ref, before, after);
    assertThat(codes(judged)).isEqualTo(codes);
    assertThat(judged.accepted()).isEqualTo(accepted);
  }

  @Test
  void maintainersPushToTheIntegrationBranchWithAReasonOrWhereItIsDirect() throws IOException {
    String ref = "refs/heads/main";
    for (String option : List.of("gatekeeper.override=hotfix", "gatekeeper.override= x")) {
      Judgement judged =
          judge(policy().build(), "mia", List.of("other", option), ref, "main", "next");
      assertThat(judged.accepted()).isTrue();
      assertThat(judged.notes()).singleElement().asString().contains("override by `mia`");
    }
    for (String option : List.of("gatekeeper.override=", "gatekeeper.override= ", "override=x")) {
      assertThat(codes(judge(policy().build(), "mia", List.of(option), ref, "main", "next")))
          .isEqualTo("NOT_VALIDATED");
      assertThat(codes(judge(policy().build(), "a", List.of(option), ref, "main", "next")))
          .isEqualTo("REF_NOT_ALLOWED");
    }
    Judgement direct = judge(policy().direct().build(), "mia", List.of(), ref, "main", "next");
    assertThat(direct.accepted()).isTrue();
    assertThat(direct.notes()).singleElement().asString().contains("direct push");
  }

  @ParameterizedTest(name = "the first push of main by {0}: {1}")
  @CsvSource({
    "mia, ''",
    "-, ''",
    "a, REF_NOT_ALLOWED",
    "vera, REF_NOT_ALLOWED",
    "eve, NOT_YOUR_BRANCH"
  })
  void theFirstPush(String pusher, String codes) throws IOException {
    repository.git("update-ref", "-d", "refs/heads/main");
    try {
      assertThat(codes(judge(policy().build(), pusher, List.of(), "refs/heads/main", "0", "next")))
          .isEqualTo(codes);
    } finally {
      repository.git("update-ref", "refs/heads/main", id("main"));
    }
  }

  @ParameterizedTest(name = "{1}, where {0} is: {2}")
  @CsvSource({
    "t, t/x, 'push to `t`, which is there'",
    "t/x, t, push to `t/x-2`",
    "t/x, t/x/y, push to `t/x-2`",
    "t/x/y, t/x, push to `t/x/y-2`"
  })
  void aBranchInTheWayIsNamedWithOneThatWouldDo(String there, String pushed, String todo)
      throws IOException {
    repository.git("update-ref", "refs/heads/" + there, id("next"));
    try {
      Judgement judged =
          judge(
              new PolicyBuilder().agent("t", "/own/").build(),
              "-",
              List.of(),
              "refs/heads/" + pushed,
              "0",
              "next");
      assertThat(codes(judged)).isEqualTo("REF_NOT_ALLOWED");
      assertThat(judged.violations())
          .singleElement()
          .isInstanceOfSatisfying(Violation.OfRef.class, v -> assertThat(v.todo()).isEqualTo(todo));
    } finally {
      repository.git("update-ref", "-d", "refs/heads/" + there);
    }
  }

  @Test
  void oneRefusedRefRefusesAll() throws IOException {
    Push push =
        new Push(
            Pusher.named("a"),
            List.of(update("refs/heads/a", "0", "next"), update("refs/heads/other", "0", "next")),
            List.of());
    try (JGitHistory history = JGitHistory.open(repository.folder(), IncomingObjects.NONE)) {
      Judgement judged = gate(policy().build(), history).judge(push, new PolicyLocation.None());
      assertThat(judged.accepted()).isFalse();
      assertThat(codes(judged)).isEqualTo("REF_NOT_ALLOWED");
    }
  }

  private static String id(String name) throws IOException {
    if (name.equals("policy")) {
      String tree =
          repository.tree(
              TreeEntry.file("README", ids.getOrDefault("blob", "")),
              TreeEntry.file(Policy.FILE_NAME, repository.blob("mine")));
      return repository.commit(tree, id("main"));
    }
    return ids.getOrDefault(name, "");
  }

  private static RefUpdate update(String ref, String before, String after) throws IOException {
    return new RefUpdate(new RefName(ref), new Oid(id(before)), new Oid(id(after)));
  }

  private static Gate gate(Policy policy, JGitHistory history) {
    return new Gate(policy, LedgerState.EMPTY, history, LocalDate.of(2026, 7, 1));
  }

  private static Judgement judge(
      Policy policy, String pusher, List<String> options, String ref, String before, String after)
      throws IOException {
    Pusher who = pusher.equals("-") ? Pusher.unnamed() : Pusher.named(pusher);
    Push push = new Push(who, List.of(update(ref, before, after)), options);
    try (JGitHistory history = JGitHistory.open(repository.folder(), IncomingObjects.NONE)) {
      if (!ref.equals("refs/heads/main") || !before.equals("0")) {
        history.assume(push);
      }
      return gate(policy, history).judge(push, new PolicyLocation.None());
    }
  }

  private static String codes(Judgement judged) {
    return String.join(
        ",", judged.violations().stream().map(v -> v.code().name()).distinct().toList());
  }
}
