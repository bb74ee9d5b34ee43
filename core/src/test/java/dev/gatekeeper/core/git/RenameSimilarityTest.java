package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.TreeEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files have in common. */
class RenameSimilarityTest {
  private static final int FILE = 0100644;

  @TempDir private Path folder;

  @Test
  void aFileThatIsAskedAboutAgainIsReadOnce() throws IOException {
    BareRepository made = BareRepository.create(folder);
    TreeEntry file = file(made, "of both\n" + "a line of the file\n".repeat(50_000));
    TreeEntry source = file(made, "of both\n" + "a line of the source\n".repeat(50_000));
    TreeEntry other = file(made, "of both\n" + "a line of another\n".repeat(50_000));
    try (Repository repository = OpenRepository.settled(folder);
        ObjectReader reader = repository.newObjectReader()) {
      RenameSimilarity likenesses = new RenameSimilarity(reader);
      for (int i = 0; i < 50; i++) {
        assertThat(likenesses.holdsOf(file, source, List.of(other))).isFalse();
      }
      assertThat(likenesses.holdsOf(file, source, List.of())).isTrue();
    }
  }

  private static TreeEntry file(BareRepository repository, String content) throws IOException {
    return new TreeEntry(FILE, new Oid(repository.blob(content)));
  }
}
