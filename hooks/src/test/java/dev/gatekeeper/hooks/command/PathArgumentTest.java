package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.hooks.Sh;
import dev.gatekeeper.hooks.cli.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("bytes")
class PathArgumentTest {
  @TempDir private Path folder;

  @BeforeEach
  void repositories() {
    new Sh(folder).ok("git init -q w; mkdir -p w/src/api; git init -q --bare r.git; ln -s w link");
  }

  @ParameterizedTest(name = "{1} in {0}")
  @CsvSource({
    "w, a/b, a/b",
    "w, ./a//b/., a/b",
    "w, src/../x, x",
    "w, nowhere/../x, x",
    "w/src/api, x, src/api/x",
    "w/src/api, ../x, src/x",
    "w/src/api, ../../x, x",
    "w, TOP/w/src/x, src/x",
    "link, TOP/w/src/x, src/x",
    "link, TOP/link/src/x, src/x",
    "w, é, é",
    "r.git, src/x, src/x"
  })
  void aPathIsSeenFromTheCurrentFolder(String where, String path, String expected)
      throws Exception {
    assertThat(argument(where).parse(path.replace("TOP", folder.toString())).text())
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{1} in {0}: {2}")
  @CsvSource({
    "w, ../x, is outside the working copy",
    "w/src/api, ../../../x, is outside the working copy",
    "w, /etc/passwd, is outside the working copy",
    "w, TOP/wx/y, is outside the working copy",
    "w, ., is the whole repository",
    "w, src/, is a folder",
    "w, '', the path is empty",
    "r.git, ../x, is outside the repository",
    "r.git, /src/x, is outside the repository"
  })
  void whatIsNoPathOfTheRepositoryIsAUsageError(String where, String path, String message)
      throws Exception {
    PathArgument argument = argument(where);
    assertThatThrownBy(() -> argument.parse(path.replace("TOP", folder.toString())))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(message)
        .extracting(failure -> ((Failure) failure).status())
        .isEqualTo(2);
  }

  @Test
  void bytesStayBytes() throws Exception {
    assertThat(argument("w/src/api").parse(new byte[] {'.', '.', '/', (byte) 0xe9, '\n'}).quoted())
        .isEqualTo("\"src/\\351\\n\"");
  }

  private PathArgument argument(String where) throws Failure {
    Path here = folder.resolve(where);
    return PathArgument.in(Workspace.find(here), here);
  }
}
