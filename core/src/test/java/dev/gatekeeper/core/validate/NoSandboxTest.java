package dev.gatekeeper.core.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where no sandbox can be had no command runs, and the message says what to do. */
final class NoSandboxTest {
  @TempDir Path folder;

  @Test
  void saysWhatToInstall() throws IOException {
    CheckResult result = run(List.of());
    assertThat(result.detail())
        .contains("there is no program `bwrap` here; install the package `bubblewrap`")
        .endsWith("or run commands without isolation, with `--no-sandbox` on the command line");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bwrap: No permissions to create new namespace|does not let `bwrap` make namespaces",
        "bwrap: Unknown option --size|too old: install the package `bubblewrap` in version 0.8",
        "bwrap: Can't find source path /x: No such file or directory|every path shown to commands",
      })
  void saysWhatIsInTheWay(String printed, String advice) throws IOException {
    Path programs = Files.createDirectory(folder.resolve("programs"));
    program(programs.resolve("bwrap"), "echo first >&2; echo \"" + printed + "\" >&2; exit 1");
    program(programs.resolve("setpriv"), "exec \"" + programs + "/bwrap\"");
    CheckResult result = run(List.of(programs));
    assertThat(result.detail())
        .startsWith("no sandbox: `" + printed + "`; ")
        .contains(advice)
        .contains("`--no-sandbox`");
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true, false)).isTrue();
  }

  private CheckResult run(List<Path> programs) throws IOException {
    List<Path> found =
        programs.isEmpty() && SandboxPrograms.isRoot() ? List.of(setprivAlone()) : programs;
    Proof proof = new Proof(folder);
    Oid commit = new CommitBuilder(proof.repository()).file("a", "x").commit();
    Path ran = folder.resolve("ran");
    Sandbox sandbox = new Bubblewrap(proof.settings(), new SandboxPrograms(found));
    Check.Run check = proof.script("touch " + ran);
    CheckResult result = proof.run(sandbox, commit, check).get(0);
    assertThat(result.status()).isEqualTo(CheckOutcome.ERRORED);
    assertThat(ran).doesNotExist();
    assertThat(sandbox.refusal()).isEqualTo(result.detail());
    return result;
  }

  private Path setprivAlone() throws IOException {
    Path programs = Files.createDirectory(folder.resolve("setpriv-alone"));
    program(programs.resolve("setpriv"), "exit 1");
    return programs;
  }
}
