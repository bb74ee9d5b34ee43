package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.BareRepository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ref that git calls broken is not taken for one that is not there; git is the oracle. */
class LooseRefsTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "ID",
        "ID\n",
        "ID\r\n",
        "ID more",
        "IDmore",
        "IDI",
        "0123456789abcdef0123456789abcdef0123456",
        "0123456789abcdef0123456789abcdef0123456g\n",
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "ref: refs/heads/main\n",
        "ref:refs/heads/main",
        "ref:",
        "ref: \n",
        "refs/heads/main\n",
      })
  void whatGitCanNotReadIsNotOpened(String content) throws Exception {
    BareRepository repository = BareRepository.create(temp.resolve("r.git"));
    String id = repository.commit(repository.tree());
    repository.git("update-ref", "refs/heads/main", id);
    repository.git("update-ref", "refs/heads/b/c", id);
    repository.git("pack-refs", "--all");
    Path file = repository.folder().resolve("refs/heads/b/c");
    Files.createDirectories(file.getParent());
    Files.writeString(file, content.replace("ID", id), StandardCharsets.ISO_8859_1);
    Process git =
        new ProcessBuilder("git", "rev-parse", "--verify", "-q", "refs/heads/b/c")
            .directory(repository.folder().toFile())
            .redirectErrorStream(true)
            .start();
    git.getInputStream().readAllBytes();
    if (git.waitFor() == 0) {
      OpenRepository.settled(repository.folder()).close();
    } else {
      assertThatThrownBy(() -> OpenRepository.settled(repository.folder()))
          .hasMessageContaining("has a ref that can't be read");
      assertThatThrownBy(() -> OpenRepository.shared(repository.folder()))
          .isInstanceOf(OpenRepository.NotUsable.class);
    }
  }

  @Test
  void whatIsNoRefDoesNotCount() throws Exception {
    BareRepository repository = BareRepository.create(temp.resolve("r.git"));
    Files.writeString(repository.folder().resolve("refs/heads/main.lock"), "");
    Files.writeString(repository.folder().resolve("refs/heads/.DS_Store"), "");
    OpenRepository.settled(repository.folder()).close();
    assertThat(repository.git("for-each-ref")).isEmpty();
  }
}
