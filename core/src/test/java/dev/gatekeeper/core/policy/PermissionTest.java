package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.match.PathState;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Ruling.Outcome;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/semantics.md, section 3. */
@Tag("bytes")
class PermissionTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);
  private static final AgentId ONE = new AgentId("one");
  private static final AgentId TWO = new AgentId("two");
  private static final AgentId THREE = new AgentId("three");

  private static final Policy POLICY =
      policy(
          List.of(
              agent(
                  ONE,
                  List.of("/src/", "/config/", "!/config/secrets/", "docs/*.md", "/tmp/one/"),
                  List.of("tools/", "/src/auth/", "!/src/auth/README")),
              agent(TWO, List.of("/src/auth/", "/tools/"), List.of()),
              agent(THREE, List.of("/tests/", "/docs/", "!link/"), List.of("*.key"))),
          List.of(
              waiver(ONE, TODAY, "/tests/conftest.py", "/src/auth/token.c", "/gatekeeper.yml"),
              waiver(ONE, TODAY.plusDays(9), "/extra/", "!/extra/not/"),
              waiver(ONE, TODAY.plusDays(9), "/extra/not/but"),
              waiver(ONE, TODAY.minusDays(1), "/late/"),
              waiver(TWO, TODAY, "/tests/two")));

  @ParameterizedTest(name = "{0}: {1} by {2}; owners {3}")
  @CsvSource({
    "src/a, OWNED, /src/, ''",
    "src/x/y, OWNED, /src/, ''",
    "src, NOT_OWNED, '', ''",
    "config/a, OWNED, /config/, ''",
    "config/secrets/a, NOT_OWNED, !/config/secrets/, ''",
    "config/secrets, NOT_OWNED, !/config/secrets/, ''",
    "docs/a.md, OWNED, docs/*.md, ''",
    "docs/a.txt, NOT_OWNED, '', three",
    "tmp/one/log, OWNED, /tmp/one/, ''",
    "tools/x, FORBIDDEN, tools/, two",
    "src/tools/x, FORBIDDEN, tools/, ''",
    "src/tools, FORBIDDEN, tools/, ''",
    "src/auth/a.c, FORBIDDEN, /src/auth/, two",
    "src/auth/README, OWNED, /src/, ''",
    "src/auth/token.c, WAIVED, /src/auth/token.c, ''",
    "tests/conftest.py, WAIVED, /tests/conftest.py, ''",
    "tests/two, NOT_OWNED, '', 'two,three'",
    "extra/a, WAIVED, /extra/, ''",
    "extra/not/a, NOT_OWNED, '', ''",
    "extra/not/but, WAIVED, /extra/not/but, ''",
    "late/a, NOT_OWNED, '', ''",
    "gatekeeper.yml, PROTECTED, /gatekeeper.yml, ''",
    "src/.gitattributes, PROTECTED, .gitattributes, ''",
    "src/.github, OWNED, /src/, ''",
    ".github, PROTECTED, /.github/, ''",
    "nowhere, NOT_OWNED, '', ''"
  })
  void theOrderOfSectionThree(String text, Outcome outcome, String pattern, String owners) {
    Permission permission = Permission.of(POLICY, ONE, TODAY);
    RepoPath path = RepoPath.of(text);

    Ruling ruling = permission.explain(path);

    assertThat(ruling.outcome()).isEqualTo(outcome);
    assertThat(permission.outcome(path)).isEqualTo(outcome);
    String decided =
        ruling.reason() instanceof Ruling.Reason.ByRule byRule ? byRule.rule().pattern() : "";
    assertThat(decided).isEqualTo(pattern);
    assertThat(ruling.owners().stream().map(AgentId::id).toList())
        .isEqualTo(owners.isEmpty() ? List.of() : List.of(owners.split(",")));
  }

  @Test
  void theReasonNamesTheListAndTheLine() {
    Ruling ruling = Permission.of(POLICY, ONE, TODAY).explain(RepoPath.of("src/auth/token.c"));

    assertThat(ruling.reason())
        .isEqualTo(
            new Ruling.Reason.ByRule(
                new Rule(
                    Rule.List.WAIVERS, "/src/auth/token.c", new Location("gatekeeper.yml", 2, 1))));
  }

  @Test
  void theOrderOfAgentsAndWaiversDoesNotMatter() {
    Random random = new Random(11);
    List<RepoPath> paths =
        List.of("src/a", "src/auth/token.c", "extra/not/but", "extra/not/a", "tests/two", "docs/a")
            .stream()
            .map(RepoPath::of)
            .toList();
    for (int i = 0; i < 50; i++) {
      List<Agent> agents = new ArrayList<>(POLICY.agents());
      List<Waiver> waivers = new ArrayList<>(POLICY.waivers());
      Collections.shuffle(agents, random);
      Collections.shuffle(waivers, random);
      Policy shuffled = policy(agents, waivers);
      for (AgentId agent : List.of(ONE, TWO, THREE)) {
        for (RepoPath path : paths) {
          Ruling ruling = Permission.of(shuffled, agent, TODAY).explain(path);
          Ruling before = Permission.of(POLICY, agent, TODAY).explain(path);
          assertThat(ruling.outcome()).isEqualTo(before.outcome());
          assertThat(ruling.reason()).isEqualTo(before.reason());
          assertThat(ruling.owners()).hasSameElementsAs(before.owners());
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} is wholly the agent''s: {1}")
  @CsvSource({
    "src, false", // /src/auth/ is forbidden
    "src/daemon, true", // tools/ may stand anywhere and is checked in the tree
    "src/daemon/tools, false",
    "src/auth, false",
    "config, false", // all but secrets
    "config/secrets, false",
    "config/public, true",
    "docs, false", // only *.md
    "extra, false",
    "extra/a, true", // by a waiver
    "extra/not, false",
    "tmp, false",
    "tmp/one, true",
    "late, false",
    ".github, false",
    "elsewhere, false"
  })
  void aDirectoryWhollyTheAgents(String path, boolean wholly) {
    Permission permission = Permission.of(POLICY, ONE, TODAY);

    assertThat(permission.wholly(walk(permission, path))).isEqualTo(wholly);
  }

  @ParameterizedTest(name = "owning {0}, forbidden {1}: {2} is wholly the agent''s: {3}")
  @CsvSource({
    "*, /x/y, z, true",
    "*, /x/y, x, false",
    "/*, /z/*/secret, z, false",
    "/a/*, /z, a, true",
    "/a/*/*, /z, a, false",
    "/a/*/*, /z, a/b, true",
    "/a/b*, /z, a, false",
    "/a/**, /z, a, true",
    "/a/**/, /z, a, false",
    "/a/, **/b/c, a, true",
    "/a/, **/b/c, a/b, false",
    "/a/, /a/**/c, a/b, false",
    "/a/, /a/*/, a, false"
  })
  void patternsThatWait(String owns, String forbids, String folder, boolean wholly) {
    Policy policy = policy(List.of(agent(ONE, List.of(owns), List.of(forbids))), List.of());
    Permission permission = Permission.of(policy, ONE, TODAY);

    assertThat(permission.wholly(walk(permission, folder))).isEqualTo(wholly);
  }

  @Test
  void theRootIsNobodysBecauseThePolicyIsProtected() {
    Policy policy = policy(List.of(agent(ONE, List.of("*"), List.of())), List.of());
    Permission permission = Permission.of(policy, ONE, TODAY);

    assertThat(permission.wholly(permission.start())).isFalse();
  }

  @Test
  void aMaintainerMayChangeEveryPath() {
    Permission permission = Permission.everything(POLICY, TODAY);
    RepoPath path = RepoPath.of("gatekeeper.yml");

    assertThat(permission.outcome(path)).isEqualTo(Outcome.OWNED);
    assertThat(permission.explain(path).allowed()).isTrue();
    assertThat(permission.wholly(permission.start())).isTrue();
    assertThat(permission.owners(RepoPath.of("tests/two"))).containsExactly(TWO, THREE);
  }

  @Test
  void anUnknownAgentIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Permission.of(POLICY, new AgentId("four"), TODAY));
  }

  private static PathState<Outcome> walk(Permission permission, String path) {
    PathState<Outcome> folder = permission.start();
    for (String name : path.split("/", -1)) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      folder = permission.enter(folder, bytes, 0, bytes.length);
    }
    return folder;
  }

  private static Policy policy(List<Agent> agents, List<Waiver> waivers) {
    return new Policy(
        "gatekeeper.yml",
        "0".repeat(64),
        "",
        Policy.Identity.BRANCH,
        Policy.Mode.ENFORCE,
        new Policy.IntegrationSettings("main", List.of(), List.of(), false, List.of(), ""),
        rules(
            Rule.List.PROTECTED,
            List.of("/gatekeeper.yml", ".gitattributes", "/.gitmodules", "/.github/")),
        Policy.Contents.DEFAULT,
        Policy.Limits.DEFAULT,
        agents,
        waivers,
        List.of());
  }

  private static Agent agent(AgentId id, List<String> owns, List<String> forbids) {
    return new Agent(
        id,
        Location.ofDefault("gatekeeper.yml"),
        "",
        new Agent.BranchRules(List.of()),
        List.of(),
        rules(Rule.List.OWNS, owns),
        rules(Rule.List.FORBIDS, forbids),
        List.of(),
        List.of(),
        false,
        true,
        "",
        "",
        List.of());
  }

  private static Waiver waiver(AgentId agent, LocalDate until, String... paths) {
    return new Waiver(
        agent,
        rules(Rule.List.WAIVERS, List.of(paths)),
        until,
        "agreed",
        Location.ofDefault("gatekeeper.yml"));
  }

  private static PathRules rules(Rule.List list, List<String> patterns) {
    List<PathRules.PathRule> rules = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        rules.add(
            new PathRules.PathRule(
                PathPattern.parse(pattern),
                new Rule(list, pattern, new Location("gatekeeper.yml", rules.size() + 1, 1))));
      } catch (BadPattern e) {
        throw new IllegalArgumentException(e);
      }
    }
    return new PathRules(rules);
  }
}
