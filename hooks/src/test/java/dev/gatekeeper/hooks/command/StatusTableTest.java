package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.text.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see of a plan, as far as a line of text can be wrong. */
@Tag("bytes")
class StatusTableTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

  private static String agent(String id, String more) {
    return "{\"agent\":\"" + id + "\",\"step\":1,\"state\":\"active\",\"heads\":[]" + more + "}";
  }

  @Test
  void columnsHoldWhateverIsInThem() {
    List<String> lines =
        StatusTable.of(
            List.of(
                agent(
                    "a",
                    ",\"title\":\"x\\u001b[31m\\u202e\\ny\",\"since\":\"2026-07-01T09:30:00Z\","
                        + "\"elapsed\":9000,\"estimate\":\"8h\",\"closed\":true,"
                        + "\"stopped\":{\"by\":\"mia\"},"
                        + "\"waitsFor\":[{\"code\":\"STOPPED\",\"why\":\"a\\u0007b\"}]"),
                agent("longer", "")),
            NOW,
            false,
            80);
    assertThat(lines)
        .containsExactly(
            "step  agent   state                    since  time         branch  title",
            "1     a       active, closed, stopped  2h30m  2h30m of 8h  (none)  x [31m  y",
            "        a b",
            "1     longer  active                   -      -            (none)");
  }

  @Test
  void coloursAreAroundTheStateAlone() {
    assertThat(StatusTable.of(List.of(agent("a", "")), NOW, true, 80).get(1))
        .isEqualTo("1     a      \u001b[33mactive\u001b[0m  -      -     (none)");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 100, 132})
  void rowsBreakBetweenWordsWhereTheLineIsFull(int width) {
    String title = "Everything that has to do with the checkout of the web shop and its payments";
    String why = "checkout comes after catalog, which has no valid handoff (ready), and after web";
    List<String> lines =
        StatusTable.of(
            List.of(
                agent(
                    "checkout",
                    ",\"title\":\""
                        + title
                        + "\",\"waitsFor\":[{\"code\":\"HANDOFF_PENDING\",\"why\":\""
                        + why
                        + "\"}]"),
                agent("catalog", ",\"hidden\":true")),
            NOW,
            false,
            width);
    assertThat(lines).allMatch(line -> line.length() <= width);
    String all = String.join(" ", lines).replaceAll(" +", " ");
    assertThat(all).contains(title, why, "(none)", "(not shown)").contains("branch title");
  }

  @Test
  void aWordThatIsLongerStaysWhole() {
    String name = "x".repeat(100);
    assertThat(Plain.wrapped("  a " + name + " b", "  ", 20))
        .containsExactly("  a", "  " + name, "  b");
  }

  /** As it would be copied. */
  @Test
  void aCommandStaysOnOneLine() {
    String command = "git push REMOTE --delete three/trial-of-something-with-a-long-name";
    String more =
        ",\"leftOver\":[{\"next\":\"three/trial, with work: "
            + command
            + "\"}],"
            + "\"stuck\":\"it can't be integrated: gatekeeper rollback three --reason WHY\"";
    assertThat(StatusTable.of(List.of(agent("three", more)), NOW, false, 60))
        .anyMatch(line -> line.endsWith("left over: three/trial, with work: " + command))
        .anyMatch(line -> line.endsWith("integrated: gatekeeper rollback three --reason WHY"));
  }

  @Test
  void whatIsDrawnAgainSaysOfWhenItIs() {
    assertThat(StatusTable.clock(NOW.plusMillis(7))).isEqualTo("as of 2026-07-01T12:00:00Z");
  }

  @Test
  void anOrderOfTwentyStaysReadable() {
    List<String> agents = new ArrayList<>();
    List<String> all = new ArrayList<>();
    agents.add(agent("first", ""));
    for (int i = 0; i < 20; i++) {
      agents.add(agent("follower-" + i, ",\"after\":[\"first\"],\"step\":2"));
      all.add("follower-" + i);
    }
    agents.add(agent("alone", ",\"excludes\":[\"first\"]"));
    List<String> lines =
        StatusTable.OrderGraph.of(agents.stream().map(JsonObject::lenient).toList(), 100);
    assertThat(lines).hasSize(7).allMatch(line -> line.length() <= 100);
    assertThat(lines.get(2)).startsWith("  first --> follower-0, follower-1,");
    assertThat(String.join(" ", lines).replaceAll(" +", " ")).contains(String.join(", ", all));
    assertThat(lines.get(5)).isEqualTo("  alone --x first");
    assertThat(lines.get(6)).isEqualTo("  any time: alone");
  }
}
