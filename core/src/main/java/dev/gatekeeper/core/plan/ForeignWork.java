package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Foreign paths that a handoff's history changes: a waiver that has ended, a maintainer's push or
 * {@code mode: warn} allowed the change. Once the integration branch reaches such a commit it
 * counts as merged, whoever brings it later, while the path has stayed as it was: the change would
 * be lost in silence.
 */
public final class ForeignWork {
  private ForeignWork() {}

  /**
   * The foreign paths that commits change which are in {@code work} and in none of {@code onto},
   * each with the first that does.
   */
  public static Map<RepoPath, Oid> in(History history, Set<Oid> onto, Oid work, Permission own)
      throws IOException {
    Map<RepoPath, Oid> found = new LinkedHashMap<>();
    history.judge(
        work,
        onto,
        own,
        Policy.Contents.ANY,
        new Findings() {
          @Override
          public void trespass(Oid commit, RepoPath path, Change change) {
            found.putIfAbsent(path, commit);
          }
        });
    return found;
  }
}
