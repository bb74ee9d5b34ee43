package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every script is plain sh: what is installed runs in whatever shell the server has. */
class HookScriptsTest {
  private static final String SCRIPTS =
      "hooks/src/main/sh/gatekeeper hooks/src/main/sh/pre-receive hooks/src/main/sh/post-receive hooks/src/main/sh/proc-receive"
          + " hooks/src/main/sh/pass-through install.sh .ci/run .ci/more";

  private final Sh sh = new Sh(Path.of("..").toAbsolutePath().normalize());

  @ParameterizedTest
  @ValueSource(strings = {"dash -n", "busybox sh -n", "bash --posix -n", "shellcheck -s sh"})
  void everyScriptPasses(String checker) {
    String program = checker.substring(0, checker.indexOf(' '));
    assumeTrue(sh.run("command -v " + program).status() == 0, program + " is not there");
    Sh.Result result =
        sh.run("for script in " + SCRIPTS + "; do " + checker + " $script || exit; done");
    assertThat(result.output()).isEmpty();
    assertThat(result.status()).isZero();
  }
}
