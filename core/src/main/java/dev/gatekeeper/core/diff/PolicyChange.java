package dev.gatekeeper.core.diff;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import java.util.List;

/**
 * Something that is otherwise under the newer policy.
 *
 * @param agent whose it is: a list of one, or none for what concerns everybody
 * @param key the part of the policy, such as {@code after} or {@code limits.commits}
 * @param path a shortest path, or branch, that shows it: a list of one, or none
 * @param before what the older policy says, for people; may be empty
 * @param after what the newer says; may be empty
 */
public record PolicyChange(
    List<AgentId> agent, Kind kind, String key, List<RepoPath> path, String before, String after) {

  public PolicyChange {
    agent = List.copyOf(agent);
    path = List.copyOf(path);
  }

  /** What kind of change it is. */
  public enum Kind {
    /** There is a new agent. */
    ADDED,
    /** An agent is gone. */
    REMOVED,
    /** The path is covered now: of {@code protected} that takes permission away. */
    GAINED,
    /** The path is covered no longer. */
    LOST,
    /** The value is another. */
    CHANGED,
    /** Whether something is gained or lost is not known: the patterns tell too much apart. */
    NOT_COMPARED
  }
}
