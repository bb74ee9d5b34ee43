package dev.gatekeeper.core.store;

import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The error for a question about a folder in place of a file; without a working copy the
 * integration branch decides what is a folder.
 */
public final class NotAFile {
  public static final String NEXT = "ask for a file in it";

  private NotAFile() {}

  /** Why there is no answer for one of the paths: it is a folder. Nothing if none is. */
  public static Optional<String> in(Path gitDirectory, Policy policy, List<RepoPath> paths)
      throws IOException {
    String branch = policy.integration().branch();
    try (JGitHistory history = JGitHistory.open(gitDirectory)) {
      Oid tip = history.tip(RefName.branch(branch));
      return tip.isZero()
          ? Optional.empty()
          : history
              .firstFolder(tip, paths)
              .map(path -> "`%s` is a folder on `%s`".formatted(path.quoted(), branch));
    }
  }
}
