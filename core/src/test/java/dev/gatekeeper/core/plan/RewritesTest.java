package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The one rewrite that is always allowed (docs/semantics.md, section 5, "Moving branches"): away
 * from a tip that would be refused at a handoff, to one that would not. {@code w} is where the
 * branch goes. A push may bring two commits.
 */
class RewritesTest {
  private static PlanStory told(String plan, String story) throws IOException {
    Limits few =
        new Limits(
            2,
            Limits.DEFAULT.paths(),
            Limits.DEFAULT.time(),
            Limits.DEFAULT.pack(),
            Limits.DEFAULT.object());
    return PlanStory.of(
        story,
        new PolicyBuilder().plan(plan).build(),
        new PolicyBuilder().plan(plan).limits(few).digest('2').build());
  }

  @ParameterizedTest(name = "{0}: {1}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a     | a works; t works at a/f as w                                | a | false
          a     | a works at x/f; t works at a/f as w                         | a | true
          a     | a works at x/f; t works at y/f as w                         | a | false
          a     | a works at x/f; t moves on root as w                        | a | true
          a b<a | a works; a hands off; b works on root; t works on a at b/f as w | b | true
          a b<a | a works; a hands off; b works on root; t works on root at b/g as w | b | false
          a b~<a | a works; a hands off; b works on root; t works on root at b/g as w | b | false
          a b<a | a works; a hands off; b works on a; t works on a at b/f as w    | b | false
          a     | a works; a hands off; a reopens; a works at x/f; t works on root at a/f as w | a | false
          a     | a works as h; a hands off; a reopens; a works at x/f; t works on h at a/f as w | a | true
          a     | a gets as g; a works at x/f; t works on root at a/f as w    | a | false
          a     | a gets as g; a works at x/f; t works on g at a/f as w       | a | true
          a     | a gets at x/f; t works on root at a/f as w                  | a | true
          a     | a gets as g; main moves on g; a works at x/f; t works on root at a/f as w | a | true
          a     | policy 2 comes; a works; a works; t works at a/f as w       | a | false
          a     | policy 2 comes; a works; a works; a works; t works at a/f as w | a | true
          a     | a works as h; a hands off; a is in; a is undone; a moves on h; t works on main at a/f as w | a | true
          a     | a works as h; a hands off; a is in; a is undone as u; t works on root at a/g as w | a | false
          """)
  void isAllowed(String plan, String story, String agent, boolean allowed) throws IOException {
    PlanStory told = told(plan, story);
    RefUpdate update = new RefUpdate(RefName.branch(agent), told.oid(agent), told.oid("w"));
    Rewrites rewrites = new Rewrites(told.plan(), told.history());
    assertThat(rewrites.isAllowed(update, told.agent(agent))).isEqualTo(allowed);
  }

  @ParameterizedTest(name = "{0}: {1}: keeps {3}, starts at {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a     | a works                                                      | a | ""    | ""
          a     | a works at x/f                                               | a | ""    | main
          a     | a works as h; a hands off; a reopens; a works at x/f         | a | h     | h
          a     | a gets as g; a works at x/f                                  | a | g     | g
          a     | a gets as g; a gets as j; a works at x/f                     | a | j     | j
          a     | a gets at x/f as g; a works                                  | a | ""    | main
          a     | a/y gets as g; a works at x/f                                | a | ""    | main
          a b<a | a works as h; a hands off; b works on root                   | b | ""    | h
          a b<a | a works as h; a hands off; b gets on h as g; b works at x/f  | b | g     | g
          a b<a | a works; a hands off; b gets on a as g; b works at x/f; a reopens; a works as h; a hands off | b | g | h g
          """)
  void keptAndStarts(String plan, String story, String agent, String kept, String starts)
      throws IOException {
    PlanStory told = told(plan, story);
    Rewrites rewrites = new Rewrites(told.plan(), told.history());
    RefName branch = RefName.branch(agent);
    Oid tip = told.oid(agent);
    assertThat(names(told, List.copyOf(rewrites.kept(tip, branch, told.agent(agent)))))
        .isEqualTo(kept);
    List<Oid> found = rewrites.starts(tip, branch, told.agent(agent));
    assertThat(
            names(
                told,
                found.stream().sorted((a, b) -> name(told, b).compareTo(name(told, a))).toList()))
        .isEqualTo(starts);
  }

  private static String name(PlanStory told, Oid commit) {
    return commit.equals(told.oid("main")) ? "main" : told.name(commit);
  }

  private static String names(PlanStory told, List<Oid> commits) {
    return commits.stream().map(commit -> name(told, commit)).collect(Collectors.joining(" "));
  }
}
