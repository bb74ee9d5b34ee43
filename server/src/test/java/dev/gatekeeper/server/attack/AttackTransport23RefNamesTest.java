package dev.gatekeeper.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A branch whose name git does not take or can't keep beside the others: as the folder of another
 * branch's lock it froze that branch for everybody; else it was accepted on record and never made.
 */
@Tag("bytes")
class AttackTransport23RefNamesTest extends UnderAttack {

  @ParameterizedTest
  @CsvSource({
    "a/x.lock/y",
    "a/x",
    "'a/x,a/x/y'",
  })
  void isRefusedBeforeItIsOnRecord(String names) throws Exception {
    String[] branches = names.split(",", -1);
    String[] commands = new String[branches.length];
    for (int i = 0; i < branches.length; i++) {
      commands[i] = NONE + " " + id("main") + " refs/heads/" + branches[i];
    }
    String said = push(request("report-status", new PackBytes(0).done(), commands));
    assertThat(said).startsWith("200 ").contains("REF_NOT_ALLOWED");
    assertThat(decision()).contains("\"accepted\":false").doesNotContain("GATE_ERROR");
    assertThat(site().sh("find app.git/refs -name '*.lock'")).isEmpty();
  }

  /** What JGit knows to be no name it takes for no command. */
  @ParameterizedTest
  @ValueSource(strings = {"a/x.lock", "a/.x", "a/x."})
  void isNoCommand(String name) throws Exception {
    String command = NONE + " " + id("main") + " refs/heads/" + name;
    assertThat(push(request("report-status", new PackBytes(0).done(), command))).startsWith("400 ");
  }

  @ParameterizedTest
  @CsvSource({"2500, 1", "1, 300"})
  void tooLongIsSaidInAWord(int parts, int length) throws Exception {
    String name = "a" + ("/" + "x".repeat(length)).repeat(parts);
    String command = NONE + " " + id("main") + " refs/heads/" + name;
    String said = push(request("report-status", new PackBytes(0).done(), command));
    assertThat(said).contains("REF_NOT_ALLOWED");
    assertThat(decision()).contains("it is too long");
  }
}
