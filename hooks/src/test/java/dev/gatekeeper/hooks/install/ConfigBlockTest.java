package dev.gatekeeper.hooks.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Sh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("bytes")
class ConfigBlockTest {
  private static final String HOME = "/srv/a \"b\" \\c#d.git";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[core]\n\tbare = true\n",
        "# only a comment\n",
        "[core]\n\thooksPath = /elsewhere\n[core]\n\thooksPath = /there\n"
      })
  void whatWasAddedCanBeTakenAway(String config) {
    String added = ConfigBlock.add(config, HOME, List.of("GL_USER"));
    assertThat(ConfigBlock.remove(added)).isEqualTo(config);
    assertThat(ConfigBlock.remove(config)).isEqualTo(config);
  }

  @Test
  void gitReadsWhatWasWritten() throws Exception {
    Path config = folder.resolve("config");
    Files.writeString(
        config,
        ConfigBlock.add(
            "[core]\n\thooksPath = /elsewhere", HOME, List.of("GL_USER", "REMOTE_USER")));
    Sh sh = new Sh(folder);
    assertThat(sh.ok("git config -f config core.hooksPath")).isEqualTo("gatekeeper/hooks\n");
    Files.writeString(folder.resolve("at-home"), ConfigBlock.atHome(HOME));
    assertThat(sh.ok("git config -f at-home core.hooksPath"))
        .isEqualTo(HOME + "/gatekeeper/hooks\n");
    assertThat(sh.ok("git config -f config receive.advertisePushOptions")).isEqualTo("true\n");
    assertThat(sh.ok("git config -f config receive.autogc")).isEqualTo("false\n");
    assertThat(sh.ok("git config -f config --get-all gatekeeper.principalVariable"))
        .isEqualTo("GL_USER\nREMOTE_USER\n");
  }

  @Test
  void whatOthersWroteSinceStays() throws Exception {
    Path config = folder.resolve("config");
    Files.writeString(config, ConfigBlock.add("[core]\n\tbare = true\n", HOME, List.of()));
    Sh sh = new Sh(folder);
    sh.ok("git config -f config core.fsync none; git config -f config receive.maxInputSize 5m");
    sh.ok("git config -f config user.name x");
    Files.writeString(config, ConfigBlock.remove(Files.readString(config)));
    assertThat(sh.ok("git config -f config --list"))
        .isEqualTo("core.bare=true\ncore.fsync=none\nreceive.maxinputsize=5m\nuser.name=x\n");
  }
}
