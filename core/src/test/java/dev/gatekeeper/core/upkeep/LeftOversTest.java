package dev.gatekeeper.core.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.store.GatekeeperFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a death left behind goes, and what a living process needs stays. */
@Timeout(60)
class LeftOversTest {
  private static final String PACK = "pack-0123456789012345678901234567890123456789";

  private final BareRepository repository;
  private final GatekeeperFolder folder;

  LeftOversTest(@TempDir Path temp) throws IOException {
    repository = BareRepository.create(temp.resolve("r.git"));
    folder = new GatekeeperFolder(repository.folder());
  }

  /** In a process of its own: makes a folder for a push, says which, and waits. */
  static final class Pusher {
    private Pusher() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      IncomingFolder folder = IncomingFolder.in(Path.of(arguments[0]));
      Files.writeString(folder.path().resolve("some"), "object");
      System.out.println(folder.path());
      Thread.sleep(60_000);
    }
  }

  @Test
  void theFolderOfAPushLivesAsLongAsItsProcess() throws Exception {
    Path objects = repository.folder().resolve("objects");
    Instant later = Instant.now().plus(Duration.ofDays(100));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Pusher.class.getName(),
            objects.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (IncomingFolder ours = IncomingFolder.in(objects)) {
      Path theirs = Path.of(process.inputReader(StandardCharsets.UTF_8).readLine());
      assertThat(LeftOvers.ofPushes(folder, later)).isEmpty();
      assertThat(theirs.resolve("some")).exists();
      process.destroyForcibly();
      process.waitFor();
      assertThat(LeftOvers.ofPushes(folder, Instant.now()))
          .containsExactly("objects/" + theirs.getFileName());
      assertThat(theirs).doesNotExist();
      // looking did not give our lock away
      assertThat(LeftOvers.ofPushes(folder, later)).isEmpty();
      assertThat(ours.path()).exists();
      assertThat(isTakenForDead(later)).isFalse();
    } finally {
      process.destroyForcibly();
    }
    assertThat(objects).isDirectoryNotContaining("glob:**tmp_*");
  }

  @Test
  void aFolderThatWasLeftHalfRemovedGoesAtOnce() throws IOException {
    Path left = repository.folder().resolve("objects/tmp_objdir-incoming-gatekeeper-1");
    Files.createDirectories(left.resolve("pack"));
    assertThat(LeftOvers.ofPushes(folder, Instant.now()))
        .containsExactly("objects/" + left.getFileName());
    assertThat(left).doesNotExist();
  }

  /** Whether another process would take ours for dead. */
  private boolean isTakenForDead(Instant later) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Clearer.class.getName(),
            repository.folder().toString(),
            later.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return !printed.strip().equals("[]");
  }

  /** In a process of its own: clears away and says what. */
  static final class Clearer {
    private Clearer() {}

    public static void main(String[] arguments) throws IOException {
      GatekeeperFolder folder = new GatekeeperFolder(Path.of(arguments[0]));
      System.out.println(LeftOvers.ofPushes(folder, Instant.parse(arguments[1])));
    }
  }

  @ParameterizedTest(name = "{0} goes after {1} minutes and not before")
  @CsvSource({
    "objects/pack/" + PACK + ".pack,           11, x",
    "objects/pack/" + PACK + ".rev,            11, x",
    "objects/pack/.tmp-99999999-" + PACK + ".pack, 61, x",
    "objects/pack/.tmp-1-" + PACK + ".pack, 0, x",
    "objects/pack/" + PACK + ".keep, 1441, receive-pack 123 on host",
    "packed-refs.lock,                         61, x",
    "packed-refs.new,                          61, x",
    "refs/heads/team/one.lock,                 61, x",
    "objects/info/commit-graph.lock,           61, x",
    "gc.pid.lock,                              61, x",
    "objects/tmp_objdir-new-gatekeeper-1,      61, ",
    "objects/pack/" + PACK + ".keep,           0, the operator wants it",
    "objects/pack/tmp_pack_aB3dEf,             0, x",
    "objects/tmp_objdir-incoming-aB3dEf,       0, ",
    "config.lock,                              0, x",
    "refs/heads/team/lock,                     0, x",
  })
  void whatIsLeftOverGoesWhenNobodyCanNeedIt(String name, int minutes, String content)
      throws IOException {
    Path file = repository.folder().resolve(name);
    Files.createDirectories(file.getParent());
    if (content == null) {
      Files.createDirectory(file);
    } else {
      Files.writeString(file, content);
    }
    boolean stays = minutes == 0;
    Instant before = Instant.now().plus(Duration.ofMinutes(stays ? 1_000_000 : minutes - 2));
    assertThat(LeftOvers.all(folder, Duration.ofSeconds(5), before)).isEmpty();
    assertThat(file).exists();
    if (!stays) {
      Instant after = Instant.now().plus(Duration.ofMinutes(minutes));
      assertThat(LeftOvers.all(folder, Duration.ofSeconds(5), after)).containsExactly(name);
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aWholePackIsNothingLeftOver() throws IOException {
    repository.blob("x");
    repository.git("update-ref", "refs/tags/x", repository.blob("x"));
    repository.git("repack", "-d", "-q");
    Instant later = Instant.now().plus(Duration.ofDays(1000));
    assertThat(LeftOvers.all(folder, Duration.ofSeconds(5), later)).isEmpty();
    assertThat(RepositoryCondition.packs(repository.folder())).hasSize(1);
  }
}
