package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.PusherRole;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Symbolic links that escape in a merge, though on neither side alone (semantics, section 6): one
 * that another passes through has changed on the other side. Every link is followed as its owner
 * may, one of several owners as any of them may, and one that is nobody's as a maintainer may.
 */
public final class StrayLinks {
  private final JudgingContext judging;
  private final Permission all;
  private final Map<AgentId, Permission> permissions = new HashMap<>();

  public StrayLinks(JudgingContext judging) {
    this.judging = judging;
    this.all = judging.everything();
  }

  /**
   * Those of a commit, each with its owner and why it may not, but for what is so in one of those
   * it was made of.
   */
  public List<String> in(Oid made, List<Oid> of) throws IOException {
    SortedMap<RepoPath, String> stray = in(made);
    for (Oid before : of) {
      if (!stray.isEmpty()) {
        stray.entrySet().removeAll(in(before).entrySet());
      }
    }
    return stray.entrySet().stream().map(link -> words(link.getKey(), link.getValue())).toList();
  }

  private SortedMap<RepoPath, String> in(Oid commit) throws IOException {
    SortedMap<RepoPath, String> stray =
        judging.history().strayLinks(commit, link -> whose(link, 0));
    for (int place = 1; hasOwner(stray.keySet(), place); place++) {
      int next = place;
      stray
          .keySet()
          .retainAll(judging.history().strayLinks(commit, link -> whose(link, next)).keySet());
    }
    return stray;
  }

  private boolean hasOwner(Set<RepoPath> links, int place) {
    return links.stream().anyMatch(link -> all.owners(link).size() > place);
  }

  /** What the owner of a link at that place among its owners may change, or the last of them. */
  private Permission whose(RepoPath link, int place) {
    List<AgentId> owners = all.owners(link);
    return owners.isEmpty()
        ? all
        : permissions.computeIfAbsent(
            owners.get(Math.min(place, owners.size() - 1)), judging::permission);
  }

  private String words(RepoPath link, String why) {
    List<AgentId> owners = all.owners(link);
    String whom = owners.isEmpty() ? "" : "for " + PusherRole.names(owners) + ", ";
    return whom + "SYMLINK_ESCAPE at " + link.quoted() + ": " + why;
  }
}
