package dev.gatekeeper.config.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the Markdown, what comes of it is a policy that parses, or an error that says that there
 * is no agent in it: titles that are YAML, names that are none, bytes that are no text.
 */
class HostilePlansTest {
  private static final int ROUNDS = 800;
  private static final List<String> PIECES =
      List.of(
          "# ",
          "## ",
          "\n",
          "\n\n",
          "\n- ",
          "\n  - ",
          "\n1. ",
          "**",
          "`",
          "```\n",
          "```sh\n",
          "| ",
          " | ",
          "\n|---|---|\n",
          "\n| ",
          "Agent 1",
          "Agent 2",
          "agents 1, 2 and 3",
          "Agent B",
          ": ",
          "owns",
          "Owns: ",
          "Files",
          "Agent",
          "Must not touch",
          "after ",
          "Depends on: ",
          "cannot run with",
          "Duration: ",
          "8-10 hours",
          "99999h",
          "0h",
          "10-8 hours",
          "src/",
          "`src/**`",
          "*.py",
          "!x/",
          "[z-a]",
          "a//b",
          "(non-test)",
          "\\",
          "\"",
          "'",
          "#",
          "{",
          "}",
          "[",
          "]",
          "&a ",
          "*a",
          "%",
          "@",
          ", ",
          "<br>",
          "->",
          "→",
          "‚Üí",
          "✅",
          "validation",
          "Branch: ",
          "a/..",
          "main",
          "refs/heads/x",
          "-x",
          "tmp/a",
          "Scratch: ",
          "tag v1.0..2",
          "tag v1.2.3",
          "merge to `main`",
          "merge into `-f`",
          "\0",
          "\u001b[2J",
          "\u2028",
          "\u0085",
          "\uFEFF",
          "\uD83D\uDEAB",
          "\uD83D",
          "é",
          "\t",
          "  ",
          "> ",
          "    ",
          "must know",
          "brief",
          "test -d x",
          "grep -r \"a\" b | wc -l # should be 0",
          "# Agent 1",
          "cat <<E",
          "$ ",
          "\nTrue",
          "null",
          "1e9",
          "yes",
          "---\n",
          "...\n",
          "x: y",
          "head",
          "Agent HEAD",
          "con.lock",
          "\r\n",
          "\r",
          "all",
          "none",
          "each");

  @Test
  void isAPolicyOrHasNoAgentInIt() {
    int policies = 0;
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder plan = new StringBuilder(random.nextInt(3) == 0 ? "## Agent 1\n" : "");
      if (random.nextInt(3) == 0) {
        plan.append("| Agent | Owns | Must not touch | After |\n|-|-|-|-|\n| ");
      }
      for (int i = random.nextInt(60); i >= 0; i--) {
        plan.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      policies +=
          hasPolicy("round " + round, plan.toString().getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
    }
    assertThat(policies).isBetween(ROUNDS / 4, ROUNDS - 20);
  }

  @Test
  void isAPolicyWhateverIsDoneToAGoodPlan() {
    byte[] plan = PlansTest.resource("bulletproof-plan.md").getBytes(StandardCharsets.UTF_8);
    Random random = new Random(8);
    for (int round = 0; round < 20; round++) {
      byte[] changed = plan.clone();
      for (int i = random.nextInt(40); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      assertThat(hasPolicy("round " + round, changed)).isTrue();
    }
  }

  private static boolean hasPolicy(String name, byte[] plan) {
    try {
      String text = PlanImport.policy(name, plan, List.of()).text();
      LoadedPolicy parsed =
          PolicyFile.parse(Policy.FILE_NAME, text.getBytes(StandardCharsets.UTF_8));
      assertThat(parsed).as(name).isInstanceOf(LoadedPolicy.Valid.class);
      return true;
    } catch (NotImportable e) {
      assertThat(e).as(name).hasMessageContaining("there is no agent in");
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError(name + ": " + new String(plan, StandardCharsets.UTF_8), e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\" # y",
        "{a: b}",
        "a: b",
        "- a",
        "true",
        "1e3",
        "!!python os system",
        "&a *a",
        "a #b",
        "'",
        "é \uD83D\uDEAB",
        "| block",
        "%YAML",
        "null"
      })
  void aTitleIsATextAndNothingElse(String title) throws NotImportable {
    String plan =
        "# "
            + title
            + "\n\n| Agent | Domain | Owns |\n|-|-|-|\n| Agent 1 | x"
            + title.replace("|", "\\|")
            + " | a/ |\n";
    String text = PlanImport.policy("p", plan.getBytes(StandardCharsets.UTF_8), List.of()).text();
    Policy policy =
        ((LoadedPolicy.Valid)
                PolicyFile.parse(Policy.FILE_NAME, text.getBytes(StandardCharsets.UTF_8)))
            .policy();
    assertThat(policy.title()).isEqualTo(title);
    assertThat(policy.agents()).hasSize(1);
    assertThat(policy.agents().get(0).title()).isEqualTo("x" + title);
  }

  static Stream<Arguments> large() {
    return Stream.of(
        Arguments.of("nothing", "", "there is no agent in `plan.md`"),
        Arguments.of("zeros", "\0".repeat(1 << 19), "there is no agent in `plan.md`"),
        Arguments.of("five megabytes", "Agent 1\n".repeat(5 << 17), "has 5242880 bytes"),
        Arguments.of("quotations in each other", "> ".repeat(5_000) + "Agents", "no agent"),
        Arguments.of("brackets in each other", "[".repeat(100_000) + "\n", "no agent"),
        Arguments.of("stars", "*a ".repeat(100_000), "no agent"),
        Arguments.of("backticks", "`".repeat(100_000) + " a", "no agent"),
        Arguments.of(
            "a cell of a megabyte",
            "|Agent|Owns|\n|-|-|\n|" + "a ".repeat(1 << 18) + "|b/|",
            "has 524"),
        Arguments.of("fences", "```\n".repeat(20_000), "no agent"),
        Arguments.of("lines", "a\n".repeat(20_001), "has more than 20000 lines"),
        Arguments.of(
            "agents that all exclude each other",
            "| Agent | Owns | Cannot run with |\n|-|-|-|\n"
                + IntStream.range(0, 5_000)
                    .mapToObj(i -> "| team" + i + " | s" + i + "/ | all others |\n")
                    .collect(Collectors.joining()),
            "describes more than a policy can hold"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("large")
  void endsSoon(String name, String plan, String message) {
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          try {
            PlanImport.policy("plan.md", plan.getBytes(StandardCharsets.UTF_8), List.of()).text();
            throw new AssertionError("was imported");
          } catch (NotImportable e) {
            assertThat(e).hasMessageContaining(message);
          }
        });
  }

  @Test
  void wordsThatAreTooManyAreLeftOutAndSaid() throws NotImportable {
    String plan = "- Agent 1 owns: a/\n- Agent 1 owns: " + "b/, ".repeat(2000) + "\n";
    String text = PlanImport.policy("p", plan.getBytes(StandardCharsets.UTF_8), List.of()).text();
    assertThat(text).contains("- /a/ ").doesNotContain("- /b/");
    assertThat(text).contains("# p:2: more than 4000 characters in one go were not read");
  }

  static Stream<String> runs() {
    return Stream.of(
        "-", "*a ", "[a](", "....", "::", "( ", "\t ", "x/ ", "1 h ", "agent 1 ", "__a");
  }

  @ParameterizedTest
  @MethodSource("runs")
  void longItemsOfOneSignEndSoon(String sign) {
    String item = "- Agent 1: " + sign.repeat(3900 / sign.length()) + " x\n";
    String plan = "- Agent 1 owns: a/\n" + item.repeat(130);
    assertTimeout(
        Duration.ofSeconds(60),
        () ->
            assertThat(
                    PlanImport.policy("p", plan.getBytes(StandardCharsets.UTF_8), List.of()).text())
                .contains("- /a/ "));
  }

  @Test
  void manyAgentsAreOnePolicy() throws NotImportable {
    StringBuilder plan = new StringBuilder("| Agent | Owns |\n|-|-|\n");
    for (int i = 0; i < 2000; i++) {
      plan.append("| Agent ").append(i).append(" | a").append(i).append("/ |\n");
    }
    String text =
        PlanImport.policy("p", plan.toString().getBytes(StandardCharsets.UTF_8), List.of()).text();
    assertThat(text).contains("  agent-1999: ").contains("- /a1999/ ");
  }
}
