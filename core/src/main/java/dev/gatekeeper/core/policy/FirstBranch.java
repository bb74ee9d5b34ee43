package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.RefName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The branch that an agent begins on where nobody names another. */
public final class FirstBranch {
  private static final String WORK = "work";

  private FirstBranch() {}

  /**
   * The first pattern that is a name; or else the first in which {@code work} can stand for the
   * wildcards: {@code agent-1/work} for {@code agent-1/**}. A name below which others match is left
   * to them, since git can't keep {@code agent-1} and {@code agent-1/work} beside each other.
   *
   * @return its short name, or nothing if the patterns make none
   */
  public static Optional<String> of(Agent.BranchRules branches) {
    List<String> texts =
        branches.patterns().stream()
            .filter(pattern -> !pattern.negated() && !pattern.directoryOnly())
            .map(PathPattern::toString)
            .map(text -> text.startsWith("/") ? text.substring(1) : text)
            .toList();
    Stream<String> names = texts.stream().filter(text -> !text.matches(".*[*?\\[\\\\].*"));
    Stream<String> made = texts.stream().map(text -> text.replaceAll("\\*+|\\?", WORK));
    List<String> found =
        Stream.concat(names, made)
            .filter(name -> RefName.branch(name).faults().isEmpty() && branches.matches(name))
            .toList();
    return found.stream()
        .filter(name -> found.stream().noneMatch(other -> other.startsWith(name + "/")))
        .findFirst();
  }
}
