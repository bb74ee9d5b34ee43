package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.server.settings.Settings;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several that say a setting counts, and where a relative path is seen from. */
class ServeSettingsTest {
  @TempDir private Path folder;
  private final Map<ServeSetting, List<String>> options = new EnumMap<>(ServeSetting.class);
  private final Map<String, String> variables = new HashMap<>(Map.of("HOME", "/nowhere"));
  private String file = "";

  private Settings settings() throws Failure {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Console console =
        new Console(InputStream.nullInputStream(), nowhere, nowhere, variables, folder);
    return ServeSettings.of(console, options, file);
  }

  private void file(String text) throws Exception {
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(folder.resolve("etc/serve.yml"), "root: repositories\n" + text);
    file = "etc/serve.yml";
  }

  @ParameterizedTest(name = "option {0}, variable {1}, file {2}: {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "1, 2, 3, 1",
        "1, 2, -, 1",
        "1, -, 3, 1",
        "1, -, -, 1",
        "-, 2, 3, 2",
        "-, 2, -, 2",
        "-, -, 3, 3",
        "-, -, -, 8",
        "-, '', 3, 3",
      })
  void anOptionThenAVariableThenTheFileThenTheDefault(
      @org.jspecify.annotations.Nullable String option,
      @org.jspecify.annotations.Nullable String variable,
      @org.jspecify.annotations.Nullable String inFile,
      int pushes)
      throws Exception {
    options.put(ServeSetting.ROOT, List.of("r"));
    if (option != null) {
      options.put(ServeSetting.PUSHES, List.of(option));
    }
    if (variable != null) {
      variables.put("GATEKEEPER_PUSHES", variable);
    }
    if (inFile != null) {
      file("pushes: " + inFile + "\n");
    }
    assertThat(settings().limits().receives()).isEqualTo(pushes);
  }

  @Test
  void eachSettingIsTakenFromWhereItIsSaid() throws Exception {
    file("idle-timeout: 5s\nconnections: 7\nanonymous-read: true\nqueue: 9\n");
    variables.put("GATEKEEPER_QUEUE", "10");
    variables.put("GATEKEEPER_ANONYMOUS_READ", "false");
    options.put(ServeSetting.CONNECTIONS, List.of("8"));
    Settings settings = settings();
    assertThat(settings.limits().idle()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.limits().connections()).isEqualTo(8);
    assertThat(settings.limits().queue()).isEqualTo(10);
    assertThat(settings.anonymousRead()).isFalse();
    assertThat(settings.limits().uploads()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:0, '', 127.0.0.1 [::1] localhost",
    "localhost:0, '', 127.0.0.1 [::1] localhost",
    "127.0.0.2:0, '', 127.0.0.1 127.0.0.2 [::1] localhost",
    "[::1]:0, '', 127.0.0.1 [::1] localhost",
    "127.0.0.1:0, Gate.Test, 127.0.0.1 [::1] gate.test localhost",
    "0.0.0.0:0, '', ''",
    "0.0.0.0:0, gate.test, 0.0.0.0 127.0.0.1 [::1] gate.test localhost",
  })
  void whereItIsReachedSaysByWhichNames(String listen, String name, String names) throws Exception {
    options.put(ServeSetting.ROOT, List.of("r"));
    options.put(ServeSetting.LISTEN, List.of(listen));
    options.put(ServeSetting.PLAIN_HTTP_BEYOND_LOOPBACK, List.of("true"));
    options.put(ServeSetting.HOST_NAME, name.isEmpty() ? List.of() : List.of(name));
    assertThat(String.join(" ", new TreeSet<>(settings().listening().names()))).isEqualTo(names);
  }

  @Test
  void aRelativePathIsSeenFromWhereItIsSaid() throws Exception {
    file("home: tokens\n");
    assertThat(settings().content().roots()).containsExactly(folder.resolve("etc/repositories"));
    assertThat(settings().content().home()).isEqualTo(folder.resolve("etc/tokens"));
    variables.put("GATEKEEPER_ROOT", "one" + java.io.File.pathSeparator + "two");
    options.put(ServeSetting.HOME, List.of("mine"));
    assertThat(settings().content().roots())
        .containsExactly(folder.resolve("one"), folder.resolve("two"));
    assertThat(settings().content().home()).isEqualTo(folder.resolve("mine"));
  }

  @ParameterizedTest
  @CsvSource({
    "option, --pushes",
    "variable, GATEKEEPER_PUSHES",
    "file, etc/serve.yml:2: `pushes`",
  })
  void whatIsWrongIsNamedByWhereItIsSaid(String where, String named) throws Exception {
    file(where.equals("file") ? "pushes: none\n" : "pushes: 3\n");
    if (where.equals("variable")) {
      variables.put("GATEKEEPER_PUSHES", "none");
    } else if (where.equals("option")) {
      options.put(ServeSetting.PUSHES, List.of("none"));
    }
    assertThatThrownBy(this::settings)
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith(named + ": a whole number from 1 to ");
  }
}
