package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;

/**
 * What the policy expects of itself: that an agent may change a path, or that it may not. Waivers
 * are left out of it, since they end.
 */
public record PathTest(AgentId agent, boolean may, RepoPath path, Location at) {

  /** As the policy writes it; a path that begins like {@code not} gets a slash before it. */
  @Override
  public String toString() {
    boolean likeNot = path.text().regionMatches(true, 0, "not", 0, 3);
    return agent + (may ? " may " : " may not ") + (likeNot ? "/" : "") + path;
  }
}
