package dev.gatekeeper.config.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.diff.PolicyDiff;
import dev.gatekeeper.core.diff.PolicyDiff.PolicyChange;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Contents;
import dev.gatekeeper.core.policy.Policy.IntegrationSettings;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.policy.Policy.PathTest;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is changed alone in a policy, {@code diff} says that something is otherwise. */
class EverySettingTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);

  /** What a policy is made of. */
  private static final List<Class<?>> PARTS =
      List.of(
          Policy.class,
          IntegrationSettings.class,
          Contents.class,
          Limits.class,
          Agent.class,
          Waiver.class,
          PathTest.class,
          Check.Exists.class,
          Check.Absent.class,
          Check.Lines.class,
          Check.Run.class,
          Check.Expect.class);

  /** Places, the file itself, and what an agent is known by. */
  private static final Set<String> NO_SETTING =
      Set.of("at", "Policy.file", "Policy.digest", "Agent.id");

  /** A part, a line of the policy or of agent {@code a}, and another. */
  private static final String SETTINGS =
      """
      Policy.title          | plan: x                           | plan: y
      Policy.identity       | identity: branch                  | identity: required
      Policy.mode           | mode: enforce                     | mode: warn
      Policy.integration    | integration: {tag: v1}            | integration: {tag: v2}
      Policy.protectedPaths | protected: [/p]                   | protected: [/q]
      Policy.contents       | submodules: true                  | windows_names: refuse
      Policy.limits         | limits: {commits: 8}              | limits: {commits: 9}
      Policy.agents         | agent title: x                    | agent title: y
      Policy.waivers        | waivers: []                       | waivers: [{agent: a, paths: [/w], until: 2026-01-01, reason: r}]
      Policy.tests          | tests: [a may not x]              | tests: []
      IntegrationSettings.branch      | integration: {branch: m}        | integration: {branch: n}
      IntegrationSettings.maintainers | integration: {maintainers: [m]} | integration: {maintainers: [n]}
      IntegrationSettings.validators  | integration: {validators: [m]}  | integration: {validators: [n]}
      IntegrationSettings.direct      | integration: {direct: true}     | integration: {direct: false}
      IntegrationSettings.validate    | integration: {validate: []}     | integration: {validate: [{run: x}]}
      IntegrationSettings.tag         | integration: {tag: v1}          | integration: {}
      Contents.submodules   | submodules: true                  | submodules: false
      Contents.windowsNames | windows_names: allow              | windows_names: refuse
      Limits.commits        | limits: {commits: 1}              | limits: {commits: 2}
      Limits.paths          | limits: {paths: 1}                | limits: {paths: 2}
      Limits.time           | limits: {seconds: 1}              | limits: {seconds: 2}
      Limits.pack           | limits: {pack: 1B}                | limits: {pack: 2B}
      Limits.object         | limits: {object: 1B}              | limits: {object: 2B}
      Agent.title           | agent title: x                    | agent title: y
      Agent.branches        | agent branches: [a]               | agent branches: [a, d]
      Agent.principals      | agent principals: [a]             | agent principals: [a, d]
      Agent.owns            | agent owns: [/o]                  | agent owns: [/o, /p]
      Agent.owns            | agent owns: [/o/]                 | agent scratch: /o/
      Agent.forbids         | agent owns: [/o], forbids: []     | agent owns: [/o], forbids: [o]
      Agent.after           | agent after: [b]                  | agent after: [c]
      Agent.excludes        | agent excludes: [b]               | agent excludes: [c]
      Agent.rewrite         | agent rewrite: true               | agent rewrite: false
      Agent.ancestry        | agent ancestry: true              | agent ancestry: false
      Agent.estimate        | agent estimate: 1h                | agent estimate: 60m
      Agent.brief           | agent brief: "x y"                | agent brief: "x\\ny"
      Agent.validate        | agent validate: [{run: x}, {run: y}] | agent validate: [{run: y}, {run: x}]
      Waiver.agent          | waivers: [{agent: a, paths: [/w], until: 2026-01-01, reason: r}] | waivers: [{agent: b, paths: [/w], until: 2026-01-01, reason: r}]
      Waiver.paths          | waivers: [{agent: a, paths: ["/w, /v"], until: 2026-01-01, reason: r}] | waivers: [{agent: a, paths: [/w, /v], until: 2026-01-01, reason: r}]
      Waiver.until          | waivers: [{agent: a, paths: [/w], until: 2026-01-01, reason: r}] | waivers: [{agent: a, paths: [/w], until: 2026-01-02, reason: r}]
      Waiver.reason         | waivers: [{agent: a, paths: [/w], until: 2026-01-01, reason: r}] | waivers: [{agent: a, paths: [/w], until: 2026-01-01, reason: s}]
      PathTest.agent        | tests: [a may not x]              | tests: [b may not x]
      PathTest.may          | tests: [a may not x]              | tests: [a may /not x]
      PathTest.path         | tests: [a may not x]              | tests: [a may not y]
      Exists.name           | check {name: n, exists: /x}       | check {name: m, exists: /x}
      Exists.path           | check {name: n, exists: /x}       | check {name: n, exists: /x/}
      Absent.name           | check {name: n, absent: x}        | check {name: m, absent: x}
      Absent.text           | check {name: n, absent: x}        | check {name: n, absent: "x "}
      Absent.in             | check {name: n, absent: {text: x, in: [/a/b, /a/c]}} | check {name: n, absent: {text: x, in: ["/a/b, /a/c"]}}
      Absent.atMost         | check {name: n, absent: {text: x, at_most: 1}} | check {name: n, absent: x}
      Lines.name            | check {name: n, lines: {in: /x, max: 1}} | check {name: m, lines: {in: /x, max: 1}}
      Lines.in              | check {name: n, lines: {in: ["/x, /y"], max: 1}} | check {name: n, lines: {in: [/x, /y], max: 1}}
      Lines.max             | check {name: n, lines: {in: /x, max: 1}} | check {name: n, lines: {in: /x, max: 2}}
      Run.name              | check {name: n, run: x}           | check {run: x}
      Run.command           | check {name: n, run: "[a, b]"}    | check {name: n, run: [a, b]}
      Run.command           | check {name: n, run: [a, "b, c"]} | check {name: n, run: [a, b, c]}
      Run.timeout           | check {name: n, run: x, timeout: 1m} | check {name: n, run: x, timeout: 61s}
      Run.expect            | check {name: n, run: x}           | check {name: n, run: x, expect: {exit: 1}}
      Expect.exit           | check {name: n, run: x, expect: {exit: 2}} | check {name: n, run: x, expect: {exit: 1}}
      Expect.stdout         | check {name: n, run: x, expect: {stdout: "x`, matches `y"}} | check {name: n, run: x, expect: {stdout: x, matches: y}}
      Expect.matches        | check {name: n, run: x, expect: {matches: a}} | check {name: n, run: x, expect: {matches: b}}
      Expect.atLeast        | check {name: n, run: x, expect: {last_number: {at_least: 1}}} | check {name: n, run: x, expect: {last_number: {at_most: 1}}}
      Expect.atMost         | check {name: n, run: x, expect: {last_number: {at_most: 1}}} | check {name: n, run: x, expect: {last_number: {at_most: 2}}}
      """;

  static Stream<List<String>> settings() {
    return SETTINGS
        .lines()
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void isSaidToBeOtherwiseIfItAloneIs(List<String> setting) {
    Policy older = policy(setting.get(1));
    Policy newer = policy(setting.get(2));
    assertThat(PolicyDiff.between(older, older, TODAY)).isEmpty();
    List<PolicyChange> changes = PolicyDiff.between(older, newer, TODAY);
    assertThat(changes).isNotEmpty();
    assertThat(changes).allSatisfy(c -> assertThat(c.before()).isNotEqualTo(c.after()));
    assertThat(PolicyDiff.between(newer, older, TODAY)).hasSameSizeAs(changes);
  }

  @Test
  void everyPartOfAPolicyIsASettingHere() {
    Set<String> parts =
        PARTS.stream()
            .flatMap(
                part ->
                    Arrays.stream(part.getRecordComponents())
                        .filter(component -> !NO_SETTING.contains(component.getName()))
                        .map(component -> part.getSimpleName() + "." + component.getName()))
            .filter(name -> !NO_SETTING.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(settings().map(setting -> setting.get(0)).distinct())
        .containsExactlyInAnyOrderElementsOf(parts);
    assertThat(PARTS).contains(Check.class.getPermittedSubclasses());
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "agent principals: [c, d] | agent principals: ['c, d'] | principals: c, d -> \"c, d\"",
        "check {run: [p, 'a, b']} | check {run: [p, a, b]} |"
            + " validate: \"p a, b\": run [p, \"a, b\"] within 600s -> -",
        "check {run: \"a\\nb\"} | check {run: a b} |"
            + " validate: a b: run \"a\\nb\" within 600s -> -",
        "check {run: '[p, a]'} | check {run: [p, a]} | validate: run `[p, a]` within 600s -> -"
      })
  void quotesWhatCouldBeTakenForAnother(String before, String after, String expected) {
    PolicyChange change = PolicyDiff.between(policy(before), policy(after), TODAY).get(0);
    String now = change.after().isEmpty() ? "-" : change.after();
    assertThat(change.key() + ": " + change.before() + " -> " + now).isEqualTo(expected);
  }

  /** Lists of texts that hold what parts the texts of a list. */
  @Test
  void listsAreTheSameIfTheirTextsAre() {
    Random random = new Random(11);
    List<String> pieces = List.of("a", "b", ", ", "\\\"", "`", "[", "]", ": ", "; ", "\\\\", " ");
    int same = 0;
    int rounds = 3_000;
    for (int round = 0; round < rounds; round++) {
      List<String> one = texts(random, pieces);
      List<String> other = texts(random, pieces);
      boolean alike = one.equals(other);
      assertThat(diff("check {name: n, run: ", one, other).isEmpty()).isEqualTo(alike);
      boolean sameNames = new HashSet<>(one).equals(new HashSet<>(other));
      assertThat(diff("agent principals: ", one, other).isEmpty()).isEqualTo(sameNames);
      same += alike ? 1 : 0;
    }
    assertThat(same).isBetween(rounds / 100, rounds / 2);
  }

  private static List<PolicyChange> diff(String key, List<String> one, List<String> other) {
    String end = key.contains("{") ? "]}" : "]";
    return PolicyDiff.between(
        policy(key + "[" + String.join(", ", one) + end),
        policy(key + "[" + String.join(", ", other) + end),
        TODAY);
  }

  private static List<String> texts(Random random, List<String> pieces) {
    Set<String> texts = new TreeSet<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      texts.add(
          IntStream.rangeClosed(0, random.nextInt(2) * random.nextInt(4))
              .mapToObj(j -> pieces.get(j == 0 ? 0 : random.nextInt(pieces.size())))
              .collect(Collectors.joining("", "\"", "z\"")));
    }
    return new ArrayList<>(texts);
  }

  /** A policy with one line of its own, or of agent {@code a}, or one check of that. */
  private static Policy policy(String setting) {
    boolean ofAgent = setting.startsWith("agent ") || setting.startsWith("check ");
    String agent =
        setting.startsWith("check ")
            ? "validate: [" + setting.substring("check ".length()) + "]"
            : setting.startsWith("agent ") ? setting.substring("agent ".length()) : "";
    String branches = agent.startsWith("branches") ? "" : "branches: [a], ";
    String yaml =
        "version: 1\n%s\nagents: {b: {branches: [b]}, c: {branches: [c]}, a: {%s}}\n"
            .formatted(ofAgent ? "" : setting, branches + agent);
    LoadedPolicy loaded = PolicyFile.parse("f", yaml.getBytes(StandardCharsets.UTF_8));
    assertThat(loaded).as("%s%s", yaml, loaded).isInstanceOf(LoadedPolicy.Valid.class);
    return ((LoadedPolicy.Valid) loaded).policy();
  }
}
