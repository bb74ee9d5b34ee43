package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said in a clone of a repository whose gate, with policy and plan, is at its hooks. */
class GateElsewhereTest {
  @TempDir private Path folder;
  private String printed = "";

  @BeforeEach
  void repositories() throws IOException {
    Sh sh = new Sh(folder);
    sh.ok("git init -q --bare -b main r.git; git clone -q r.git w; git init -q -b main alone");
    sh.ok("cd w; git checkout -q -b main; echo 1 >x; git add x; git commit -q -m one; git push -q");
    sh.ok("cd w; git checkout -q -b ann/work; git commit -q --allow-empty -m two");
    Files.writeString(folder.resolve("r.git/gatekeeper.yml"), RandomClone.POLICY);
  }

  private int run(String where, String line) {
    Sh.Result result = Called.in(folder.resolve(where), Map.of(), List.of(line.split(" +", -1)));
    printed = result.output();
    return result.status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check x", "verify", "lint", "brief ann"})
  void noSecondPolicyIsAdvisedInAClone(String line) {
    assertThat(run("w", line)).as(printed).isEqualTo(3);
    assertThat(printed)
        .contains(
            "no policy is known in this clone",
            "--repo " + folder.resolve("r.git"),
            "--policy FILE")
        .doesNotContain("init");
    assertThat(run("w", line + " --repo ../r.git")).isNotEqualTo(3);
    assertThat(run("alone", line)).as(printed).isEqualTo(3);
    assertThat(printed).contains("`gatekeeper init` writes a first one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"check --policy %s x", "status --policy %s", "verify --policy %s", "lint %s"})
  void aMistypedPolicyIsNoReasonToMakeASecondOne(String line) throws IOException {
    Files.writeString(folder.resolve("w/draft.yml"), RandomClone.POLICY);
    assertThat(run("w", line.formatted("drafd.yml"))).as(printed).isEqualTo(2);
    assertThat(printed)
        .contains("`drafd.yml` can't be read: there is no such file, did you mean `draft.yml`?")
        .contains("next: name a file that is there, or leave it out")
        .doesNotContain("init");
    assertThat(run("w", line.formatted("none/other.yml"))).isEqualTo(2);
    assertThat(printed).contains("there is no such file\n").doesNotContain("init");
    assertThat(run("alone", line.formatted("other.yml"))).isEqualTo(2);
    assertThat(printed).contains("`gatekeeper init` writes a first one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "handoff ann           | git push REMOTE BRANCH:refs/gatekeeper/ask/handoff/BRANCH",
        "reopen ann --reason x | REMOTE COMMIT:refs/gatekeeper/ask/reopen/BRANCH",
        "stop ann --reason x   | --repo",
        "preflight             | --repo",
        "status                | --repo",
        "wait ann              | --repo",
        "log                   | --repo",
        "log --verify          | --repo",
        "log --output 1        | --repo",
        "decision 0123456789ab | --repo",
      })
  void aPlanIsSaidToBeWithTheGate(String line, String next) {
    assertThat(run("w", line)).isEqualTo(2);
    assertThat(printed)
        .contains("is a working copy, and no remote of it is asked as a gatekeeper server")
        .contains("name the bare repository, with --repo " + folder.resolve("r.git"), next);
    String before = printed;
    new Sh(folder).ok("cd w; git config gatekeeper.remote origin");
    assertThat(run("w", line)).isEqualTo(2);
    assertThat(printed).as("with gatekeeper.remote").isEqualTo(before);
    new Sh(folder).ok("cd w; git remote set-url origin ssh://git@localhost/r.git");
    assertThat(run("w", line)).isEqualTo(2);
    assertThat(printed).contains("name the bare repository, or the address of the served one");
    assertThat(run("w", line + " --repo .")).isEqualTo(2);
    assertThat(printed).contains("is a working copy, and the plan is with the gate");
  }

  /** Its own folder in a clone is the clone's. */
  @ParameterizedTest
  @ValueSource(strings = {"log --verify", "status", "stop ann --reason x"})
  void theFolderGitOfACloneIsNoGate(String line) {
    assertThat(run("w", line + " --repo .git")).as(printed).isEqualTo(2);
    assertThat(run("w/.git", line)).as(printed).isEqualTo(2);
    assertThat(printed).contains("is a working copy");
  }

  /** What is printed is one word to a shell, whatever the folder of the gate is called. */
  @ParameterizedTest
  @ValueSource(strings = {"log", "preflight", "brief ann"})
  void theFolderOfTheGateIsOneWord(String line) {
    Path odd = folder.resolve("it's a gate.git");
    new Sh(folder).with("odd", odd.toString()).ok("mv r.git \"$odd\"; git clone -q \"$odd\" w2");
    assertThat(run("w2", line)).isIn(2, 3);
    String option = printed.replaceFirst("(?s).*?(--repo .*?git'?)[,\n].*", "$1");
    assertThat(new Sh(folder).ok("printf '%s\n' " + option)).isEqualTo("--repo\n" + odd + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"handoff ann", "reopen ann --reason x", "stop ann --reason x"})
  void aRepositoryWithNoRemoteHasNoPlan(String line) {
    assertThat(run("alone", line)).isEqualTo(2);
    assertThat(printed).contains("is a working copy, and has no remote").doesNotContain("git push");
  }

  @Test
  void aRemoteThatIsNotThereIsNoGate() {
    new Sh(folder).ok("cd w; git config gatekeeper.remote gaet");
    assertThat(run("w", "status")).isEqualTo(2);
    assertThat(printed)
        .contains("`gatekeeper.remote` is `gaet`, and there is no such remote\nnext: `git remote`");
  }
}
