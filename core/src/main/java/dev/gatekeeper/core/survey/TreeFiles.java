package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.git.CommitFiles;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a commit, links and submodules among them.
 *
 * @param revision what the user calls the commit
 * @param paths in the order of the tree
 * @param ignores the text of every {@code .gitignore}, in Latin 1, by its folder, such as {@code
 *     ""} or {@code src/}
 */
record TreeFiles(String revision, List<RepoPath> paths, Map<String, String> ignores) {
  private static final String IGNORE = ".gitignore";

  /** No ignore file that people write is longer. */
  private static final int LARGEST = 1 << 20;

  static TreeFiles of(Path gitDirectory, Oid commit, String revision) throws IOException {
    List<RepoPath> paths = new ArrayList<>();
    Map<String, String> ignores = new LinkedHashMap<>();
    try (CommitFiles files = CommitFiles.open(gitDirectory, commit)) {
      files.walk(
          file -> {
            paths.add(file.path());
            String path = file.path().text();
            boolean isIgnore = path.equals(IGNORE) || path.endsWith("/" + IGNORE);
            if (isIgnore && file.kind().isFile()) {
              ignores.put(path.substring(0, path.length() - IGNORE.length()), text(file));
            }
            return true;
          });
    }
    return new TreeFiles(revision, paths, ignores);
  }

  private static String text(CommitFiles.File file) throws IOException {
    try (InputStream in = file.open()) {
      return new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1);
    }
  }
}
