package dev.gatekeeper.config.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.diff.PolicyDiff;
import dev.gatekeeper.core.diff.PolicyDiff.PolicyChange;
import dev.gatekeeper.core.diff.PolicyDiff.PolicyChange.Kind;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a change of the policy means, held against trying all short paths. */
class PolicyDiffTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);
  private static final AgentId A = new AgentId("a");

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "owns: [/x/]; owns: [/x/]; ''",
        "owns: [/x/]; owns: [/x/**]; ''",
        "owns: [/x/, /x/y/]; owns: [/x/]; ''",
        "owns: [/x/]; owns: [/y/, /x/, '!/y/']; ''",
        "owns: ['*'], forbids: [/x/]; owns: ['*', '!/x/']; ''",
        "owns: [/x/]; owns: [/x/, /y/]; GAINED paths y/x: no rule -> owns /y/ (new:3)",
        "owns: [/x/, /y/]; owns: [/x/]; LOST paths y/x: owns /y/ (old:3) -> no rule",
        "owns: [/x/]; owns: [/x/], forbids: [z/];"
            + " LOST paths x/z: owns /x/ (old:3) -> forbids z/ (new:3)",
        "owns: [/x/*.c]; owns: [/x/a.c];" + " LOST paths x/.c: owns /x/*.c (old:3) -> no rule",
        "owns: [/x/], scratch: /tmp/a/; owns: [/x/];"
            + " LOST paths tmp/a/x: scratch /tmp/a/ (old:3) -> no rule"
            + " / CHANGED scratch: /tmp/a/ -> -",
        "scratch: /x/; owns: [/x/]; CHANGED scratch: /x/ -> -",
        "after: [b]; after: [c, b]; CHANGED after: b -> b, c",
        "excludes: [c, b]; excludes: [b, c]; ''",
        "rewrite: true; ancestry: false; CHANGED rewrite: true -> false"
            + " / CHANGED ancestry: true -> false",
        "title: x, brief: y, estimate: 1h; title: z, brief: y;"
            + " CHANGED title: x -> z / CHANGED estimate: 1h -> -",
        "principals: [p, q]; principals: [q, r]; CHANGED principals: p, q -> q, r",
        "validate: [{run: t}]; validate: [{run: t, timeout: 1m}];"
            + " CHANGED validate: run `t` within 600s -> - /"
            + " CHANGED validate: - -> run `t` within 60s",
        "validate: [{run: s}, {run: t}]; validate: [{run: s}, {run: t}]; ''",
        "validate: [{exists: /x}]; validate: [{exists: /x}, {lines: {in: /x, max: 3}}];"
            + " CHANGED validate: - -> at most 3 lines in each of /x: at most 3 lines in [/x]"
      })
  void ofOneAgent(String before, String after, String changes) {
    Policy older = policy("old", "", before);
    Policy newer = policy("new", "", after);
    assertThat(said(older, newer)).isEqualTo(changes);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "''; 'mode: warn ~ identity: required';"
            + " CHANGED identity: branch -> required / CHANGED mode: enforce -> warn",
        "''; 'submodules: true ~ limits: {commits: 9, pack: 1MiB}';"
            + " CHANGED submodules: false -> true / CHANGED limits.commits: 10000 -> 9"
            + " / CHANGED limits.pack: 1073741824 -> 1048576",
        "'integration: {maintainers: [m, n]}'; 'integration: {maintainers: [n, m], tag: v1}';"
            + " CHANGED integration.tag: - -> v1",
        "''; 'protected: [/gatekeeper.yml, .gitattributes, /.gitmodules, /.github]'; ''",
        "''; 'protected: [/gatekeeper.yml, .gitattributes, /.gitmodules, /.github/, /x/y]';"
            + " GAINED protected x/y: no rule -> /x/y (new:2)"
            + " / a LOST paths x/y: owns /x/ (old:4) -> protected /x/y (new:2)",
        "''; 'waivers: [{agent: a, paths: [/w], until: 2026-07-01, reason: r}]';"
            + " CHANGED waivers: - -> a may change [/w] until 2026-07-01: r"
            + " / a GAINED paths w: no rule -> waivers /w (new:2)",
        "''; 'waivers: [{agent: a, paths: [/w], until: 2026-06-30, reason: r}]';"
            + " CHANGED waivers: - -> a may change [/w] until 2026-06-30: r"
      })
  void ofThePlan(String before, String after, String changes) {
    Policy older = policy("old", before, "owns: [/x/]");
    Policy newer = policy("new", after, "owns: [/x/]");
    String expected = changes.replace("(old:4)", before.isEmpty() ? "(old:3)" : "(old:4)");
    assertThat(
            PolicyDiff.between(older, newer, TODAY).stream()
                .map(c -> c.agent().map(who -> who + " ").orElse("") + line(c))
                .collect(Collectors.joining(" / ")))
        .isEqualTo(expected);
  }

  @Test
  void whoComesToSharePathsGainsThemAndNobodyLosesThem() {
    String both =
        "version: 1\nagents:\n  a: {branches: [a], owns: [/x/]}\n  b: {branches: [b], %s}\n";
    Policy older = parse("old", both.formatted("owns: [/y/]"));
    Policy newer = parse("new", both.formatted("owns: [/y/, /x/], after: [a]"));
    assertThat(
            PolicyDiff.between(older, newer, TODAY).stream()
                .map(c -> c.agent().orElseThrow() + " " + line(c)))
        .containsExactly(
            "b GAINED paths x/x: no rule -> owns /x/ (new:4)", "b CHANGED after: - -> a");
  }

  @Test
  void agentsComeAndGoWithWhatTheyMayChange() {
    Policy older = parse("old", "version: 1\nagents:\n  a: {branches: [a], owns: [/x/]}\n");
    Policy newer =
        parse("new", "version: 1\nagents:\n  b: {branches: ['b/**', b], owns: [/x/, /y]}\n");
    assertThat(
            PolicyDiff.between(older, newer, TODAY).stream()
                .map(c -> c.agent().orElseThrow() + " " + line(c)))
        .containsExactly(
            "b ADDED agent: - -> new:3",
            "b GAINED paths y: no rule -> owns /y (new:3)",
            "b GAINED paths x/x: no rule -> owns /x/ (new:3)",
            "b GAINED branches b: no rule -> b (new:3)",
            "b GAINED branches b/x: no rule -> b/** (new:3)",
            "a REMOVED agent: old:3 -> -",
            "a LOST paths x/x: owns /x/ (old:3) -> no rule",
            "a LOST branches a: a (old:3) -> no rule");
  }

  @Test
  void whatCannotBeComparedIsNeverSaidToBeTheSame() {
    String many =
        "abcdefghijklmnopqrstuvwxyz"
            .chars()
            .mapToObj(c -> "\"*%c%c*\"".formatted(c, c))
            .collect(Collectors.joining(", "));
    List<PolicyChange> changes =
        PolicyDiff.between(
            policy("old", "", "owns: [" + many + "]"),
            policy("new", "", "owns: [" + many + ", /x]"),
            TODAY);
    assertThat(changes).extracting(PolicyChange::kind).containsExactly(Kind.NOT_COMPARED);
    assertThat(PolicyDiff.keepsEveryPath(changes)).isFalse();
  }

  /** Every path that is tried and differs is of a kind that is shown; every one shown differs. */
  @Test
  void agreesWithTryingAllShortPaths() {
    List<RepoPath> paths = shortPaths();
    Random random = new Random(5);
    int same = 0;
    int rounds = 800;
    for (int round = 0; round < rounds; round++) {
      Policy older = random(random, "old");
      Policy newer = random(random, "new");
      List<PolicyChange> changes =
          PolicyDiff.between(older, newer, TODAY).stream()
              .filter(change -> change.key().equals("paths"))
              .toList();
      Permission before = Permission.of(older, A, TODAY);
      Permission after = Permission.of(newer, A, TODAY);
      Set<String> shown =
          changes.stream()
              .map(c -> c.kind() + " " + c.before() + " " + c.after())
              .collect(Collectors.toSet());
      for (RepoPath path : paths) {
        boolean old = before.outcome(path).allowed();
        boolean now = after.outcome(path).allowed();
        if (old != now) {
          String kind =
              (now ? Kind.GAINED : Kind.LOST) + " " + rule(before, path) + " " + rule(after, path);
          assertThat(shown).as("%s %s %s", path, older.agents(), newer.agents()).contains(kind);
        }
      }
      for (PolicyChange change : changes) {
        RepoPath witness = change.path().orElseThrow();
        boolean gained = change.kind() == Kind.GAINED;
        assertThat(before.outcome(witness).allowed()).isEqualTo(!gained);
        assertThat(after.outcome(witness).allowed()).isEqualTo(gained);
        String kind = change.before() + " " + change.after();
        assertThat(paths)
            .as("none that was tried is shorter than %s", witness)
            .noneMatch(
                path ->
                    segments(path) < segments(witness)
                        && (rule(before, path) + " " + rule(after, path)).equals(kind));
      }
      same += changes.isEmpty() ? 1 : 0;
    }
    assertThat(same).isBetween(rounds / 50, rounds * 3 / 4);
  }

  private static int segments(RepoPath path) {
    return path.text().split("/", -1).length;
  }

  private static String rule(Permission permission, RepoPath path) {
    var ruling = permission.explain(path);
    return new dev.gatekeeper.core.policy.Comparison.Answer(ruling.outcome(), ruling.reason())
        .words();
  }

  private static List<RepoPath> shortPaths() {
    List<String> names = List.of("a", "b", "ab");
    List<String> paths = new ArrayList<>(names);
    for (int i = 0; i < paths.size() && paths.get(i).length() < 6; i++) {
      for (String name : names) {
        paths.add(paths.get(i) + "/" + name);
      }
    }
    return paths.stream().map(RepoPath::of).toList();
  }

  private static Policy random(Random random, String name) {
    return policy(
        name,
        "",
        "owns: [%s], forbids: [%s]"
            .formatted(patterns(random, 3), random.nextBoolean() ? "" : patterns(random, 2)));
  }

  private static String patterns(Random random, int most) {
    List<String> pieces = List.of("a", "b", "ab", "*", "a*", "?", "**", "[!b]");
    List<String> patterns = new ArrayList<>();
    for (int i = random.nextInt(most); i >= 0; i--) {
      StringBuilder one = new StringBuilder("\"").append(random.nextInt(5) == 0 ? "!" : "");
      one.append(random.nextInt(3) == 0 ? "" : "/");
      for (int j = random.nextInt(2); j >= 0; j--) {
        one.append(pieces.get(random.nextInt(pieces.size()))).append(j == 0 ? "" : "/");
      }
      patterns.add(one.append(random.nextInt(3) == 0 ? "/\"" : "\"").toString());
    }
    return String.join(", ", patterns);
  }

  private static String said(Policy older, Policy newer) {
    return PolicyDiff.between(older, newer, TODAY).stream()
        .map(PolicyDiffTest::line)
        .collect(Collectors.joining(" / "));
  }

  private static String line(PolicyChange change) {
    String path = change.path().stream().map(p -> " " + p).collect(Collectors.joining());
    String before = change.before().isEmpty() ? "-" : change.before();
    String after = change.after().isEmpty() ? "-" : change.after();
    return change.kind() + " " + change.key() + path + ": " + before + " -> " + after;
  }

  private static Policy policy(String name, String plan, String agent) {
    String top = plan.isEmpty() ? "" : plan.replace(" ~ ", "\n") + "\n";
    int lines = (int) top.lines().count();
    assertThat(lines).isLessThan(3);
    return parse(
        name,
        "version: 1\n"
            + top
            + "agents: {b: {branches: [b]}, c: {branches: [c]},\n  a: {branches: [a], "
            + agent
            + "}}\n");
  }

  private static Policy parse(String name, String yaml) {
    LoadedPolicy loaded = PolicyFile.parse(name, yaml.getBytes(StandardCharsets.UTF_8));
    assertThat(loaded).as("%s%s", yaml, loaded).isInstanceOf(LoadedPolicy.Valid.class);
    return ((LoadedPolicy.Valid) loaded).policy();
  }
}
