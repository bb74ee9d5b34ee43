package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the operator has git sign commits, the ledger's are signed. */
@Timeout(60)
class SignedLedgerTest {
  private static final Ledger.Writing STOP =
      Ledger.Writing.of(
          new Event.Stopped(new AgentId("a"), "enough"),
          Instant.parse("2026-07-01T12:00:00Z"),
          Actor.named("mia"),
          "");

  @TempDir Path temp;

  private static boolean hasKeygen() {
    try {
      return new ProcessBuilder("ssh-keygen", "-?").start().waitFor() >= 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  @Test
  void withTheKeyThatGitSignsWith() throws Exception {
    assumeTrue(hasKeygen(), "there is no ssh-keygen");
    BareRepository repository = BareRepository.create(temp.resolve("r"));
    Path key = temp.resolve("key");
    assertThat(
            repository
                .start(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()))
                .waitFor())
        .isZero();
    Path allowed = temp.resolve("allowed");
    Files.writeString(allowed, "gatekeeper@localhost " + Files.readString(temp.resolve("key.pub")));
    repository.git("config", "commit.gpgSign", "true");
    repository.git("config", "gpg.format", "ssh");
    repository.git("config", "user.signingKey", key + ".pub");
    repository.git("config", "gpg.ssh.allowedSignersFile", allowed.toString());
    LedgerState state =
        new Ledger(new GatekeeperFolder(repository.folder())).append(LedgerState.EMPTY, STOP);
    assertThat(state.events()).isEqualTo(1);
    assertThat(repository.git("log", "--format=%G? %an %ae %at", "refs/gatekeeper/ledger"))
        .isEqualTo("G Gatekeeper gatekeeper@localhost 1782907200");
    try (LedgerChain chain = LedgerChain.open(repository.folder())) {
      assertThat(chain.problems()).isEmpty();
    }
  }

  @Test
  void whatCanNotBeSignedIsNotWritten() throws Exception {
    BareRepository repository = BareRepository.create(temp.resolve("r"));
    repository.git("config", "commit.gpgSign", "true");
    repository.git("config", "gpg.format", "ssh");
    repository.git("config", "user.signingKey", temp.resolve("none.pub").toString());
    Ledger ledger = new Ledger(new GatekeeperFolder(repository.folder()));
    assertThatThrownBy(() -> ledger.append(LedgerState.EMPTY, STOP))
        .hasMessageContaining("commit.gpgSign");
    assertThat(repository.git("for-each-ref")).isEmpty();
  }
}
