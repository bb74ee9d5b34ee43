package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever may write into the repository may write the gate's files, whatever the first's umask. */
class SharedRepositoryModeTest {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "rwxr-xr-x, rw-r--r--",
    "rwxrwxr-x, rw-rw-r--",
    "rwxrwx---, rw-rw----",
    "rwx------, rw-------",
    "rwxrwxrwx, rw-rw-rw-",
  })
  void everyFileHasTheAccessOfTheRepository(String repository, String file) throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "files have no such permissions here");
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString(repository));
    GatekeeperFolder folder = new GatekeeperFolder(temp);
    RepositoryLock.take(folder, Duration.ofSeconds(5)).close();
    new Tickets(folder, Clock.systemUTC()).leave("0123456789ab", Optional.empty(), List.of());
    new DecisionLog(folder).append("{}", Instant.EPOCH);
    for (Path made :
        new Path[] {
          folder.lockFile(), folder.tickets().resolve("0123456789ab"), folder.decisionLog()
        }) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .as(made.getFileName().toString())
          .isEqualTo(file);
    }
  }

  @ParameterizedTest
  @CsvSource({"rwxrwxr-x, rw-rw-r--"})
  void aLogThatIsPutAsideIsFollowedByOneForAll(String repository, String file) throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "files have no such permissions here");
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString(repository));
    GatekeeperFolder folder = new GatekeeperFolder(temp);
    DecisionLog log = new DecisionLog(folder);
    log.append("{}", Instant.EPOCH);
    try (var channel =
        java.nio.channels.FileChannel.open(
            folder.decisionLog(), java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {'\n'}), 16L << 20);
    }
    log.append("{}", Instant.EPOCH);
    assertThat(Files.size(folder.decisionLog())).isEqualTo(3);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.decisionLog())))
        .isEqualTo(file);
  }
}
