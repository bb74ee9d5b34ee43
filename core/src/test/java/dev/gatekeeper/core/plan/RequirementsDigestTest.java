package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Check.Expect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What an agent is held to, as a digest: handoffs lapse where it differs. */
class RequirementsDigestTest {
  private static final Location HERE = new Location("gatekeeper.yml", 1, 1);

  private static PathPattern pattern(String text) throws Exception {
    return PathPattern.parse(text);
  }

  private static Agent agent(List<String> after, Check... checks) {
    Agent a = new PolicyBuilder().agent("a", "/a/").build().agents().get(0);
    return new Agent(
        a.id(),
        a.at(),
        a.title(),
        a.branches(),
        a.principals(),
        a.owns(),
        a.forbids(),
        after.stream().map(AgentId::new).toList(),
        a.excludes(),
        a.rewrite(),
        a.ancestry(),
        a.estimate(),
        a.brief(),
        List.of(checks));
  }

  private static Check.Run run(Duration timeout, Expect expect, String... command) {
    return new Check.Run("run", HERE, List.of(command), timeout, expect);
  }

  private static Expect expect(String stdout) {
    return new Expect(
        0, Optional.of(stdout), Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** No two of them are alike: each differs from another in one thing. */
  @Test
  void whatDiffersInOneThingDiffers() throws Exception {
    Semantics.assertSays(6, "and neither validate nor after of the agent differs");
    Duration minute = Duration.ofMinutes(1);
    Check exists = new Check.Exists("e", HERE, pattern("/a"));
    Check absent = new Check.Absent("e", HERE, "x", List.of(pattern("/a")), 0);
    Check lines = new Check.Lines("e", HERE, List.of(pattern("/a")), 10);
    Check run = run(minute, Expect.EXIT_ZERO, "make", "test");
    List<Agent> agents = new ArrayList<>();
    agents.add(agent(List.of()));
    agents.add(agent(List.of("b")));
    agents.add(agent(List.of("c")));
    agents.add(agent(List.of("b", "c")));
    agents.add(agent(List.of("bc")));
    agents.add(agent(List.of(), exists));
    agents.add(agent(List.of(), new Check.Exists("e", HERE, pattern("/b"))));
    agents.add(agent(List.of(), absent));
    agents.add(agent(List.of(), new Check.Absent("e", HERE, "y", List.of(pattern("/a")), 0)));
    agents.add(agent(List.of(), new Check.Absent("e", HERE, "x", List.of(pattern("/b")), 0)));
    agents.add(agent(List.of(), new Check.Absent("e", HERE, "x", List.of(pattern("/a")), 1)));
    agents.add(agent(List.of(), lines));
    agents.add(agent(List.of(), new Check.Lines("e", HERE, List.of(pattern("/b")), 10)));
    agents.add(agent(List.of(), new Check.Lines("e", HERE, List.of(pattern("/a")), 11)));
    agents.add(agent(List.of(), run));
    agents.add(agent(List.of(), run(minute, Expect.EXIT_ZERO, "make test")));
    agents.add(agent(List.of(), run(minute, Expect.EXIT_ZERO, "make", "check")));
    agents.add(agent(List.of(), run(Duration.ofMinutes(2), Expect.EXIT_ZERO, "make", "test")));
    agents.add(agent(List.of(), run(minute, expect("x"), "make", "test")));
    agents.add(agent(List.of(), exists, absent));
    agents.add(agent(List.of(), absent, exists));
    assertThat(agents.stream().map(RequirementsDigest::of)).doesNotHaveDuplicates();
    assertThat(agents.stream().map(RequirementsDigest::of))
        .allSatisfy(digest -> assertThat(digest).matches("[0-9a-f]{64}"));
  }

  @Test
  void namesPlacesAndTheOrderOfAfterDoNotCount() throws Exception {
    Check check = new Check.Exists("one name", HERE, pattern("/a"));
    Check same = new Check.Exists("another", new Location("gatekeeper.yml", 9, 9), pattern("/a"));
    assertThat(RequirementsDigest.of(agent(List.of("b", "c"), check)))
        .isEqualTo(RequirementsDigest.of(agent(List.of("c", "b"), same)));
  }
}
