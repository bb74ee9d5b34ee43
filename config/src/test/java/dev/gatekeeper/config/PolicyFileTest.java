package dev.gatekeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Check.Expect;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Contents;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a good file comes out as. */
@Tag("bytes")
class PolicyFileTest {
  private static final String FILE = "gatekeeper.yml";
  private static final Pattern PREFIX = Pattern.compile("^ *(?:- )*(?:\\w+: )?");

  private final Policy policy = Files.policy(Files.resource("everything.yml"));

  @Test
  void theFileAsAWhole() {
    assertThat(policy.file()).isEqualTo(FILE);
    assertThat(policy.title()).isEqualTo("Second phase, in parallel");
    assertThat(policy.identity()).isEqualTo(Policy.Identity.REQUIRED);
    assertThat(policy.mode()).isEqualTo(Policy.Mode.WARN);
    assertThat(policy.contents()).isEqualTo(new Contents(true, Policy.WindowsNames.REFUSE));
    assertThat(policy.limits())
        .isEqualTo(new Limits(10, 20, Duration.ofSeconds(30), 1L << 30, 512 << 10));
    assertThat(policy.agents())
        .extracting(agent -> agent.id().id())
        .containsExactly("agent-1", "agent-2", "agent-3", "agent-4");
  }

  @Test
  void integration() {
    assertThat(policy.integration().branch()).isEqualTo("trunk");
    assertThat(policy.integration().maintainers())
        .containsExactly(new Principal("alice"), new Principal("bob"));
    assertThat(policy.integration().validators()).containsExactly(new Principal("ci"));
    assertThat(policy.integration().direct()).isTrue();
    assertThat(policy.integration().tag()).isEqualTo("v2.3.0");
    Check.Run run = (Check.Run) policy.integration().validate().get(0);
    assertThat(run.command()).containsExactly("sh", "-c", "python scripts/run_all_tests.py");
    assertThat(run.timeout()).isEqualTo(Duration.ofMinutes(30));
    assertThat(run.expect()).isEqualTo(Expect.EXIT_ZERO);
  }

  @Test
  void anAgentWithAllKeys() {
    Agent agent = agent("agent-1");
    assertThat(agent.at()).isEqualTo(new Location(FILE, 26, 3));
    assertThat(agent.title()).isEqualTo("Performance");
    assertThat(agent.branches().patterns())
        .extracting(PathPattern::toString)
        .containsExactly("agent-1", "agent-1/**", "!agent-1/tmp");
    assertThat(agent.principals())
        .containsExactly(new Principal("agent-1"), new Principal("carol"));
    assertThat(agent.owns().rules())
        .extracting(PathRules.PathRule::rule)
        .containsExactly(
            new Rule(Rule.List.OWNS, "/src/daemon/monitoring/", new Location(FILE, 31, 9)),
            new Rule(
                Rule.List.OWNS, "/src/daemon/monitoring_endpoint.py", new Location(FILE, 32, 9)),
            new Rule(Rule.List.OWNS, "/config/", new Location(FILE, 33, 9)),
            new Rule(Rule.List.OWNS, "!/config/secrets/", new Location(FILE, 34, 9)),
            new Rule(Rule.List.SCRATCH, "/tmp/agent1_performance/", new Location(FILE, 36, 14)));
    assertThat(agent.forbids().rules())
        .extracting(rule -> rule.rule().pattern())
        .containsExactly("tools/", "/src/auth/");
    assertThat(agent.excludes()).containsExactly(new AgentId("agent-2"), new AgentId("agent-4"));
    assertThat(agent.rewrite()).isTrue();
    assertThat(agent.ancestry()).isFalse();
    assertThat(agent.estimate()).isEqualTo("8h-10h");
    assertThat(agent.brief())
        .isEqualTo("Decompose monitoring_endpoint.py.\nKeep what it answers.\n");
  }

  @Test
  void checks() {
    List<Check> first = agent("agent-1").validate();
    assertThat(first).extracting(Check::name).startsWith("the monitoring package exists");
    assertThat(((Check.Exists) first.get(0)).path()).hasToString("/src/daemon/monitoring/");
    assertThat(((Check.Lines) first.get(1)).max()).isEqualTo(300);
    assertThat(((Check.Run) first.get(2)).timeout()).isEqualTo(Duration.ofSeconds(90));

    List<Check> second = agent("agent-2").validate();
    assertThat(second)
        .extracting(Check::name)
        .containsExactly(
            "at most 2 `raise Exception` in /src/**/*.py",
            "no `FIXME` in /src/, !/src/old/",
            "no `TODO` in *",
            "grep -r \"logger.error\" src/daemon --include=*.py | wc -l",
            "python -c print(1)");
    assertThat(((Check.Absent) second.get(0)).atMost()).isEqualTo(2);
    assertThat(((Check.Run) second.get(3)).expect().stdout()).contains("0");
    Check.Run last = (Check.Run) second.get(4);
    assertThat(last.command()).containsExactly("python", "-c", "print(1)", "");
    assertThat(last.expect().exit()).isEqualTo(3);
    assertThat(last.expect().matches()).contains("^[01]$");
    Check.Run coverage = (Check.Run) agent("agent-3").validate().get(0);
    assertThat(coverage.expect().atLeast()).isEqualTo(OptionalDouble.of(80));
    assertThat(coverage.expect().atMost()).isEqualTo(OptionalDouble.of(100.5));
  }

  @Test
  void aWaiver() {
    Waiver waiver = policy.waivers().get(0);
    assertThat(waiver.agent()).isEqualTo(new AgentId("agent-2"));
    assertThat(waiver.until()).isEqualTo(LocalDate.of(2026, 12, 31));
    assertThat(waiver.paths().rules().get(0).rule())
        .isEqualTo(new Rule(Rule.List.WAIVERS, "/tests/conftest.py", new Location(FILE, 80, 13)));
    assertThat(waiver.reason()).startsWith("shared fixture");
  }

  @Test
  void whatIsNotWrittenIsTheDefault() {
    Policy small = Files.policy("version: 1\nagents: {a: {branches: [a]}}");
    assertThat(small.title()).isEmpty();
    assertThat(small.identity()).isEqualTo(Policy.Identity.BRANCH);
    assertThat(small.mode()).isEqualTo(Policy.Mode.ENFORCE);
    assertThat(small.contents()).isEqualTo(new Contents(false, Policy.WindowsNames.ALLOW));
    assertThat(small.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(small.integration()).isEqualTo(PolicyReader.DEFAULT_INTEGRATION);
    assertThat(small.integration().branch()).isEqualTo("main");
    assertThat(small.waivers()).isEmpty();
    assertThat(small.protectedPaths().rules())
        .extracting(rule -> rule.rule().pattern())
        .containsExactly("/gatekeeper.yml", ".gitattributes", "/.gitmodules", "/.github/");
    Agent agent = small.agents().get(0);
    assertThat(agent.principals()).containsExactly(new Principal("a"));
    assertThat(agent.owns()).isEqualTo(PathRules.NONE);
    assertThat(agent.forbids()).isEqualTo(PathRules.NONE);
    assertThat(agent.rewrite()).isFalse();
    assertThat(agent.ancestry()).isTrue();
    assertThat(agent.validate()).isEmpty();
  }

  @Test
  void thePolicyFileIsProtectedWhateverTheListSays() {
    assertThat(policy.protectedPaths().rules())
        .extracting(rule -> rule.rule().pattern())
        .containsExactly(".gitattributes", "/.github/", "/gatekeeper.yml");
    assertThat(policy.protectedPaths().rules().get(2).rule().at().isDefault()).isTrue();
    assertThat(protectedBy("[/gatekeeper.yml, /x]")).containsExactly("/gatekeeper.yml", "/x");
    assertThat(protectedBy("[/gatekeeper.yml, \"!*.yml\"]"))
        .containsExactly("/gatekeeper.yml", "!*.yml", "/gatekeeper.yml");
    assertThat(protectedBy("[]")).containsExactly("/gatekeeper.yml");
  }

  @Test
  void theDigestIsThatOfTheBytes() {
    // printf 'version: 1\nagents: {a: {branches: [a]}}' | sha256sum
    assertThat(Files.policy("version: 1\nagents: {a: {branches: [a]}}").digest())
        .isEqualTo("2216fc860fc4e5a69d0659c1c021418047882098f9524c1b72a8d353ef788271");
  }

  /** Values, and the places of them, whatever editor has had the file. */
  @Test
  void marksOfEditorsChangeNothing() {
    String file = Files.resource("everything.yml");
    String other =
        "\uFEFF"
            + file.lines()
                .map(PREFIX::matcher)
                .map(line -> line.replaceFirst(found -> found.group().replace(' ', '\u00a0')))
                .collect(Collectors.joining("\r\n"));
    assertThat(other).contains("\u00a0-\u00a0", ":\u00a0");
    Policy read = Files.policy(other);
    assertThat(read.agents()).hasToString(policy.agents().toString());
    assertThat(read.integration()).hasToString(policy.integration().toString());
    assertThat(read.protectedPaths()).hasToString(policy.protectedPaths().toString());
    assertThat(Files.problems("\uFEFFversion: 2\n")).isEqualTo(Files.problems("version: 2\n"));
  }

  @Test
  void moreIsProtectedWithoutRepeatingWhatIsByDefault() {
    String agents = "\nagents: {a: {branches: [a]}}";
    assertThat(Files.policy("version: 1\nalso_protected: [/AGENTS.md]" + agents).protectedPaths())
        .extracting(paths -> paths.patterns().toString())
        .isEqualTo("[/gatekeeper.yml, .gitattributes, /.gitmodules, /.github/, /AGENTS.md]");
    assertThat(
            Files.policy("version: 1\nprotected: [/x]\nalso_protected: [/y, \"!/*.yml\"]" + agents)
                .protectedPaths()
                .patterns()
                .toString())
        .isEqualTo("[/x, /y, !/*.yml, /gatekeeper.yml]");
  }

  private static List<String> protectedBy(String list) {
    String text = "version: 1\nprotected: " + list + "\nagents: {a: {branches: [a]}}";
    return Files.policy(text).protectedPaths().rules().stream()
        .map(rule -> rule.rule().pattern())
        .toList();
  }

  private Agent agent(String id) {
    return policy.agent(new AgentId(id)).orElseThrow();
  }
}
