package dev.gatekeeper.config.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Permission.Owners;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Plans put together of what plans are made of, in which each path stands once. A path is its
 * agent's if it is under a label of owning, and nobody's otherwise; and of every line something is
 * in the policy.
 */
class GeneratedPlansTest {
  private static final int ROUNDS = 400;
  private static final List<String> OWNING =
      List.of("Owns", "Files you own", "OWNED FILES", "May change", "Territory", "Paths owned");
  private static final List<String> OTHERS =
      List.of(
          "Reads",
          "Can Read (But NOT Modify)",
          "Read-only",
          "Reference",
          "Must not touch",
          "Do NOT edit",
          "Forbidden areas",
          "Off limits",
          "Does not own",
          "Touchpoints",
          "Files to read first",
          "Owned by others",
          "Shared with everybody",
          "Will be reviewed",
          "Consumes",
          "Notes");
  private static final List<String> ITEMS =
      List.of(
          "- `%s`",
          "- %s",
          "* `%s` (new)",
          "1. %s",
          "- [ ] %s",
          "- [x] `%s`",
          "- \u2705 `%s`",
          "- %s if created",
          "- `%s`: what reads the words",
          "- %s \u2013 all of it");
  private static final List<String> PROSE =
      List.of(
          "See %s before you write.",
          "%s belongs to somebody else.",
          "- Talk to Agent 2 about %s",
          "> %s",
          "    %s",
          "Status: %s",
          "1. Look at `%s`");

  private final Random random = new Random(5);
  private final StringBuilder plan = new StringBuilder();
  private final Map<String, String> owners = new LinkedHashMap<>();

  @Test
  void whatIsOwnedIsUnderALabelOfOwningAndNoLineIsLost() throws NotImportable {
    int owned = 0;
    for (int round = 0; round < ROUNDS; round++) {
      write();
      byte[] bytes = plan.toString().getBytes(StandardCharsets.UTF_8);
      String text = PlanImport.policy("plan.md", bytes, List.of()).text();
      String shown = plan + "\n----\n" + text;
      Policy policy =
          ((LoadedPolicy.Valid)
                  PolicyFile.parse(Policy.FILE_NAME, text.getBytes(StandardCharsets.UTF_8)))
              .policy();
      for (Map.Entry<String, String> path : owners.entrySet()) {
        List<String> found =
            new Owners(policy, LocalDate.EPOCH)
                .of(RepoPath.of(path.getKey() + "x")).stream().map(AgentId::id).toList();
        List<String> expected = path.getValue().isEmpty() ? List.of() : List.of(path.getValue());
        assertThat(found).as(path + "\n" + shown).isEqualTo(expected);
        assertThat(text).as(shown).contains(path.getKey());
        owned += expected.size();
      }
      Set<Integer> cited = cited(text);
      List<String> lines = plan.toString().lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).matches(".*\\w.*")) {
          assertThat(cited).as(lines.get(i) + "\n" + shown).contains(i + 1);
        }
      }
    }
    assertThat(owned).isGreaterThan(ROUNDS);
  }

  /** The lines of the plan that the policy names, whether or not a comment was broken there. */
  private static Set<Integer> cited(String text) {
    Set<Integer> cited = new TreeSet<>();
    Matcher lines =
        Pattern.compile("plan\\.md:((?:\\d+(?:, )?)+)").matcher(text.replaceAll("\n *# {3}", " "));
    while (lines.find()) {
      for (String line : lines.group(1).split(", ", -1)) {
        if (!line.isEmpty()) {
          cited.add(Integer.valueOf(line));
        }
      }
    }
    return cited;
  }

  private void write() {
    plan.setLength(0);
    owners.clear();
    line("# A plan");
    if (random.nextBoolean()) {
      table();
    }
    for (int agent = 1; agent <= 1 + random.nextInt(3); agent++) {
      line("");
      line("## Agent " + agent + one(List.of("", ": Work", " (later)")));
      for (int i = random.nextInt(4); i >= 0; i--) {
        section("agent-" + agent);
      }
    }
  }

  private void section(String agent) {
    boolean owning = random.nextInt(3) == 0;
    String owner = owning ? agent : "";
    String label = one(owning ? OWNING : OTHERS);
    line("");
    switch (random.nextInt(5)) {
      case 0 -> items("### " + label, "", owner);
      case 1 -> items("**" + label + ":**", "", owner);
      case 2 -> items(label + ":", "", owner);
      case 3 -> items("- " + label + ":", "  ", owner);
      default -> line("- **" + label + ":** `" + path(owner) + "`, " + path(owner));
    }
    if (random.nextInt(3) == 0) {
      line("");
      line(one(PROSE).formatted(path("")));
    }
  }

  private void items(String label, String indent, String owner) {
    line(label);
    for (int i = random.nextInt(3); i >= 0; i--) {
      line(indent + one(ITEMS).formatted(path(owner)));
    }
  }

  private void table() {
    String first = one(OWNING);
    String second = one(OTHERS);
    line("| Agent | " + second + " | " + first + " |");
    line("|---|---|---|");
    for (int agent = 1; agent <= 1 + random.nextInt(3); agent++) {
      line("| Agent " + agent + " | `" + path("") + "` | " + path("agent-" + agent) + " |");
    }
    line("| TBD | " + path("") + " | " + path("") + " |");
  }

  private String path(String owner) {
    String path = "p" + owners.size() + "/" + one(List.of("a/", "b/c/", ""));
    owners.put(path, owner);
    return path;
  }

  private void line(String text) {
    plan.append(text).append('\n');
  }

  private <T> T one(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  @Test
  void aPlanWithoutAnAgentIsNone() {
    List<String> lines = new ArrayList<>();
    for (String label : OWNING) {
      lines.add("**" + label + ":** `a/`");
    }
    byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(NotImportable.class)
        .isThrownBy(() -> PlanImport.policy("plan.md", bytes, List.of()));
  }
}
