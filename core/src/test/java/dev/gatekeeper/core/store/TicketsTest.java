package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.history.Refs;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a ticket counts (semantics, section 9, "Tickets"). */
class TicketsTest {
  private static final String DECISION = "0123456789ab";
  private static final Oid OLD = new Oid("1".repeat(40));
  private static final Oid NEW = new Oid("2".repeat(40));
  private static final RefName REF = RefName.branch("a/x");
  private static final RefName OTHER = RefName.branch("a/y");
  private static final List<JudgedRef> REFS =
      List.of(
          new JudgedRef(new RefUpdate(REF, OLD, NEW), List.of(new AgentId("a"))),
          new JudgedRef(new RefUpdate(OTHER, Oid.ZERO, NEW), List.of()));
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

  @TempDir Path temp;
  private final Map<RefName, Oid> tips = new HashMap<>(Map.of(REF, OLD));
  private GatekeeperFolder folder;
  private Tickets tickets;

  @BeforeEach
  void folder() {
    folder = new GatekeeperFolder(temp);
    tickets = at(NOW);
  }

  private Tickets at(Instant now) {
    return new Tickets(folder, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static ProcessIdentity me() throws IOException {
    return ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
  }

  private Path file() {
    return folder.tickets().resolve(DECISION);
  }

  private Set<String> taken(Tickets seen) throws IOException {
    return seen.live().concerns(refs());
  }

  private boolean isLive() throws IOException {
    return !taken(tickets).isEmpty();
  }

  private void leave(Optional<ProcessIdentity> process) throws IOException {
    tickets.leave(DECISION, process, REFS);
  }

  /** Puts other lines into the ticket. */
  private void rewrite(String word, String line) throws IOException {
    List<String> lines =
        Files.readAllLines(file()).stream()
            .map(l -> l.startsWith(word + " ") ? line : l)
            .filter(l -> !l.isEmpty())
            .toList();
    Files.write(file(), lines);
  }

  private Refs refs() {
    return new Refs() {
      @Override
      public Oid tip(RefName ref) {
        return tips.getOrDefault(ref, Oid.ZERO);
      }

      @Override
      public List<RefName> branches() {
        return List.copyOf(tips.keySet());
      }

      @Override
      public List<RefName> below(RefName ref) {
        return List.of();
      }

      @Override
      public boolean isSymbolic(RefName ref) {
        return false;
      }
    };
  }

  @Test
  void concernsTheRefsAndTheAgents() throws IOException {
    assertThat(taken(tickets)).isEmpty();
    leave(Optional.of(me()));
    assertThat(taken(tickets))
        .containsExactlyInAnyOrder("ref refs/heads/a/x", "agent a", "ref refs/heads/a/y");
    assertThat(taken(tickets)).containsAll(Tickets.concerns(REFS));
    tickets.remove(DECISION);
    assertThat(isLive()).isFalse();
  }

  @Test
  void isVoidWhenNoRefIsWhereItWas() throws IOException {
    leave(Optional.of(me()));
    tips.put(REF, NEW);
    assertThat(isLive()).as("one of two").isTrue();
    tips.put(OTHER, NEW);
    assertThat(isLive()).isFalse();
    assertThat(folder.tickets()).isEmptyDirectory();
    tips.put(REF, OLD); // whoever moved it back has seen the ticket void, and has cleared it away
    assertThat(isLive()).isFalse();
  }

  @Test
  void isVoidWhenItsProcessHasEnded() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    leave(ProcessIdentity.of(process.pid()));
    assertThat(isLive()).isTrue();
    process.destroyForcibly().waitFor();
    assertThat(isLive()).isFalse();
    assertThat(folder.tickets()).isEmptyDirectory();
  }

  @Test
  void isVoidWhenItsProcessIsAnotherOfTheSameId() throws IOException {
    leave(Optional.of(new ProcessIdentity(me().pid(), "1")));
    assertThat(isLive()).isFalse();
  }

  /** Elsewhere the same id is that of another process, or of none. */
  @ParameterizedTest
  @ValueSource(strings = {"boot", "namespace"})
  void aProcessOfElsewhereIsNotKnownToBeDead(String where) throws IOException {
    leave(Optional.of(new ProcessIdentity(me().pid(), "1")));
    rewrite(where, where + " another");
    assertThat(isLive()).isTrue();
  }

  @Test
  void aProcessThatIsNotKnownIsNotDead() throws IOException {
    leave(Optional.empty());
    assertThat(isLive()).isTrue();
  }

  /** Only the time since boot counts, so no clock can make a ticket old, or keep it young. */
  @ParameterizedTest
  @CsvSource({"0, true", "50, true", "61, false", "1000000, false", "-5, true"})
  void isVoidAfterAMinute(long age, boolean live) throws IOException {
    leave(Optional.of(me()));
    double uptime = Machine.uptime();
    rewrite("left", "left " + (uptime - age) + " " + NOW.getEpochSecond());
    if (uptime > age) {
      assertThat(taken(at(NOW)).isEmpty()).isEqualTo(!live);
    }
  }

  @Test
  void aClockThatJumpsByADayChangesNothing() throws IOException {
    for (int days : new int[] {1, -1}) {
      leave(Optional.empty());
      assertThat(taken(at(NOW.plus(Duration.ofDays(days))))).isNotEmpty();
    }
  }

  /** After another boot there is but the clock; a ticket of the future is one of the past. */
  @ParameterizedTest
  @CsvSource({"0, true", "50, true", "61, false", "86400, false", "-50, true", "-61, false"})
  void afterAnotherBootTheClockCounts(long age, boolean live) throws IOException {
    leave(Optional.empty());
    rewrite("boot", "boot another");
    assertThat(taken(at(NOW.plusSeconds(age))).isEmpty()).isEqualTo(!live);
  }

  /** One that an older version has left says neither process nor values. */
  @Test
  void aTicketOfAnOlderVersionLivesByTheTimeOfItsFile() throws IOException {
    Files.createDirectories(folder.tickets());
    Path file = folder.tickets().resolve("4711");
    Files.write(file, List.of("start 1", "agent a", "ref refs/heads/a/x"));
    Files.setLastModifiedTime(file, FileTime.from(NOW));
    assertThat(taken(at(NOW.plusSeconds(59)))).containsExactlyInAnyOrder("agent a", "ref " + REF);
    assertThat(taken(at(NOW.plusSeconds(61)))).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void whatAKilledProcessLeftIsCleared() throws IOException {
    Files.createDirectories(folder.tickets());
    Files.writeString(folder.tickets().resolve(".7.new"), "agent a\n");
    Files.writeString(folder.tickets().resolve("." + DECISION + ".new"), "agent a\n");
    assertThat(isLive()).isFalse();
    assertThat(folder.tickets()).isEmptyDirectory();
  }

  @Test
  void whatIsNoTicketIsPassedOver() throws Exception {
    Path odd = folder.tickets().resolve("odd/12");
    Files.createDirectories(odd);
    Files.createDirectories(folder.tickets().resolve("4711").resolve("x"));
    Files.writeString(folder.tickets().resolve("README"), "agent a\n");
    Files.writeString(folder.tickets().resolve("1".repeat(40)), "agent a\n");
    Process shell =
        new ProcessBuilder("sh", "-c", "echo 'agent a' >\"$(printf 'caf\\351')\"")
            .directory(folder.tickets().toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
    assertThat(isLive()).isFalse();
    assertThat(odd).isDirectory();
  }

  @Test
  void whatIsDamagedStillConcernsWhatCanBeRead() throws IOException {
    leave(Optional.of(me()));
    Files.write(
        file(),
        "process x y\nleft 1 -\nref 12 34 refs/heads/b\nref\nboot\n\u00e9\n"
            .getBytes(StandardCharsets.ISO_8859_1),
        StandardOpenOption.APPEND);
    assertThat(taken(tickets)).contains("agent a", "ref refs/heads/b");
  }

  /** Through wrappers, and not what only has the word in it. */
  @Test
  void receivePackIsFoundAboveWrappers() throws Exception {
    Path git = Files.createDirectories(temp.resolve("bin")).resolve("git-receive-pack");
    Files.createSymbolicLink(git, Path.of("/bin/sh"));
    Process shell =
        new ProcessBuilder(git.toString(), "-c", "sh -c 'sleep 60; :'; :").inheritIO().start();
    try {
      ProcessHandle below = shell.toHandle();
      for (int level = 0; level < 2; ) {
        Optional<ProcessHandle> child = below.children().findFirst();
        if (child.isPresent()) {
          below = child.get();
          level++;
        }
      }
      assertThat(ProcessIdentity.receivePack(below.pid()))
          .isEqualTo(ProcessIdentity.of(shell.pid()));
      assertThat(ProcessIdentity.receivePack(ProcessHandle.current().pid())).isEmpty();
    } finally {
      Stream.concat(shell.descendants(), Stream.of(shell.toHandle()))
          .toList()
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "git-receive-pack /r.git, true",
    "/usr/lib/git-core/git-receive-pack /r.git, true",
    "git receive-pack --stateless-rpc ., true",
    "/usr/bin/git -c a=b receive-pack ., true",
    "git upload-pack ., false",
    "sh -c git receive-pack, false",
    "vim git-receive-pack, false",
    "'', false",
  })
  void receivePackIsToldByItsCommand(String line, boolean is) {
    assertThat(ProcessIdentity.isReceivePack(List.of(line.split(" ", -1)))).isEqualTo(is);
  }
}
