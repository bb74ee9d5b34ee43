package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.operation.Admission.TicketHolder;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.DecisionLog;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.ProcessIdentity;
import dev.gatekeeper.core.store.Tickets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of a push through lock, policy, judgement, ticket and record (semantics, section 9). */
@Timeout(60)
class AdmissionTest {
  private static final TicketHolder NOBODY = new TicketHolder.Here(accepted -> {});
  private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");

  @TempDir Path temp;
  private BareRepository repository;
  private GatekeeperFolder folder;
  private String begin;
  private String work;

  @BeforeEach
  void repository() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
    folder = new GatekeeperFolder(repository.folder());
    begin = onMain("strict");
    String own = repository.tree(TreeEntry.file("f", repository.blob("x")));
    work =
        repository.commit(
            repository.tree(
                TreeEntry.file(Policy.FILE_NAME, repository.blob("strict")),
                TreeEntry.folder("own", own)),
            begin);
  }

  /** Commits a policy file to main. */
  private String onMain(String text) throws IOException {
    TreeEntry file = TreeEntry.file(Policy.FILE_NAME, repository.blob(text));
    String tip = repository.git("for-each-ref", "--format=%(objectname)", "refs/heads/main");
    String tree = repository.tree(file);
    String commit = tip.isEmpty() ? repository.commit(tree) : repository.commit(tree, tip);
    repository.git("update-ref", "refs/heads/main", commit);
    return commit;
  }

  /**
   * A file that says {@code strict} lets the agent change nothing, one that says {@code loose} all.
   */
  private static LoadedPolicy policy(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new LoadedPolicy.Valid(
        new PolicyBuilder().agent("me", text.equals("loose") ? "/own/" : "/other/").build());
  }

  private Verdict decide(LoadedPolicy.Reader reader) {
    return decide(reader, Clock.fixed(NOON, ZoneOffset.UTC));
  }

  private Verdict decide(LoadedPolicy.Reader reader, Clock clock) {
    return new Admission(new GatedRepository(folder, reader, clock))
        .decide(push(), IncomingObjects.NONE, NOBODY);
  }

  private Push push() {
    RefUpdate update = new RefUpdate(RefName.branch("me"), Oid.ZERO, new Oid(work));
    return new Push(Pusher.named("me"), List.of(update), List.of());
  }

  private static List<Code> codes(Verdict verdict) {
    return verdict.violations().stream().map(Violation::code).toList();
  }

  /** Reads policies; and what {@code next} does is done as soon as one was read. */
  private static LoadedPolicy.Reader replacing(List<String> read, Replacement next) {
    return (name, bytes) -> {
      read.add(new String(bytes, StandardCharsets.UTF_8));
      try {
        next.replace();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return policy(bytes);
    };
  }

  private interface Replacement {
    void replace() throws IOException;
  }

  @Test
  void aPolicyBesideTheRepositoryThatIsReplacedWhileAPushIsJudgedCountsFromTheNextOn()
      throws IOException {
    Files.writeString(folder.policyFile(), "strict");
    List<String> read = new ArrayList<>();
    LoadedPolicy.Reader reader =
        replacing(read, () -> Files.writeString(folder.policyFile(), "loose"));
    assertThat(codes(decide(reader))).containsExactly(Code.PATH_NOT_OWNED);
    assertThat(read).containsExactly("strict");
    assertThat(decide(reader).accepted()).isTrue();
    assertThat(read).containsExactly("strict", "loose");
  }

  @Test
  void aPolicyOnTheBranchThatIsReplacedWhileAPushIsJudgedCountsFromTheNextOn() throws IOException {
    List<String> read = new ArrayList<>();
    LoadedPolicy.Reader reader = replacing(read, () -> onMain("loose"));
    assertThat(codes(decide(reader))).containsExactly(Code.PATH_NOT_OWNED);
    assertThat(read).containsExactly("strict");
    assertThat(decide(reader).accepted()).isTrue();
    assertThat(read).containsExactly("strict", "loose");
  }

  private void isMovingMain(Process receivePack) throws IOException {
    Oid before = new Oid(repository.git("rev-parse", "main").strip());
    RefUpdate move = new RefUpdate(RefName.branch("main"), before, before);
    new Tickets(folder, Clock.systemUTC())
        .leave(
            Admission.newId(),
            ProcessIdentity.of(receivePack.pid()),
            List.of(new JudgedRef(move, List.of())));
  }

  @Test
  void aPushWaitsForAnAcceptedOneThatMayChangeThePolicy() throws Exception {
    List<String> read = new ArrayList<>();
    CompletableFuture<Integer> looked = new CompletableFuture<>();
    Process receivePack = new ProcessBuilder("sleep", "60").start();
    isMovingMain(receivePack);
    CompletableFuture<Verdict> verdict =
        CompletableFuture.supplyAsync(
            () -> decide(replacing(read, () -> looked.complete(read.size()))));
    looked.get(20, TimeUnit.SECONDS);
    onMain("loose");
    receivePack.destroyForcibly().waitFor();
    assertThat(verdict.get(20, TimeUnit.SECONDS).accepted()).isTrue();
    assertThat(read).startsWith("strict").endsWith("loose");
  }

  /** Once a race that decided by a policy which an accepted push had replaced already. */
  @Test
  void aPushThatEndsWhileTheNextOneIsReadIsWaitedForAllTheSame() throws Exception {
    List<String> read = new ArrayList<>();
    Process receivePack = new ProcessBuilder("sleep", "60").start();
    isMovingMain(receivePack);
    Verdict verdict =
        decide(
            replacing(
                read,
                () -> {
                  if (receivePack.isAlive()) {
                    onMain("loose");
                    receivePack.destroyForcibly().onExit().join();
                  }
                }));
    assertThat(verdict.accepted()).isTrue();
    assertThat(read).containsExactly("strict", "loose");
  }

  @Test
  void decisionsAreOnRecordInTheirOrderWhereverTheClockGoes() throws IOException {
    List<String> ids = new ArrayList<>();
    for (String time :
        List.of("2026-07-01T12:00:00Z", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z")) {
      Verdict verdict =
          decide((name, bytes) -> policy(bytes), Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
      assertThat(verdict.at()).isEqualTo(time);
      assertThat(codes(verdict)).containsExactly(Code.PATH_NOT_OWNED);
      ids.add(verdict.id());
      assertThat(new DecisionLog(folder).find(verdict.id())).hasSize(1);
    }
    assertThat(Files.readAllLines(folder.decisionLog()))
        .hasSize(3)
        .zipSatisfy(ids, (line, id) -> assertThat(line).startsWith("{\"id\":\"" + id + "\""));
  }

  @Test
  void whatADoorCanNotHandOverIsOnRecord() throws IOException {
    Admission admission =
        new Admission(
            new GatedRepository(
                folder, (name, bytes) -> policy(bytes), Clock.fixed(NOON, ZoneOffset.UTC)));
    Verdict verdict = admission.refuse(Pusher.named("me"), "standard input is cut short");
    assertThat(verdict.accepted()).isFalse();
    assertThat(codes(verdict)).containsExactly(Code.GATE_ERROR);
    assertThat(new DecisionLog(folder).find(verdict.id()))
        .singleElement()
        .asString()
        .contains("\"principal\":\"me\",\"refs\":[],\"accepted\":false")
        .contains("standard input is cut short");
  }
}
