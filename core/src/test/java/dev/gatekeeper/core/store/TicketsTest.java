package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ticket counts while the process that will move the refs lives (semantics, section 9). */
class TicketsTest {
  private static final Set<String> CONCERNS = Set.of("ref refs/heads/a", "agent a");

  @TempDir Path temp;
  private GatekeeperFolder folder;
  private Tickets tickets;
  private final long me = ProcessHandle.current().pid();

  @BeforeEach
  void folder() {
    folder = new GatekeeperFolder(temp);
    tickets = new Tickets(folder);
  }

  @Test
  void concernTheRefsAndTheAgents() {
    RefUpdate update = new RefUpdate(RefName.branch("a/x"), Oid.ZERO, new Oid("1".repeat(40)));
    assertThat(Tickets.concerns(List.of(new JudgedRef(update, List.of(new AgentId("a"))))))
        .containsExactlyInAnyOrder("ref refs/heads/a/x", "agent a");
  }

  @Test
  void aLiveTicketIsTakenByWhatItConcernsAlone() throws IOException {
    assertThat(tickets.isTaken(CONCERNS)).isFalse();
    tickets.leave(me, CONCERNS);
    assertThat(tickets.isTaken(Set.of("agent a"))).isTrue();
    assertThat(tickets.isTaken(Set.of("ref refs/heads/a", "x"))).isTrue();
    assertThat(tickets.isTaken(Set.of("agent b", "ref refs/heads/a/x"))).isFalse();
    tickets.remove(me);
    assertThat(tickets.isTaken(CONCERNS)).isFalse();
  }

  @Test
  void aTicketOfAProcessThatIsGoneIsVoid() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    tickets.leave(process.pid(), CONCERNS);
    assertThat(tickets.isTaken(CONCERNS)).isTrue();
    process.destroyForcibly().waitFor();
    assertThat(tickets.isTaken(CONCERNS)).isFalse();
    assertThat(folder.tickets()).isEmptyDirectory();
  }

  @Test
  void aTicketOfAnEarlierProcessOfTheSameIdIsVoid() throws IOException {
    Files.createDirectories(folder.tickets());
    Path file = folder.tickets().resolve(Long.toString(me));
    Files.write(file, List.of("start 1", "agent a"));
    assertThat(tickets.isTaken(CONCERNS)).isFalse();
    assertThat(file).doesNotExist();
  }

  @Test
  void whatAKilledProcessLeftIsCleared() throws IOException {
    Files.createDirectories(folder.tickets());
    Files.writeString(folder.tickets().resolve(".7.new"), "agent a\n");
    Files.writeString(folder.tickets().resolve("." + me + ".new"), "agent a\n");
    Files.writeString(folder.tickets().resolve(Long.toString(me)), "");
    assertThat(tickets.isTaken(CONCERNS)).isFalse();
    assertThat(folder.tickets()).isEmptyDirectory();
  }

  @Test
  void whatIsNoTicketIsPassedOver() throws Exception {
    Path odd = folder.tickets().resolve("odd/12");
    Files.createDirectories(odd);
    Files.createDirectories(folder.tickets().resolve(Long.toString(me)).resolve("x"));
    Files.writeString(folder.tickets().resolve("README"), "agent a\n");
    Files.writeString(folder.tickets().resolve("1".repeat(40)), "agent a\n");
    Process shell =
        new ProcessBuilder("sh", "-c", "echo 'agent a' >\"$(printf 'caf\\351')\"")
            .directory(folder.tickets().toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
    assertThat(tickets.isTaken(CONCERNS)).isFalse();
    assertThat(odd).isDirectory();
    Process other = new ProcessBuilder("sleep", "60").start();
    tickets.leave(other.pid(), CONCERNS);
    assertThat(tickets.isTaken(CONCERNS)).isTrue();
    other.destroyForcibly().waitFor();
    assertThat(tickets.isTaken(CONCERNS)).isFalse();
  }

  @Test
  void aTicketWhoseBytesAreDamagedIsStillRead() throws IOException {
    tickets.leave(me, CONCERNS);
    Path file = folder.tickets().resolve(Long.toString(me));
    Files.write(file, new byte[] {'x', (byte) 0xe9, '\n'}, StandardOpenOption.APPEND);
    assertThat(tickets.isTaken(CONCERNS)).isTrue();
  }

  /** Only the process counts, so no clock can make a ticket old. */
  @Test
  void theTimeOfTheFileDoesNotMatter() throws IOException {
    tickets.leave(me, CONCERNS);
    Path file = folder.tickets().resolve(Long.toString(me));
    for (String time : List.of("1970-01-02T00:00:00Z", "2100-01-01T00:00:00Z")) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
      assertThat(tickets.isTaken(CONCERNS)).as(time).isTrue();
    }
  }
}
