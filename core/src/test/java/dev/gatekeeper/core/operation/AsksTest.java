package dev.gatekeeper.core.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.gate.Gate;
import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.report.VerdictMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Asking with git alone (docs/semantics.md, section 6). Agent {@code b} comes after {@code a},
 * which has pushed {@code one} to {@code a/w}; mia maintains, vera validates, eve is nobody, and
 * {@code -} is a push without a principal.
 */
@Timeout(120)
class AsksTest {
  private static final String ASK = "gatekeeper/ask/";

  @TempDir Path temp;
  private Workshop shop;
  private String main = "";
  private String one = "";
  private String two = "";

  private static PolicyBuilder policy() {
    return new PolicyBuilder()
        .agent("a", List.of(), List.of(), "/a/")
        .agent("b", List.of("a"), List.of(), "/b/");
  }

  @BeforeEach
  void open() throws IOException {
    shop = Workshop.open(temp.resolve("r"), policy().build(), "a/f=1", "b/f=1");
    main = shop.tip("heads/main");
    one = shop.commit(List.of(main), "a/f=2", "b/f=1");
    two = shop.commit(List.of(one), "a/f=3", "b/f=1");
    assertThat(shop.push("a", "a/w", one)).isEmpty();
  }

  /** No ask leaves a ref or a ticket, and what it brought about is sound. */
  @AfterEach
  void nothingIsLeft() throws IOException {
    assertThat(shop.problems()).isEmpty();
    assertThat(shop.repository.git("for-each-ref", "refs/gatekeeper/ask")).isEmpty();
    Path tickets = shop.folder.tickets();
    if (Files.isDirectory(tickets)) {
      try (Stream<Path> left = Files.list(tickets)) {
        assertThat(left).isEmpty();
      }
    }
  }

  private String id(String name) {
    return switch (name) {
      case "one" -> one;
      case "two" -> two;
      case "main" -> main;
      case "0" -> "0".repeat(40);
      default -> name;
    };
  }

  private String ask(String who, String ask, String commit, String... options) throws IOException {
    Asks.Answer answer = shop.ask(who, Map.of(ASK + ask, id(commit)), options);
    return answer.verdict().accepted()
        ? answer.begun().map(b -> "begun").orElse(String.join("; ", answer.words()))
        : Workshop.codes(answer.verdict());
  }

  private void handOff(String who, CheckOutcome outcome) throws IOException {
    Asks.Answer answer = shop.ask(who, Map.of(ASK + "handoff/a/w", shop.tip("heads/a/w")));
    assertThat(answer.verdict().accepted()).isTrue();
    assertThat(shop.end(answer.begun().orElseThrow(), outcome).dropped()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // whoever may push the branch
    "a, state/a/w, one, ''",
    "-, state/a/w, one, ''",
    "mia, state/a/w, one, ''",
    // the branch is not there yet
    "b, state/b/w, main, ''",
    "b, state/b/w, one, STATE_CHANGED",
    "b, handoff/b/w, main, STATE_CHANGED",
    // malformed
    "a, wait/a/w, one, REF_NOT_ALLOWED",
    "a, handoff/, one, REF_NOT_ALLOWED",
    "a, handoff, one, REF_NOT_ALLOWED",
    "a, handoff/a/w/, one, REF_NOT_ALLOWED",
    "a, handoff/refs/heads/a/w, one, REF_NOT_ALLOWED",
    "a, STATE/a/w, one, REF_NOT_ALLOWED",
    "a, handoff/a/w, 0, REF_NOT_ALLOWED",
    "mia, state/main, main, REF_NOT_ALLOWED",
    "mia, state/nobodys, main, REF_NOT_ALLOWED",
    // not the tip, or not the handoff
    "a, handoff/a/w, main, STATE_CHANGED",
    "a, handoff/a/w, two, STATE_CHANGED",
    "a, handoff/a/w, 1212121212121212121212121212121212121212, STATE_CHANGED",
    "a, reopen/a/w, one, STATE_CHANGED",
    // others
    "b, state/a/w, one, REF_NOT_ALLOWED",
    "vera, state/a/w, one, REF_NOT_ALLOWED",
    "eve, state/a/w, one, REF_NOT_ALLOWED"
  })
  void whatMayBeAsked(String who, String ask, String commit, String codes) throws IOException {
    Asks.Answer answer = shop.ask(who, Map.of(ASK + ask, id(commit)));
    assertThat(Workshop.codes(answer.verdict())).isEqualTo(codes);
  }

  /** Byte for byte what any closed ref says, whether there is such a branch or not. */
  @ParameterizedTest
  @CsvSource({
    "b, state/a/w",
    "b, handoff/a/none",
    "b, what/a/w",
    "b, state/no/such",
    "b, state/main",
    "vera, state/a/w",
    "vera, handoff",
    "eve, state/a/w",
    "eve, handoff",
    "eve, handoff/no/such"
  })
  void toOthersItIsAClosedRef(String who, String ask) throws IOException {
    assertThat(said(who, ASK + ask))
        .isEqualTo(said(who, "gatekeeper/xyz/" + ask).replace("/xyz/", "/ask/"));
  }

  @Test
  void withoutANameWhereNamesAreRequiredItIsAClosedRef() throws IOException {
    shop.policy(policy().identity(Policy.Identity.REQUIRED).build());
    assertThat(said("-", ASK + "state/a/w"))
        .isEqualTo(said("-", "gatekeeper/xyz/state/a/w").replace("/xyz/", "/ask/"));
  }

  private String said(String who, String ref) throws IOException {
    Asks.Answer answer = shop.ask(who, Map.of(ref, one));
    assertThat(answer.verdict().accepted()).isFalse();
    assertThat(answer.verdict().refs().get(0).agents()).isEmpty();
    return String.join("\n", VerdictMessage.lines(answer.verdict()))
        .replace(answer.verdict().id(), "ID");
  }

  @Test
  void anAskGoesAlone() throws IOException {
    Map<String, String> both = new TreeMap<>(Map.of(ASK + "state/a/w", one, "heads/a/v", one));
    assertThat(Workshop.codes(shop.ask("a", both).verdict())).isEqualTo("REF_NOT_ALLOWED");
    Map<String, String> asks =
        new TreeMap<>(Map.of(ASK + "state/a/w", one, ASK + "handoff/a/w", one));
    assertThat(Workshop.codes(shop.ask("a", asks).verdict())).isEqualTo("REF_NOT_ALLOWED");
  }

  @Test
  void aRefThatWasMadeByHandIsNoAsk() throws IOException {
    shop.repository.git("update-ref", "refs/gatekeeper/ask/state/a/w", main);
    assertThat(ask("a", "state/a/w", "one")).isEqualTo("REF_NOT_ALLOWED");
    assertThat(shop.words()).contains("git update-ref -d refs/gatekeeper/ask/state/a/w");
    shop.repository.git("update-ref", "-d", "refs/gatekeeper/ask/state/a/w");
  }

  /**
   * What git sends where a clone is behind: the commit that is asked with and those before it that
   * are lacked, what they bring, and bases of deltas, which are in what was lacked by nobody.
   * Anything else is new, also if the repository has it: nobody learns what is in there.
   */
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "one one^{tree} one:a one:a/f, ''",
    "one main, ''",
    "one:a/f, ''",
    "main, BAD_OBJECT",
    "one one:a/f, BAD_OBJECT",
    "one two, BAD_OBJECT",
    "two^{tree}, BAD_OBJECT",
    "two:a/f, BAD_OBJECT"
  })
  void anAskBringsNothingNew(String brought, String codes) throws IOException {
    StringBuilder ids = new StringBuilder();
    for (String name : brought.isEmpty() ? new String[0] : brought.split(" ")) {
      String[] parts = name.split("(?=[:^])", 2);
      String rest = parts.length == 1 ? "" : parts[1];
      ids.append(shop.repository.git("rev-parse", id(parts[0]) + rest)).append('\n');
    }
    for (boolean packed : List.of(true, false)) {
      Path quarantine = temp.resolve("quarantine-" + packed);
      Path pack = Files.createDirectories(quarantine.resolve("pack"));
      if (packed) {
        shop.repository.git(ids.toString().getBytes(UTF_8), "pack-objects", pack + "/pack");
      } else {
        for (String id : ids.toString().lines().toList()) {
          Path loose = Path.of(id.substring(0, 2), id.substring(2));
          Files.createDirectories(quarantine.resolve(loose).getParent());
          Files.copy(
              shop.folder.gitDirectory().resolve("objects").resolve(loose),
              quarantine.resolve(loose));
        }
      }
      IncomingObjects incoming = new IncomingObjects(List.of(quarantine), List.of());
      assertThat(judged(incoming, "0")).as("packed: " + packed).isEqualTo(codes);
    }
  }

  @Test
  void anAskIsForARefThatIsNotThere() throws IOException {
    assertThat(judged(IncomingObjects.NONE, "one")).isEqualTo("REF_NOT_ALLOWED");
  }

  private String judged(IncomingObjects incoming, String before) throws IOException {
    Policy policy = policy().build();
    RefUpdate update =
        new RefUpdate(new RefName("refs/" + ASK + "state/a/w"), new Oid(id(before)), new Oid(one));
    Push push = new Push(Pusher.named("a"), List.of(update), List.of());
    try (JGitHistory history = JGitHistory.open(shop.folder.gitDirectory(), incoming)) {
      return new Gate(policy, LedgerState.EMPTY, history, LocalDate.of(2026, 7, 1))
          .judge(push, new PolicyLocation.None()).violations().stream()
              .map(v -> v.code().name())
              .collect(Collectors.joining(" "));
    }
  }

  @Test
  void handingOffReopeningAndTheSameAgain() throws IOException {
    assertThat(ask("a", "reopen/a/w", "one", "gatekeeper.reason=x")).isEqualTo("STATE_CHANGED");
    handOff("a", CheckOutcome.FAILED);
    assertThat(ask("a", "state/a/w", "one")).contains("a is failed; it may push");
    handOff("a", CheckOutcome.PASSED);
    assertThat(ask("a", "handoff/a/w", "one"))
        .isEqualTo("gatekeeper: already handed off a at " + one.substring(0, 7));
    assertThat(ask("a", "state/a/w", "one")).contains("a is validated, closed, and waits:");
    assertThat(ask("a", "reopen/a/w", "one")).isEqualTo("REF_NOT_ALLOWED");
    assertThat(ask("a", "reopen/a/w", "one", "gatekeeper.reason= ")).isEqualTo("REF_NOT_ALLOWED");
    assertThat(ask("a", "reopen/a/w", "main", "gatekeeper.reason=x")).isEqualTo("STATE_CHANGED");
    assertThat(ask("a", "reopen/a/w", "one", "gatekeeper.reason=x")).contains("a is reopened");
    assertThat(ask("a", "reopen/a/w", "one", "gatekeeper.reason=x")).contains("open already");
    assertThat(shop.push("a", "a/w", two)).isEmpty();
    assertThat(ask("a", "handoff/a/w", "one")).isEqualTo("STATE_CHANGED");
    handOff("mia", CheckOutcome.PASSED);
    assertThat(ask("a", "reopen/a/w", "one", "gatekeeper.reason=x")).isEqualTo("STATE_CHANGED");
  }

  @Test
  void oneThatIsUnderWayIsNotBegunAgain() throws Exception {
    Asks.Answer begun = shop.ask("a", Map.of(ASK + "handoff/a/w", one));
    assertThat(ask("a", "handoff/a/w", "one")).isEqualTo("STATE_CHANGED");
    assertThat(shop.words()).contains("has been running since");
    assertThat(ask("a", "state/a/w", "one")).contains("a is validating");
    assertThat(shop.end(begun.begun().orElseThrow(), CheckOutcome.PASSED).dropped()).isEmpty();
    assertThat(begun.refusal(true)).isEmpty();
    assertThat(begun.refusal(false)).startsWith("NOT_VALIDATED ");
  }

  /** A push that git has not carried out yet is waited for: the tip is what it makes it. */
  @Test
  void whatIsRefusedAtAHandoffIsRefusedHere() throws Exception {
    shop.push("mia", "b/w", shop.commit(List.of(main), "a/f=1", "b/f=2"));
    String tip = shop.tip("heads/b/w");
    assertThat(ask("b", "handoff/b/w", tip)).isEqualTo("HANDOFF_PENDING");
    assertThat(ask("b", "state/b/w", tip)).contains("b is blocked, and waits:");
  }

  @ParameterizedTest
  @CsvSource({"handoff=required", "handoff=", "handoff=no"})
  void noOrdinaryPushDependsOnItsChecks(String option) throws IOException {
    Asks.Answer pushed = shop.ask("a", Map.of("heads/a/v", one), option);
    assertThat(Workshop.codes(pushed.verdict())).isEqualTo("NOT_VALIDATED");
    assertThat(shop.words()).contains(one + ":refs/gatekeeper/ask/handoff/a/v");
    assertThat(ask("a", "state/a/w", "one", option)).contains("it may push");
  }

  @ParameterizedTest
  @CsvSource({"abcdef1", "abc", "HEAD", "'x y'"})
  void aHandoffNamesItsCommitWhole(String commit) throws Exception {
    assertThatThrownBy(() -> shop.handoff("a", "a/w", commit, CheckOutcome.PASSED))
        .isInstanceOf(OperationRefused.class)
        .hasMessageNotContaining("0000000");
    assertThat(shop.handoff("a", "a/w", one, CheckOutcome.PASSED)).isEmpty();
    assertThat(shop.handoff("a", "a/w", one, CheckOutcome.PASSED)).isEqualTo(Workshop.ALREADY);
  }
}
