package dev.gatekeeper.config.codeowners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.config.importer.CodeownersImport;
import dev.gatekeeper.config.importer.NotImportable;
import dev.gatekeeper.core.export.CodeownersExport;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Permission.Owners;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners become agents, and each path goes to the agent that its owners are. */
@Tag("bytes")
class CodeownersImportTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);

  @Test
  void laterLinesAreExceptions() throws NotImportable {
    String text =
        imported(
            """
            # everything
            *            @org/core-team   # the rest
            /docs/       docs@example.com
            /docs/api/   @Ann @org/core-team
            /web/        @ann
            /web/gen/
            [Section]
            ![x]         @bob
            /y           bob
            /my\\ dir/    @ann
            a//b         @ann
            """);
    assertThat(text.lines().map(line -> line.strip().replaceAll("\\s+", " ")))
        .contains(
            "core-team:",
            "# CODEOWNERS:2: `@org/core-team` is a team: put in the names of its members",
            "principals: [org/core-team] # CODEOWNERS:2",
            "- \"*\" # CODEOWNERS:2",
            "- \"!/docs/\" # CODEOWNERS:3",
            "docs:",
            "principals: [docs@example.com] # CODEOWNERS:3",
            "ann-core-team:",
            "- /docs/api/ # CODEOWNERS:4",
            "ann:",
            "- \"!/web/gen/\" # CODEOWNERS:6",
            "- \"/my dir/\" # CODEOWNERS:10",
            "# CODEOWNERS:8: `![x]` is no pattern in CODEOWNERS",
            "# CODEOWNERS:7: `[Section]` is no pattern in CODEOWNERS",
            "# CODEOWNERS:9: `bob` is no owner; the line was left out")
        .anyMatch(
            line -> line.startsWith("# CODEOWNERS:11: `a//b` is no pattern: an empty segment"));
  }

  /** The ledger calls the gate so, and whoever worked on the repository itself. */
  @Test
  void anOwnerWhoseNameIsReservedIsNoPrincipal() throws NotImportable {
    String text = imported("/x/ @gatekeeper\n/y/ @Gatekeeper @mia\n/z/ @mia\n");
    Policy policy = policy(text);
    assertThat(policy.agents())
        .flatExtracting(Agent::principals)
        .extracting(Principal::name)
        .containsExactlyInAnyOrder("gatekeeper-2", "mia", "mia");
    assertThat(text).contains("`@gatekeeper` was left out: no principal may have that name");
  }

  @Test
  void givesEachPathToItsOwners() throws NotImportable {
    Random random = new Random(3);
    int owned = 0;
    for (int round = 0; round < 400; round++) {
      String file = file(random);
      NaiveCodeowners reference = NaiveCodeowners.of(file);
      Policy policy = policy(imported(file));
      for (RepoPath path : CodeownersExportTest.paths()) {
        TreeSet<String> expected = new TreeSet<>(reference.ownersOfEntries(path));
        List<Agent> agents =
            new Owners(policy, TODAY)
                .of(path).stream().map(id -> policy.agent(id).orElseThrow()).toList();
        assertThat(agents).as("%s in%n%s", path, file).hasSizeLessThan(2);
        TreeSet<String> found =
            agents.stream()
                .flatMap(agent -> agent.principals().stream())
                .map(principal -> "@" + principal.name())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).as("%s in%n%s", path, file).isEqualTo(expected);
        owned += expected.isEmpty() ? 0 : 1;
      }
    }
    assertThat(owned).isGreaterThan(1000);
  }

  @Test
  void thousandsOfLinesOfTwoOwnersAreOnePolicy() throws NotImportable {
    StringBuilder file = new StringBuilder("/src/*.y @u2\n");
    for (int i = 0; i < 8_000; i++) {
      file.append("/src/f").append(i).append(".x @u").append(i % 2).append('\n');
    }
    String text = imported(file.append("/src/*1.x @u2\n").toString());
    assertThat(text.lines().filter(line -> line.contains("!/src/"))).hasSize(1);
  }

  @Test
  void ownersOfTheSameNameAndLinesThatAllMeetEndSoon() {
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      file.append("* @o").append(i).append("/core\n");
    }
    assertThatExceptionOfType(NotImportable.class)
        .isThrownBy(() -> imported(file.toString()))
        .withMessageContaining("describes more than a policy can hold");
  }

  @Test
  void whatIsExportedAndImportedAgainIsTheSame() throws NotImportable {
    Random random = new Random(4);
    for (int round = 0; round < 100; round++) {
      Policy policy = policy(imported(file(random)));
      assertThat(CodeownersExport.of(policy, TODAY).gaps()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "/x\n", "/x bob\n", "[S] @a\n", "\0\0"})
  void withoutAnOwnerThereIsNoPolicy(String file) {
    assertThatExceptionOfType(NotImportable.class)
        .isThrownBy(() -> imported(file))
        .withMessage("there is no agent in `CODEOWNERS`");
  }

  @Test
  void anyTextIsAPolicyOrHasNoOwner() {
    List<String> pieces =
        List.of(
            "/a", " ", "\n", "@x", "@X/y", "a@b", "*", "#", "\\", "\\ ", "!", "[", "]", "^", "\"",
            "'", ":", "- ", "\0", "\u2028", "é", "@-", "@.lock", "@head", "@..", "{", "&", "/",
            "//", "**", "\t", "\r", "@a@b");
    Random random = new Random(6);
    int policies = 0;
    for (int round = 0; round < 2000; round++) {
      StringBuilder file = new StringBuilder();
      for (int i = random.nextInt(20); i >= 0; i--) {
        file.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        policies += policy(imported(file.toString())).agents().isEmpty() ? 0 : 1;
      } catch (NotImportable e) {
        assertThat(e).hasMessageContaining("there is no agent");
      }
    }
    assertThat(policies).isBetween(50, 1900);
  }

  private static String file(Random random) {
    List<String> names = List.of("a", "b", "ab", "*.x", "a*", "?b");
    List<String> owners = List.of(" @one", " @two", " @one @two", " @three", "");
    StringBuilder file = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      file.append(random.nextInt(3) == 0 ? "" : "/");
      for (int j = random.nextInt(3); j >= 0; j--) {
        String name = random.nextInt(8) == 0 && j > 0 ? "**" : names.get(random.nextInt(6));
        file.append(name).append(j == 0 ? "" : "/");
      }
      file.append(random.nextInt(3) == 0 ? "/" : "");
      file.append(owners.get(random.nextInt(owners.size()))).append('\n');
    }
    return file.append("/zz @one\n").toString();
  }

  private static String imported(String file) throws NotImportable {
    return CodeownersImport.policy(".github/CODEOWNERS", file.getBytes(StandardCharsets.UTF_8))
        .text();
  }

  private static Policy policy(String text) {
    LoadedPolicy loaded = PolicyFile.parse(Policy.FILE_NAME, text.getBytes(StandardCharsets.UTF_8));
    return ((LoadedPolicy.Valid) loaded).policy();
  }
}
