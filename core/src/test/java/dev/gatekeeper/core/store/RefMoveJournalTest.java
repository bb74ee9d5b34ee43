package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.operation.Admission;
import dev.gatekeeper.core.operation.Admission.TicketHolder;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.policy.LoadedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a gate that was killed while it moved refs leaves to the next (semantics, section 9). */
@Timeout(60)
class RefMoveJournalTest {
  private static final RefName REF = RefName.branch("me");

  @TempDir Path temp;
  private BareRepository repository;
  private GatekeeperFolder folder;
  private Admission admission;
  private String work;
  private byte[] moving = new byte[0];

  @BeforeEach
  void repository() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
    folder = new GatekeeperFolder(repository.folder());
    Files.writeString(folder.policyFile(), "any");
    String begin = repository.commit(repository.tree());
    repository.git("update-ref", "refs/heads/main", begin);
    String own = repository.tree(TreeEntry.file("f", repository.blob("x")));
    work = repository.commit(repository.tree(TreeEntry.folder("own", own)), begin);
    LoadedPolicy.Reader reader =
        (name, bytes) -> new LoadedPolicy.Valid(new PolicyBuilder().agent("me", "/own/").build());
    admission = new Admission(new GatedRepository(folder, reader, Clock.systemUTC()));
  }

  private Verdict push(TicketHolder.Mover mover) {
    RefUpdate update = new RefUpdate(REF, Oid.ZERO, new Oid(work));
    Push push = new Push(Pusher.named("me"), List.of(update), List.of());
    return admission.decide(push, IncomingObjects.NONE, new TicketHolder.Here(mover));
  }

  private void moveRef() throws IOException {
    repository.git("update-ref", REF.name(), work);
  }

  /** Accepts a push, and leaves on disk what is there if the gate is killed before its end. */
  private Verdict killedAt(TicketHolder.Mover mover) throws IOException {
    Verdict verdict =
        push(
            accepted -> {
              mover.move(accepted);
              moving = Files.readAllBytes(folder.moving());
            });
    assertThat(verdict.accepted()).isTrue();
    assertThat(folder.moving()).doesNotExist();
    Files.write(folder.moving(), moving);
    return verdict;
  }

  private Path lock(String name, long millisAfter) throws IOException {
    Path lock = folder.gitDirectory().resolve(name + ".lock");
    Files.createDirectories(lock.getParent());
    Files.createFile(lock);
    long began = Files.getLastModifiedTime(folder.moving()).toMillis();
    Files.setLastModifiedTime(lock, FileTime.fromMillis(began + millisAfter));
    return lock;
  }

  @Test
  void locksThatTheKilledGateMadeAreClearedAndWhatItDidNotDoIsOnRecord() throws IOException {
    Verdict killed = killedAt(accepted -> {});
    Path ref = lock(REF.name(), 5);
    Path packed = lock("packed-refs", 10);
    Path older = lock("refs/heads/other", 10);
    admission.recover();
    assertThat(ref).doesNotExist();
    assertThat(packed).doesNotExist();
    assertThat(older).as("of a ref that was not being moved").exists();
    assertThat(Files.readAllLines(folder.decisionLog()))
        .hasSize(2)
        .last()
        .asString()
        .contains("\"principal\":\"me\"", "\"accepted\":false", REF.name(), work)
        .contains("decision " + killed.id() + " accepted it, and then its refs were not moved");
    admission.recover();
    assertThat(Files.readAllLines(folder.decisionLog())).hasSize(2);
    assertThat(push(accepted -> moveRef()).accepted()).isTrue();
  }

  @Test
  void whatWasMovedStaysMovedAndTheNextPushClearsTheWay() throws IOException {
    killedAt(accepted -> moveRef());
    Path packed = lock("packed-refs", 0);
    assertThat(push(accepted -> {}).accepted()).as("the ref is not where it was").isFalse();
    assertThat(packed).doesNotExist();
    assertThat(Files.readString(folder.decisionLog())).doesNotContain("were not moved");
    assertThat(repository.git("rev-parse", REF.name())).isEqualTo(work);
  }

  @Test
  void aLockOfAnotherProcessStays() throws Exception {
    killedAt(accepted -> moveRef());
    Path before = lock(REF.name(), -1000);
    Path alive = lock("packed-refs", 5);
    Thread writer =
        new Thread(
            () -> {
              try {
                Thread.sleep(500);
                Files.writeString(alive, "x");
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    writer.start();
    admission.recover();
    writer.join();
    assertThat(before).exists();
    assertThat(alive).exists();
  }

  @Test
  void whatIsNoNoteOfTheGatesKeepsPushesOut() throws IOException {
    Files.createDirectories(folder.path());
    Files.writeString(folder.moving(), "ref x\n");
    Verdict verdict = push(accepted -> moveRef());
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.violations().toString()).contains("moving is not as the gate wrote it");
  }
}
