package dev.gatekeeper.hooks.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.store.GatekeeperFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookEnvironmentTest {
  private static final Path REPOSITORY = Path.of("/srv/x.git");

  @Test
  void theQuarantineIsWhatWasPushedAndTheRepositoryItselfIsNoAlternate() throws Exception {
    HookEnvironment environment =
        environment(
            Map.of(
                "GIT_DIR", ".",
                "GIT_QUARANTINE_PATH", "/srv/x.git/objects/tmp_objdir-incoming-1",
                "GIT_OBJECT_DIRECTORY", "/srv/x.git/objects/tmp_objdir-incoming-1",
                "GIT_ALTERNATE_OBJECT_DIRECTORIES", "/srv/x.git/./objects:/srv/pool/objects"));
    GatekeeperFolder repository = environment.repository();
    assertThat(repository.gitDirectory()).isEqualTo(REPOSITORY);
    assertThat(environment.incoming(repository).quarantine())
        .containsExactly(Path.of("/srv/x.git/objects/tmp_objdir-incoming-1"));
    assertThat(environment.incoming(repository).borrowed())
        .containsExactly(Path.of("/srv/pool/objects"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                      |",
        "/a                      | /a",
        "/a:/b                   | /a,/b",
        "/a::/b                  | /a,/b",
        "\"/a:b\"                | /a:b",
        "\"/a\\\"b\":/c          | /a\"b,/c",
        "\"/caf\\303\\251\"      | /café",
      })
  void alternatesArePartedByColonsAndMayBeQuoted(String list, String paths) throws Exception {
    assertThat(String.join(",", AlternatePaths.split(list.strip())))
        .isEqualTo(paths == null ? "" : paths);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"\"/a", "\"/a\"b", "\"/a\\q\""})
  void aQuoteThatDoesNotCloseIsAnError(String list) {
    assertThatThrownBy(() -> AlternatePaths.split(list))
        .isInstanceOf(HookEnvironment.BadEnvironment.class);
  }

  @Test
  void pushOptionsAreCounted() throws Exception {
    assertThat(
            environment(
                    Map.of(
                        "GIT_PUSH_OPTION_COUNT", "2",
                        "GIT_PUSH_OPTION_0", "handoff",
                        "GIT_PUSH_OPTION_1", ""))
                .pushOptions())
        .containsExactly("handoff", "");
    assertThatThrownBy(() -> environment(Map.of("GIT_PUSH_OPTION_COUNT", "1")).pushOptions())
        .hasMessageContaining("GIT_PUSH_OPTION_0");
    assertThatThrownBy(() -> environment(Map.of("GIT_PUSH_OPTION_COUNT", "x")).pushOptions())
        .hasMessageContaining("not a number");
  }

  @Test
  void onlyTrustedVariablesNameThePusherAndTheFirstThatIsSetCounts() throws Exception {
    HookEnvironment environment =
        environment(Map.of("GL_USER", "", "REMOTE_USER", "bob", "GATEKEEPER_PRINCIPAL", "alice"));
    assertThat(environment.pusher(List.of())).isEqualTo(Pusher.unnamed());
    assertThat(environment.pusher(List.of("GL_USER"))).isEqualTo(Pusher.unnamed());
    assertThat(environment.pusher(List.of("GL_USER", "REMOTE_USER", "GATEKEEPER_PRINCIPAL")))
        .isEqualTo(Pusher.named("bob"));
  }

  @Test
  void aNameThatCanBeNoPrincipalIsNotTakenForNobody() {
    assertThatThrownBy(
            () -> environment(Map.of("REMOTE_USER", "a\nb")).pusher(List.of("REMOTE_USER")))
        .hasMessageContaining("REMOTE_USER");
    for (String reserved : List.of("gatekeeper", "root (on the repository)")) {
      assertThatThrownBy(() -> environment(Map.of("GL_USER", reserved)).pusher(List.of("GL_USER")))
          .hasMessageContaining("GL_USER holds a name that is reserved");
    }
  }

  @Test
  void withoutGitThereIsNoRepository() {
    assertThatThrownBy(() -> environment(Map.of()).repository()).hasMessageContaining("GIT_DIR");
  }

  private static HookEnvironment environment(Map<String, String> variables) {
    return new HookEnvironment(variables, REPOSITORY);
  }
}
