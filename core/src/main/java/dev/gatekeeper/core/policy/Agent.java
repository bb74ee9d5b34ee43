package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An agent of the plan.
 *
 * @param at where it stands in the file
 * @param title for people, may be empty
 * @param principals who may push as this agent
 * @param owns what it may change, its {@code scratch} at the end
 * @param forbids what it may not change, whatever it owns
 * @param after the agents from whose validated handoff it starts
 * @param excludes the agents that may not be active at the same time
 * @param rewrite whether it may delete and rewrite its branches
 * @param ancestry whether what it pushes must contain the handoffs it comes after
 * @param estimate how long the work is thought to take, as written; may be empty
 * @param brief what it must know, may be empty
 * @param validate what proves its work good, in order
 */
public record Agent(
    AgentId id,
    Location at,
    String title,
    BranchRules branches,
    List<Principal> principals,
    PathRules owns,
    PathRules forbids,
    List<AgentId> after,
    List<AgentId> excludes,
    boolean rewrite,
    boolean ancestry,
    String estimate,
    String brief,
    List<Check> validate) {
  public Agent {
    principals = List.copyOf(principals);
    after = List.copyOf(after);
    excludes = List.copyOf(excludes);
    validate = List.copyOf(validate);
  }

  public Agent withOwns(PathRules others) {
    return new Agent(
        id,
        at,
        title,
        branches,
        principals,
        others,
        forbids,
        after,
        excludes,
        rewrite,
        ancestry,
        estimate,
        brief,
        validate);
  }

  /**
   * Which branches an agent may push: names below {@code refs/heads/}. The syntax is that of paths,
   * always anchored, and a pattern matches whole names only (semantics, section 2).
   */
  public record BranchRules(List<BranchRule> rules) {
    public BranchRules {
      rules = List.copyOf(rules);
    }

    /** One pattern and where it stands. */
    public record BranchRule(PathPattern pattern, Location at) {}

    /** Whether the last pattern that matches the branch's short name is no exception. */
    public boolean matches(String shortName) {
      RepoPath name = RepoPath.of(shortName);
      boolean matched = false;
      for (BranchRule rule : rules) {
        if (rule.pattern().matchesWhole(name)) {
          matched = !rule.pattern().negated();
        }
      }
      return matched;
    }

    public List<PathPattern> patterns() {
      return rules.stream().map(BranchRule::pattern).toList();
    }

    /**
     * The branch that an agent begins on where nobody names another: the first pattern that is a
     * name; or else the first in which {@code work} can stand for the wildcards: {@code
     * agent-1/work} for {@code agent-1/**}. A name below which others match is left to them, since
     * git can't keep {@code agent-1} and {@code agent-1/work} beside each other.
     *
     * @return its short name, or nothing if the patterns make none
     */
    public Optional<String> first() {
      List<String> texts =
          patterns().stream()
              .filter(pattern -> !pattern.negated() && !pattern.directoryOnly())
              .map(PathPattern::toString)
              .map(text -> text.startsWith("/") ? text.substring(1) : text)
              .toList();
      Stream<String> names = texts.stream().filter(text -> !text.matches(".*[*?\\[\\\\].*"));
      Stream<String> made = texts.stream().map(text -> text.replaceAll("\\*+|\\?", "work"));
      List<String> found =
          Stream.concat(names, made)
              .filter(name -> RefName.branch(name).fault().isEmpty() && matches(name))
              .toList();
      return found.stream()
          .filter(name -> found.stream().noneMatch(other -> other.startsWith(name + "/")))
          .findFirst();
    }
  }
}
