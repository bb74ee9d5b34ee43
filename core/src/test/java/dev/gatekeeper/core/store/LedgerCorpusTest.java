package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.EventSamples;
import dev.gatekeeper.core.ledger.LedgerState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ledgers that earlier builds wrote are sound for this one, which would write the same bytes. Each
 * is a bundle of a repository, named after the commit that it was built from; {@code make.sh}
 * beside them made them.
 */
@Tag("bytes")
class LedgerCorpusTest {
  @TempDir Path temp;

  static List<Path> bundles() throws IOException {
    Path folder = Path.of("src/test/resources/ledgers").toAbsolutePath();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".bundle")).sorted().toList();
    }
  }

  private BareRepository open(Path bundle) throws IOException {
    BareRepository repository = BareRepository.create(temp.resolve("r.git"));
    repository.git("fetch", "-q", bundle.toString(), "+refs/*:refs/*");
    return repository;
  }

  @Test
  void thereAreSome() throws Exception {
    assertThat(bundles()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void isSoundAndHasEveryKindOfEvent(Path bundle) throws IOException {
    GatekeeperFolder folder = new GatekeeperFolder(open(bundle).folder());
    assertThat(LedgerChain.examine(folder).problems()).isEmpty();
    Set<Class<?>> kinds = new HashSet<>();
    try (LedgerChain chain = LedgerChain.open(folder.gitDirectory())) {
      chain.newestFirst(
          link -> {
            kinds.add(link.entry().event().getClass());
            return true;
          });
    }
    assertThat(kinds).containsExactlyInAnyOrderElementsOf(EventSamples.kinds());
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void isWrittenAsItWasRead(Path bundle) throws IOException {
    BareRepository repository = open(bundle);
    for (String commit : repository.git("rev-list", Ledger.REF.name()).lines().toList()) {
      String event = repository.git("show", commit + ":" + Ledger.EVENT);
      assertThat(EventJson.write(EventJson.read(commit, bytes(event)))).isEqualTo(event);
      String state = repository.git("show", commit + ":" + Ledger.STATE);
      LedgerState read = StateJson.read(commit, bytes(state));
      assertThat(StateJson.write(read)).isEqualTo(state);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
