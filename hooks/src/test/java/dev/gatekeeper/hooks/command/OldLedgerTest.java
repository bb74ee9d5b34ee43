package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan that was begun with an earlier build goes on with this one. */
@Timeout(300)
class OldLedgerTest {
  @TempDir private Path folder;

  static List<Path> bundles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../core/src/test/resources/ledgers"))) {
      return files
          .filter(file -> file.toString().endsWith(".bundle"))
          .map(file -> file.toAbsolutePath().normalize())
          .sorted()
          .toList();
    }
  }

  private String gate(int status, String line) {
    Sh.Result result = Called.in(folder.resolve("r.git"), Map.of(), List.of(line.split(" ", -1)));
    assertThat(result.status()).as(result.output()).isEqualTo(status);
    return result.output();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void goesOn(Path bundle) throws Exception {
    Sh sh = new Sh(folder);
    sh.ok(
        "git init -q --bare -b main r.git && cd r.git && git fetch -q '"
            + bundle
            + "' '+refs/*:refs/*'");
    Files.copy(
        Path.of(bundle.toString().replace(".bundle", ".yml")),
        folder.resolve("r.git/gatekeeper.yml"));
    assertThat(gate(0, "status")).contains("agent-1     integrated", "agent-five  integrated");
    gate(0, "stop agent-3 --reason later");
    gate(0, "resume agent-3 --reason now");
    gate(0, "rollback agent-five --reason too-loud");
    assertThat(gate(0, "status")).contains("agent-five  ready");
    sh.ok(
        "git clone -q r.git w && cd w && mkdir -p src/parts && echo 3 >src/parts/one && git add ."
            + " && git -c user.name=F -c user.email=f@example.org commit -qm Redo"
            + " && git push -q origin HEAD:agent-five/parts");
    assertThat(gate(0, "handoff agent-five")).contains("handed off agent-five");
    assertThat(gate(0, "integrate --no-sandbox")).contains("integrated agent-five");
    assertThat(gate(0, "log --verify")).contains("the ledger is sound");
  }
}
