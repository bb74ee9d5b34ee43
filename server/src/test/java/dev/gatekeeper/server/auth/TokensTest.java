package dev.gatekeeper.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.model.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where credentials are kept. */
@Timeout(60)
class TokensTest {
  private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");
  private static final Principal ALICE = new Principal("alice");
  private static final String GOOD =
      "{\"id\":\"0123abcd\",\"principal\":\"alice\",\"sha256\":\""
          + "0".repeat(64)
          + "\",\"created\":\"2026-07-01T12:00:00Z\"}";

  @TempDir Path temp;

  private Path home() {
    return temp.resolve("a/home");
  }

  private Tokens at(Instant now) {
    return new Tokens(home(), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void aTokenIsItsPrincipalsUntilItExpires() throws IOException {
    String forever = at(NOON).create(ALICE, Optional.empty());
    String day = at(NOON).create(ALICE, Optional.of(Duration.ofDays(1)), "for the robot");
    Instant last = NOON.plus(Duration.ofDays(1)).minusSeconds(1);
    assertThat(at(last).holder(day)).contains(ALICE);
    assertThat(at(last.plusSeconds(1)).holder(day)).isEmpty();
    assertThat(at(last.plusSeconds(1)).holder(forever)).contains(ALICE);
    assertThat(at(NOON).holder(forever + "x")).isEmpty();
    assertThat(at(NOON).holder("")).isEmpty();
    assertThat(at(NOON).all()).extracting(Token::note).containsExactly("", "for the robot");
  }

  @Test
  void aTokenHas256BitsAndStandsNowhere() throws IOException {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      String secret = at(NOON).create(ALICE, Optional.empty());
      assertThat(secret).matches("gk_[A-Za-z0-9_-]{43}");
      all.add(secret);
    }
    assertThat(all).hasSize(20);
    try (var files = Files.list(home())) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file)).doesNotContain("gk_").doesNotContain(all);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home())))
        .isEqualTo("rwx------");
  }

  @Test
  void revokingTakesWhatIsMeantAndNothingElse() throws IOException {
    String kept = at(NOON).create(new Principal("bob"), Optional.empty());
    String gone = at(NOON).create(ALICE, Optional.empty());
    Tokens running = at(NOON);
    assertThat(running.holder(gone)).contains(ALICE);
    assertThat(at(NOON).revoke(token -> token.principal().equals(ALICE))).hasSize(1);
    assertThat(running.holder(gone)).isEmpty();
    assertThat(running.holder(kept)).isPresent();
    assertThat(at(NOON).revoke(token -> false)).isEmpty();
  }

  /** As one could be made before the name was reserved: others' tokens are as good as ever. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gatekeeper",
        "Gatekeeper",
        "root (on the repository)",
        "a push without a principal"
      })
  void aTokenForANameThatIsReservedIsNobodys(String name) throws IOException {
    String reserved = at(NOON).create(new Principal(name), Optional.empty());
    String other = at(NOON).create(ALICE, Optional.empty());
    assertThat(at(NOON).holder(reserved)).isEmpty();
    assertThat(at(NOON).holder(other)).contains(ALICE);
  }

  /** The two files are of one size, one name, one modification time: only their bytes differ. */
  @Test
  void aChangeWithinOneTickOfTheClockIsSeen() throws IOException {
    String first = at(NOON).create(ALICE, Optional.empty());
    Path file = home().resolve("tokens.jsonl");
    FileTime time = Files.getLastModifiedTime(file);
    String text = Files.readString(file);
    Tokens running = at(NOON);
    assertThat(running.holder(first)).isPresent();
    Files.writeString(file, text.replaceAll("\"sha256\":\"[0-9a-f]{64}", zeros()));
    Files.setLastModifiedTime(file, time);
    assertThat(running.holder(first)).isEmpty();
  }

  @Test
  void whatAFileLooksLikeProvesSomethingOnlyOnceItIsOld() {
    assertThat(new Tokens.FileStamp("a", NOON, NOON.plusSeconds(1)).isStill(stamp("a"))).isFalse();
    assertThat(new Tokens.FileStamp("a", NOON, NOON.plusSeconds(9)).isStill(stamp("a"))).isTrue();
    assertThat(new Tokens.FileStamp("a", NOON, NOON.plusSeconds(9)).isStill(stamp("b"))).isFalse();
    assertThat(Tokens.FileStamp.NONE.isStill(Tokens.FileStamp.NONE)).isFalse();
  }

  private static Tokens.FileStamp stamp(String looks) {
    return new Tokens.FileStamp(looks, NOON, NOON.plusSeconds(60));
  }

  private static String zeros() {
    return "\"sha256\":\"" + "0".repeat(64);
  }

  @Test
  void noneIsLostWhenManyAreMadeAtOnce() throws Exception {
    ExecutorService makers = Executors.newFixedThreadPool(4);
    for (int i = 0; i < 16; i++) {
      var unused = makers.submit(() -> at(NOON).create(ALICE, Optional.empty()));
    }
    makers.shutdown();
    assertThat(makers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(at(NOON).all()).hasSize(16).extracting(Token::id).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "[]",
        "{}",
        "",
        "{\"id\":\"0123abce\"}",
        GOOD_START + "\"sha256\":\"00\",\"created\":\"2026-07-01T12:00:00Z\"}",
        GOOD_START + "\"created\":\"2026-07-01T12:00:00Z\"}",
        GOOD_REST + "\"created\":\"yesterday\"}",
        GOOD_REST + "\"created\":\"2026-07-01T12:00:00Z\",\"expires\":7}",
        GOOD_REST + "\"created\":\"2026-07-01T12:00:00Z\",\"only\":\"read\"}",
        GOOD_REST + "\"created\":\"2026-07-01T12:00:00Z\"} {}",
        GOOD_REST + "\"created\":\"2026-07-01T12:00:00Z\"",
        GOOD_REST + "\"created\":\"2026-07-01T12:00:00Z\",\"id\":\"0123abcf\"}",
      })
  void aDamagedFileLetsNobodyInAndTheLineIsNamed(String line) throws IOException {
    Files.createDirectories(home());
    Path file = home().resolve("tokens.jsonl");
    Files.writeString(file, GOOD + "\n");
    assertThat(at(NOON).all()).hasSize(1);
    Files.writeString(file, GOOD + "\n" + line + "\n");
    assertThatThrownBy(() -> at(NOON).holder("gk_x"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ":2: ");
    assertThatThrownBy(() -> at(NOON).create(ALICE, Optional.empty()))
        .hasMessageStartingWith(file + ":2: ");
    assertThat(Files.readString(file)).contains(line);
  }

  private static final String GOOD_START = "{\"id\":\"0123abce\",\"principal\":\"bob\",";
  private static final String GOOD_REST =
      GOOD_START
          + "\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\",";

  @Test
  void aFileThatWasCutOffLetsNobodyIn() throws IOException {
    Files.createDirectories(home());
    Files.writeString(home().resolve("tokens.jsonl"), GOOD + "\n" + GOOD);
    assertThatThrownBy(() -> at(NOON).all()).hasMessageContaining("tokens.jsonl:2: ");
    Files.write(home().resolve("tokens.jsonl"), new byte[] {(byte) 0xff, '\n'});
    assertThatThrownBy(() -> at(NOON).all()).hasMessageContaining("not UTF-8");
  }

  @Test
  void failuresArePutOffLongerAndLongerBySiteAndByName() {
    FailedSignIns failures = new FailedSignIns(Duration.ofMillis(250), Duration.ofSeconds(10));
    long now = 0;
    for (int i = 0; i < 5; i++) {
      assertThat(failures.failed("2001:db8::" + i, "", now)).isZero();
    }
    assertThat(failures.failed("2001:db8::99", "", now)).isEqualTo(Duration.ofMillis(250));
    assertThat(failures.failed("2001:db8::98", "", now)).isEqualTo(Duration.ofMillis(500));
    assertThat(failures.failed("2001:db8:1::1", "", now)).isZero();
    assertThat(failures.failed("10.0.0.1", "alice", now)).isZero();
    for (int i = 2; i <= 5; i++) {
      assertThat(failures.failed("10.0.0." + i, "alice", now)).isZero();
    }
    assertThat(failures.failed("10.0.0.6", "alice", now)).isPositive();
    assertThat(failures.failed("10.0.0.7", "bob", now)).isZero();
    long later = Duration.ofMinutes(11).toNanos();
    assertThat(failures.failed("2001:db8::1", "alice", later)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(failures.failed("10.1.1.1", "", later))
          .isLessThanOrEqualTo(Duration.ofSeconds(10));
    }
    assertThat(List.of(failures.failed("10.1.1.1", "", later)))
        .containsExactly(Duration.ofSeconds(10));
  }
}
