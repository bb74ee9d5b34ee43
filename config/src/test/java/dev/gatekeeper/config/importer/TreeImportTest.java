package dev.gatekeeper.config.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatekeeper.core.model.RepoPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Territories by folder. */
class TreeImportTest {

  @Test
  void foldersWithEnoughFilesBecomeAgentsAndALargeOneIsSplit() throws NotImportable {
    List<RepoPath> files = new ArrayList<>();
    add(files, "src/api/f", 30);
    add(files, "src/web [new]/f", 30);
    add(files, "src/x/f", 2);
    add(files, "src/main", 3);
    add(files, "docs/f", 10);
    add(files, "tiny/f", 1);
    add(files, ".github/workflows/f", 9);
    add(files, "README", 2);
    files.add(RepoPath.of(new byte[] {(byte) 0xff, '/', 'x'}));

    String text = TreeImport.policy("main", files).text();

    assertThat(text.lines().map(line -> line.strip().replaceAll("\\s+", " ")))
        .containsSubsequence(
            "docs:",
            "# main: 10 files",
            "- /docs/ # main",
            "src-api:",
            "- /src/api/ # main",
            "src-web-new:",
            "- \"/src/web \\\\[new]/\" # main",
            "# main: the files directly in `/`: 2",
            "# main: `/.github/` is protected: 9 files",
            "# main: the files directly in `/src/`: 3",
            "# main: `/src/x/` has few files: 2",
            "# main: `/tiny/` has few files: 1",
            "# main: 18 of 88 files belong to nobody: maintainers change them");
  }

  /** An agent of the gate's own name would have it for its principal. */
  @Test
  void aFolderWithTheGatesNameIsAnAgentOfAnotherName() throws NotImportable {
    List<RepoPath> files = new ArrayList<>();
    add(files, "gatekeeper/f", 30);
    assertThat(TreeImport.policy("main", files).text())
        .contains("gatekeeper-2:")
        .doesNotContain("  gatekeeper:");
  }

  @Test
  void anEmptyTreeIsNoPolicy() {
    assertThatExceptionOfType(NotImportable.class)
        .isThrownBy(() -> TreeImport.policy("main", List.of()));
  }

  private static void add(List<RepoPath> files, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      files.add(RepoPath.of((prefix + i).getBytes(StandardCharsets.UTF_8)));
    }
  }
}
