package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two lines that merged each other a thousand times: the base of their next merge is a merge of
 * bases a thousand deep (semantics, section 4).
 */
@Timeout(60)
class CrissCrossLadderTest {
  private static final int RUNGS = 1000;

  @TempDir Path temp;
  private BareRepository repository;
  private String left;
  private String right;

  @BeforeEach
  void ladder() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
    StringBuilder stream = new StringBuilder();
    int l = commit(stream, 1, 0, "", file("left", 0) + file("right", 0) + file("own", 0));
    int r = l;
    int mark = 1;
    for (int i = 1; i <= RUNGS; i++) {
      if (l != r) {
        int mergedLeft = commit(stream, ++mark, l, "merge :" + r + "\n", file("right", i - 1));
        int mergedRight = commit(stream, ++mark, r, "merge :" + l + "\n", file("left", i - 1));
        l = mergedLeft;
        r = mergedRight;
      }
      l = commit(stream, ++mark, l, "", file("left", i));
      r = commit(stream, ++mark, r, "", file("right", i));
    }
    stream.append("reset refs/heads/left\nfrom :" + l + "\n\n");
    stream.append("reset refs/heads/right\nfrom :" + r + "\n\n");
    repository.git(stream.toString().getBytes(StandardCharsets.UTF_8), "fast-import", "--quiet");
    left = repository.git("rev-parse", "left");
    right = repository.git("rev-parse", "right");
  }

  private static String file(String name, int content) {
    String text = Integer.toString(content);
    return "M 100644 inline " + name + "\ndata " + text.length() + "\n" + text + "\n";
  }

  private static int commit(StringBuilder to, int mark, int parent, String merge, String files) {
    to.append("commit refs/heads/x\nmark :" + mark + "\n");
    to.append("committer A <a@example.com> " + (1_700_000_000 + mark) + " +0000\ndata 1\nx\n");
    to.append(parent == 0 ? "" : "from :" + parent + "\n").append(merge).append(files);
    to.append('\n');
    return mark;
  }

  @Test
  void theNextMergeIsJudgedAsAnyOther() throws IOException {
    Judged judged = new Judged(repository, "/own");
    assertThat(judged.of(merge(RUNGS, RUNGS), left, right))
        .satisfies(
            found -> {
              assertThat(found.trespasses).isEmpty();
              assertThat(found.others).isEmpty();
            });
    // one that keeps the other side's old file, and one that brings back what both have left behind
    assertThat(judged.of(merge(RUNGS, RUNGS - 1), left, right).trespasses)
        .extracting(e -> e.path().text())
        .containsExactly("right");
    assertThat(judged.of(merge(RUNGS / 2, RUNGS), left, right).trespasses)
        .extracting(e -> e.path().text())
        .containsExactly("left");
  }

  private String merge(int leftContent, int rightContent) throws IOException {
    return repository.commit(
        repository.tree(
            TreeEntry.file("left", repository.blob("" + leftContent)),
            TreeEntry.file("own", repository.blob("0")),
            TreeEntry.file("right", repository.blob("" + rightContent))),
        left,
        right);
  }
}
