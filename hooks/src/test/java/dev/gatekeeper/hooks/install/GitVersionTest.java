package dev.gatekeeper.hooks.install;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitVersionTest {
  @ParameterizedTest
  @CsvSource({
    "git version 2.29.0, true",
    "git version 2.39.5, true",
    "git version 2.39.5 (Apple Git-154), true",
    "git version 2.54.0.rc1.3.gabcdef, true",
    "git version 3.0, true",
    "git version 2.28.1, false",
    "git version 2.9.5, false",
    "git version 1.99.0, false",
    "git version unknown, false",
    "'', false"
  })
  void procReceiveIsThereSince229(String text, boolean has) {
    assertThat(GitVersion.hasProcReceive(text)).isEqualTo(has);
  }

  @Test
  void theOneHereSaysWhichItIs() {
    assertThat(GitVersion.text()).startsWith("git version ");
  }
}
