package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.Judging;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Standing;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Symbolic links that escape in a merge, though on neither side alone (semantics, section 6): one
 * that another passes through has changed on the other side. Every link is followed as its owner
 * may, and one that is nobody's as a maintainer may.
 */
public final class StrayLinks {
  private final Judging judging;
  private final Permission all;
  private final Map<AgentId, Permission> permissions = new HashMap<>();

  public StrayLinks(Judging judging) {
    this.judging = judging;
    this.all = judging.everything();
  }

  /**
   * Those of a commit, each with its owner and why it may not, but for what is so in one of those
   * it was made of.
   */
  public List<String> in(Oid made, List<Oid> of) throws IOException {
    SortedMap<RepoPath, String> stray = judging.history().strayLinks(made, this::whose);
    for (Oid before : of) {
      if (!stray.isEmpty()) {
        stray.entrySet().removeAll(judging.history().strayLinks(before, this::whose).entrySet());
      }
    }
    return stray.entrySet().stream().map(link -> words(link.getKey(), link.getValue())).toList();
  }

  private Permission whose(RepoPath link) {
    for (AgentId owner : all.owners(link)) {
      return permissions.computeIfAbsent(owner, judging::permission);
    }
    return all;
  }

  private String words(RepoPath link, String why) {
    List<AgentId> owners = all.owners(link);
    String whom = owners.isEmpty() ? "" : "for " + Standing.names(owners) + ", ";
    return whom + "SYMLINK_ESCAPE at " + link.quoted() + ": " + why;
  }
}
