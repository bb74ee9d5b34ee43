package dev.gatekeeper.config.codeowners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.config.Shipped;
import dev.gatekeeper.core.export.CodeownersExport;
import dev.gatekeeper.core.export.CodeownersExport.Exported;
import dev.gatekeeper.core.export.CodeownersText;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What CODEOWNERS says of a path is what the policy says of it, or it is said that it is not. */
@Tag("bytes")
class CodeownersExportTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);
  private static final List<String> NAMES = List.of("a", "b", "ab", "c.x");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "a=/src/ b=/web/, /src/ @a; /web/ @b",
    "a=/src/|!/src/b/ b=/src/b/, /src/ @a; /src/b; /src/b/ @b",
    "b=/src/b/ a=/src/|!/src/b/, /src/ @a; /src/b; /src/b/ @b",
    "a=*|!/web/ b=/web/, * @a; /web; /web/ @b",
    "a=/x/|!/x/b/|/y/a/ b=/x/b/|/y/|!/y/a/, " + "/x/ @a; /x/b; /x/b/ @b; /y/ @b; /y/a; /y/a/ @a",
    "a=/docs/*|/what? file/, /docs/** @a; /what?\\ file/ @a",
    "a=/a/**/|/b/*/|*/, /*/** @a",
    "a=/a/*/|/b/**/|/c/**/*, /a/*/** @a; /b/*/** @a; /c/** @a",
    "a=src/|*.md|**/x/*.c, src/ @a; *.md @a; **/x/*.c @a"
  })
  void saysItInTheFewestLinesThatMatter(String policy, String lines) {
    Exported exported = CodeownersExport.of(policy(policy), TODAY);

    assertThat(exported.gaps()).isEmpty();
    assertThat(exported.unsayable()).isEmpty();
    String said =
        exported.lines().stream()
            .map(CodeownersExportTest::text)
            .filter(line -> !line.equals("/gatekeeper.yml"))
            .collect(Collectors.joining("; "));
    assertThat(said).isEqualTo(lines);
  }

  /** What each is forbidden of the other's is no reason to take it from whom it belongs to. */
  /** Else the line would name somebody to whom the policy gives nothing there. */
  @Test
  void nobodyIsNamedByAnIdThatIsTheNameOfAnother() {
    Policy policy =
        parse(
            """
            version: 1
            agents:
              web: {branches: [web], owns: [/w/], principals: [Bob]}
              bob: {branches: [bob], owns: [/b/], principals: ["Robot One"]}
            """);
    List<String> text =
        CodeownersText.of(policy, CodeownersExport.of(policy, TODAY), java.util.Map.of());
    assertThat(text).anyMatch(line -> line.matches("/w/ +@Bob"));
    assertThat(text).noneMatch(line -> line.contains("@bob"));
    assertThat(String.join("\n", text))
        .contains("bob has no owner here, since its id is the name of another's principal");
  }

  @Test
  void agentsThatAreForbiddenEachOthersPathsKeepTheirOwn() {
    assertThat(said("{owns: [/a/], forbids: [/b/]}", "{owns: [/b/], forbids: [/a/]}"))
        .isEqualTo("/a/ @a; /b/ @b");
    assertThat(said("{owns: [a/], forbids: [b/]}", "{owns: [b/], forbids: [a/]}"))
        .contains("a/ @a", "b/ @b");
    Policy plan = parse(Shipped.BULLETPROOF_PLAN.text());
    assertThat(CodeownersExport.of(plan, TODAY).gaps()).isEmpty();
  }

  /** A path that several own one after the other has one line with all of them. */
  @Test
  void whatSeveralOwnIsOneLineWithAllOfThem() {
    assertThat(said("{owns: [/app/, /lock]}", "{owns: [/web/, /lock], after: [a]}"))
        .isEqualTo("/app/ @a; /web/ @b; /lock @a @b");
    assertThat(said("{owns: [/app/]}", "{owns: [/web/, /app/lock], after: [a]}"))
        .isEqualTo("/app/ @a; /web/ @b; /app/lock @a @b");
    assertThat(said("{owns: [/app/lock], after: [b]}", "{owns: [/app/]}"))
        .isEqualTo("/app/ @b; /app/lock @a @b");
    Policy policy =
        parse(
            """
            version: 1
            agents:
              a: {branches: [a], owns: [/app/]}
              b: {branches: [b], owns: [/app/lock], after: [a]}
              c: {branches: [c], owns: [/app/lock], after: [b]}
            """);
    Exported exported = CodeownersExport.of(policy, TODAY);
    assertThat(exported.gaps()).isEmpty();
    assertThat(CodeownersText.of(policy, exported, java.util.Map.of()))
        .anyMatch(line -> line.matches("/app/lock +@a @b @c"))
        .anyMatch(
            line -> line.startsWith("# Where a line has several owners, a host asks any one"));
  }

  private static String said(String a, String b) {
    String text =
        "version: 1\nagents:\n  a: {branches: [a], %s\n  b: {branches: [b], %s\n"
            .formatted(a.substring(1), b.substring(1));
    return CodeownersExport.of(parse(text), TODAY).lines().stream()
        .map(CodeownersExportTest::text)
        .filter(line -> line.contains("@"))
        .collect(Collectors.joining("; "));
  }

  @Test
  void whatItHasNoWordForIsNamedWithItsLine() {
    Policy policy = policy("a=/a[xy]/|/#b/|\\!c|/d\\*e/|/ok/");
    Exported exported = CodeownersExport.of(policy, TODAY);
    assertThat(exported.unsayable())
        .containsExactly(
            "p.yml:4: a owns /a[xy]/: CODEOWNERS has no classes",
            "p.yml:4: a owns /#b/: CODEOWNERS would read `#` as something else",
            "p.yml:4: a owns \\!c: CODEOWNERS would read `!` as something else",
            "p.yml:4: a owns /d\\*e/: CODEOWNERS has no escapes");
    assertThat(exported.gaps())
        .extracting(gap -> gap.path().text() + " " + gap.mayChange() + " " + gap.rule())
        .contains("ax/x true owns /a[xy]/ (p.yml:4)", "!c true owns \\!c (p.yml:4)");
  }

  /** What all but one are forbidden is one line, and no pair of agents is searched for it. */
  @Test
  void whatSeveralAreForbiddenIsOneLineBeforeWhoeverOwnsIt() {
    assertThat(
            said(
                "{owns: [/a/], forbids: [tools/, '*.pem']}",
                "{owns: [tools/], forbids: ['*.pem']}"))
        .isEqualTo("/a/ @a; tools/ @b");
    Policy policy =
        parse(
            """
            version: 1
            agents:
              b: {branches: [b], owns: [tools/], forbids: ['*.pem']}
              a: {branches: [a], owns: [/a/], forbids: [tools/, '*.pem']}
            """);
    assertThat(CodeownersExport.of(policy, TODAY).lines())
        .extracting(CodeownersExportTest::text)
        .containsSubsequence("/a/ @a", "tools", "tools/ @b", "*.pem");
  }

  @Test
  void manyAgentsAreExportedWithinTheEffort() {
    StringBuilder yaml = new StringBuilder("version: 1\nagents:\n");
    for (int i = 0; i < 300; i++) {
      yaml.append(
          "  a%d: {branches: [a%d], owns: [/s/a%d/, '!/s/a%d/x/', '/t/a%d_*.py'], forbids: [tools/, '*.pem']}\n"
              .formatted(i, i, i, i, i));
    }
    Exported exported = CodeownersExport.of(parse(yaml.toString()), TODAY);
    assertThat(exported.unproved()).isEmpty();
    assertThat(exported.gaps()).isEmpty();
    assertThat(exported.lines()).filteredOn(line -> line.pattern().equals("*.pem")).hasSize(1);
  }

  @Test
  void principalsThatCanBeNoOwnersAreNamedInAComment() {
    Policy policy =
        parse(
            "version: 1\nagents:\n  a: {branches: [a], owns: [/a/],"
                + " principals: ['x y @evil', 'ann # c', 'b@c']}\n");
    List<String> text =
        CodeownersText.of(policy, CodeownersExport.of(policy, TODAY), java.util.Map.of());
    assertThat(text).anyMatch(line -> line.matches("/a/ +b@c"));
    assertThat(text)
        .anyMatch(
            line ->
                line.startsWith("# a is not named by its principal") && line.contains("x y @evil"))
        .anyMatch(
            line ->
                line.startsWith("# a is not named by its principal") && line.contains("ann # c"));
  }

  @Test
  void anOverlapIsAGapOfOneOfThem() {
    Exported exported = CodeownersExport.of(policy("a=/src/ b=*.py"), TODAY);
    assertThat(exported.gaps())
        .extracting(gap -> gap.agent() + " " + gap.mayChange() + " " + gap.path())
        .containsExactly("a true src/.py");
  }

  /** A path on which they differ must be of a kind that the export names. */
  @Test
  void agreesWithThePolicyWhereverItDoesNotSayOtherwise() {
    Random random = new Random(11);
    int gaps = 0;
    int clean = 0;
    for (int round = 0; round < 600; round++) {
      Policy policy = policy(random);
      Exported exported = CodeownersExport.of(policy, TODAY);
      NaiveCodeowners file =
          NaiveCodeowners.of(
              exported.lines().stream()
                  .map(CodeownersExportTest::text)
                  .collect(Collectors.joining("\n")));
      assertThat(exported.unproved()).isEmpty();
      clean += exported.gaps().isEmpty() ? 1 : 0;
      for (Agent agent : policy.agents()) {
        Permission permission = Permission.of(policy, agent.id(), TODAY);
        for (RepoPath path : paths()) {
          boolean may = permission.outcome(path).allowed();
          boolean owner = file.owners(path).contains("@" + agent.id());
          if (may != owner) {
            gaps++;
            assertThat(exported.gaps())
                .as("%s %s %s%n%s", agent.id(), path, permission.explain(path), exported.lines())
                .anyMatch(gap -> gap.agent().equals(agent.id()) && gap.mayChange() == may);
          }
        }
        // A gap that is named is one.
        for (CodeownersExport.Gap gap : exported.gaps()) {
          if (gap.agent().equals(agent.id())) {
            assertThat(permission.outcome(gap.path()).allowed()).isEqualTo(gap.mayChange());
            assertThat(file.owners(gap.path()).contains("@" + agent.id()))
                .isNotEqualTo(gap.mayChange());
          }
        }
      }
    }
    assertThat(clean).isGreaterThan(150);
    assertThat(gaps).isPositive();
  }

  private static String text(CodeownersExport.Line line) {
    List<String> words = new ArrayList<>(List.of(line.pattern()));
    line.owners().stream().map(AgentId::id).forEach(id -> words.add("@" + id));
    return String.join(" ", words);
  }

  /** {@code a=/x/|!/x/y/ b=/z/} as a policy. */
  private static Policy policy(String text) {
    StringBuilder yaml = new StringBuilder("version: 1\nprotected: []\nagents:\n");
    for (String agent : text.split(" (?=\\w=)", -1)) {
      String[] parts = agent.split("=", 2);
      yaml.append(
          "  %s: {branches: [%s], owns: %s}%n"
              .formatted(parts[0], parts[0], list(Arrays.asList(parts[1].split("\\|", -1)))));
    }
    return parse(yaml.toString());
  }

  private static String list(List<String> patterns) {
    return patterns.stream()
        .map(p -> '"' + p.replace("\\", "\\\\") + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static Policy policy(Random random) {
    StringBuilder yaml = new StringBuilder("version: 1\n");
    if (random.nextInt(3) == 0) {
      yaml.append("protected: ").append(list(patterns(random, 2, 4))).append('\n');
    }
    yaml.append("agents:\n");
    for (String id : List.of("one", "two", "three").subList(0, 1 + random.nextInt(3))) {
      yaml.append(
          "  %s: {branches: [%s], owns: %s, forbids: %s}%n"
              .formatted(
                  id,
                  id,
                  list(patterns(random, 4, 4)),
                  list(random.nextInt(3) == 0 ? patterns(random, 2, 9) : List.of())));
    }
    return parse(yaml.toString());
  }

  private static List<String> patterns(Random random, int most, int exceptionEvery) {
    List<String> patterns = new ArrayList<>();
    for (int i = random.nextInt(most); i >= 0; i--) {
      StringBuilder pattern = new StringBuilder(random.nextInt(exceptionEvery) == 0 ? "!" : "");
      pattern.append(random.nextInt(4) == 0 ? "" : "/");
      for (int j = random.nextInt(2); j >= 0; j--) {
        List<String> pieces = List.of("a", "b", "ab", "*", "a*", "?b", "**", "*.x", "[ab]");
        pattern.append(pieces.get(random.nextInt(random.nextInt(4) == 0 ? 9 : 3)));
        pattern.append(j == 0 ? "" : "/");
      }
      patterns.add(pattern.append(random.nextInt(2) == 0 ? "/" : "").toString());
    }
    return patterns;
  }

  private static Policy parse(String yaml) {
    LoadedPolicy loaded = PolicyFile.parse("p.yml", yaml.getBytes(StandardCharsets.UTF_8));
    assertThat(loaded).as(yaml).isInstanceOf(LoadedPolicy.Valid.class);
    return ((LoadedPolicy.Valid) loaded).policy();
  }

  static List<RepoPath> paths() {
    List<RepoPath> paths = new ArrayList<>();
    List<String> level = List.of("");
    for (int depth = 0; depth < 3; depth++) {
      List<String> below = new ArrayList<>();
      for (String folder : level) {
        NAMES.forEach(name -> below.add(folder.isEmpty() ? name : folder + "/" + name));
      }
      below.forEach(path -> paths.add(RepoPath.of(path)));
      level = below;
    }
    return paths;
  }
}
