package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Entry;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who makes the integration branch where it is missing (docs/semantics.md, section 5). Agent {@code
 * a} owns {@code /own/}, mia maintains, vera validates, eve is nobody, and {@code -} is a push
 * without a principal. What is pushed changes what is nobody's.
 */
class FirstPushTest {
  private static final String REASON = "gatekeeper.override=it was lost";

  @TempDir Path temp;

  @ParameterizedTest(name = "{0}: {1} pushes {2} {3}: {4}")
  @CsvSource({
    // there is nothing yet
    "nothing, mia, main, '', ''",
    "nothing, -, main, '', ''",
    "nothing, a, main, '', REF_NOT_ALLOWED",
    "nothing, vera, main, '', REF_NOT_ALLOWED",
    "nothing, eve, main, '', NOT_YOUR_BRANCH",
    "nothing, a, a, '', REF_NOT_ALLOWED",
    "nothing, -, a, '', REF_NOT_ALLOWED",
    "nothing, -, main a, '', REF_NOT_ALLOWED",
    "nothing, mia, main a, '', ''",
    "nothing, mia, a, '', ''",
    // tags are no branches, nor is a HEAD that names none
    "tags, -, main, '', ''",
    "unborn, -, main, '', ''",
    // names are required
    "required, -, main, '', REF_NOT_ALLOWED",
    "required, mia, main, '', ''",
    // it was lost, or the policy names another: all that is there builds on something
    "agent's branch, -, main, '', REF_NOT_ALLOWED",
    "agent's branch, -, main, reason, REF_NOT_ALLOWED",
    "agent's branch, mia, main, '', NOT_VALIDATED",
    "agent's branch, mia, main, reason, ''",
    "agent's branch, a, a/new, '', REF_NOT_ALLOWED",
    "agent's branch, -, a/new, '', REF_NOT_ALLOWED",
    "renamed, -, trunk, '', REF_NOT_ALLOWED",
    "renamed, mia, trunk, '', NOT_VALIDATED",
    "renamed, mia, trunk, reason, ''",
    "renamed, a, a, '', REF_NOT_ALLOWED",
    "renamed and direct, mia, trunk, '', NOT_VALIDATED",
    // no branch is left, and there was work
    "ledger, -, main, '', REF_NOT_ALLOWED",
    "ledger, mia, main, '', ''"
  })
  void who(String situation, String pusher, String branches, String reason, String codes)
      throws IOException {
    BareRepository repository = BareRepository.create(temp.resolve("r"));
    String tree = repository.tree(TreeEntry.file("README", repository.blob("x")));
    String commit = repository.commit(tree);
    switch (situation) {
      case "tags" -> repository.git("update-ref", "refs/tags/v1", commit);
      case "unborn" -> repository.git("symbolic-ref", "HEAD", "refs/heads/elsewhere");
      case "agent's branch" -> repository.git("update-ref", "refs/heads/a/x", commit);
      case "renamed", "renamed and direct" ->
          repository.git("update-ref", "refs/heads/main", commit);
      default -> {}
    }
    Judgement judged =
        judge(
            repository,
            policy(situation),
            situation.equals("ledger") ? somethingHappened() : LedgerState.EMPTY,
            push(pusher, branches, reason.isEmpty() ? List.of() : List.of(REASON), commit));
    assertThat(codes(judged)).isEqualTo(codes);
    assertThat(judged.accepted()).isEqualTo(codes.isEmpty());
    if (codes.isEmpty() && !branches.startsWith("a")) {
      assertThat(judged.notes()).contains("first push of " + branches.split(" ", 2)[0]);
    }
    boolean isRecorded = codes.isEmpty() && !reason.isEmpty();
    assertThat(judged.events().stream().map(Event::kind).distinct().toList())
        .isEqualTo(
            isRecorded || (codes.isEmpty() && branches.endsWith("a"))
                ? List.of("pushed")
                : List.of());
    if (codes.equals("REF_NOT_ALLOWED")) {
      assertThat(judged.violations().toString())
          .contains(
              "a maintainer has to create it",
              "git push ",
              "refs/heads/" + policy(situation).integration().branch());
    }
  }

  private static Policy policy(String situation) {
    PolicyBuilder policy =
        new PolicyBuilder().agent("a", List.of("a", "a/**"), true, List.of(), "/own/");
    return switch (situation) {
      case "required" -> policy.identity(Policy.Identity.REQUIRED).build();
      case "renamed" -> policy.onto("trunk").build();
      case "renamed and direct" -> policy.onto("trunk").direct().build();
      default -> policy.build();
    };
  }

  private static LedgerState somethingHappened() {
    Event event = new Event.Stopped(new AgentId("a"), "enough");
    return LedgerState.EMPTY.after(new Entry(1, Instant.EPOCH, Actor.named("mia"), "", event));
  }

  private static Push push(String pusher, String branches, List<String> options, String commit) {
    List<RefUpdate> updates = new ArrayList<>();
    for (String branch : branches.split(" ", -1)) {
      updates.add(new RefUpdate(RefName.branch(branch), Oid.ZERO, new Oid(commit)));
    }
    Pusher who = pusher.equals("-") ? Pusher.unnamed() : Pusher.named(pusher);
    return new Push(who, updates, options);
  }

  private static Judgement judge(
      BareRepository repository, Policy policy, LedgerState ledger, Push push) throws IOException {
    try (JGitHistory history = JGitHistory.open(repository.folder(), IncomingObjects.NONE)) {
      return new Gate(policy, ledger, history, LocalDate.of(2026, 7, 1))
          .judge(push, new PolicyLocation.None());
    }
  }

  private static String codes(Judgement judged) {
    return String.join(
        ",", judged.violations().stream().map(v -> v.code().name()).distinct().toList());
  }
}
