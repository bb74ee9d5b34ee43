package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code install.sh --test} says and leaves, with something else in Maven's place. */
class TestingScriptTest {
  private static final String REPORT =
      """
      <testsuite>
        <testcase name="a"><skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.\
      TestAbortedException: no sandbox: `bwrap: No permissions`; allow user namespaces there
      \tat org.junit]]></skipped></testcase>
        <testcase name="b">
          <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.\
      TestAbortedException: no sandbox: `bwrap: No permissions`; allow user namespaces there
      \tat org.junit]]></skipped></testcase>
        <testcase name="c"><skipped message="only &quot;root&quot; &amp; co"/></testcase>
        <testcase name="d" classname="a.b.LaterTest" time="0.25"/>
        <testcase name="of &lt;two&gt;" classname="a.b.FirstTest" time="1,002.5"/>
      </testsuite>
      """;

  @TempDir private Path folder;

  @BeforeEach
  void project() throws Exception {
    Path top = Path.of("..").toAbsolutePath().normalize();
    Sh sh = new Sh(folder);
    sh.ok("mkdir bin project; cp -R '" + top + "/install.sh' '" + top + "/.ci' project");
    Files.writeString(folder.resolve("report"), REPORT);
    program("bwrap", "exit 0");
  }

  private void program(String name, String script) throws Exception {
    Path file = Files.writeString(folder.resolve("bin/" + name), "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Stands for Maven: notes where the tests are to make their files, and does as it is told. */
  private void maven(String script) throws Exception {
    program(
        "mvn",
        """
        here=
        for word; do case $word in -Dtest.tmp=*) here=${word#*=} ;; esac; done
        echo "$here" >"$NOTES/folder"
        """
            + script);
  }

  /** Run as from a terminal: a shell can't trap a signal that whoever runs these tests ignores. */
  private ProcessBuilder script() {
    ProcessBuilder builder =
        new ProcessBuilder(
            "perl",
            "-e",
            "@SIG{qw(HUP INT TERM)} = ('DEFAULT') x 3; exec @ARGV",
            "sh",
            folder.resolve("project/install.sh") + "",
            "--test");
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("NOTES", folder.toString());
    builder.environment().remove("GATEKEEPER_JAR");
    builder.environment().remove("GATEKEEPER_TEST_SANDBOX");
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile());
  }

  private String run(int status) throws Exception {
    Process process = script().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(folder.resolve("said"));
    assertThat(process.exitValue()).as(said).isEqualTo(status);
    return said;
  }

  /** Where the machine could make a sandbox, none of its tests is skipped unseen. */
  @ParameterizedTest(name = "unshare ends with {0}")
  @CsvSource({"0, required", "1, ''"})
  void onlyWhereNoSandboxCanBeMadeMayItsTestsBeSkipped(int status, String needed) throws Exception {
    program("unshare", "exit " + status);
    maven("echo \"sandbox: ${GATEKEEPER_TEST_SANDBOX:-}.\"");
    ProcessBuilder run = script();
    run.command(folder.resolve("project/.ci/run").toString());
    Process process = run.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(folder.resolve("said"))).contains("sandbox: " + needed + ".");
    assertNothingIsLeft();
  }

  private String more(int status) throws Exception {
    program("mvn", "echo \"mvn $*\"");
    ProcessBuilder run = script();
    run.command(folder.resolve("project/.ci/more").toString());
    Process process = run.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(folder.resolve("said"));
    assertThat(process.exitValue()).as(said).isEqualTo(status);
    return said.strip();
  }

  private void tagged(String... kinds) throws Exception {
    Path tests = Files.createDirectories(folder.resolve("project/hooks/src/test/java"));
    for (String kind : kinds) {
      Files.writeString(tests.resolve(kind + "IT.java"), "@Tag(\"" + kind + "\")\n");
    }
  }

  @Test
  void whatNeedsMoreIsRunByItsTags() throws Exception {
    assertThat(more(0)).isEqualTo("no test is tagged browser, hosts, clients or engines");
    tagged("hosts", "engines");
    assertThat(more(0))
        .isEqualTo("mvn -B verify -DincludedTags=hosts | engines -DexcludedTags=slow");
  }

  @Test
  void whatCannotBeHadIsSkippedAndNamedLast() throws Exception {
    tagged("browser", "clients");
    Path needs = Files.createDirectories(folder.resolve("project/.ci/needs"));
    Path browser = Files.writeString(needs.resolve("browser"), "#!/bin/sh\necho none; exit 1\n");
    assertThat(browser.toFile().setExecutable(true)).isTrue();
    assertThat(more(0).lines())
        .containsExactly(
            "none",
            "mvn -B verify -DincludedTags=clients -DexcludedTags=slow",
            "the tests tagged `browser` were skipped: what .ci/needs/browser installs can't be had"
                + " here");
  }

  /** Where the tests made their files, or "" if that was not in memory. */
  private String memory() throws Exception {
    return Files.readString(folder.resolve("folder")).strip();
  }

  private void assertNothingIsLeft() throws Exception {
    if (!memory().isEmpty()) {
      assertThat(Path.of(memory())).doesNotExist();
    }
  }

  @Test
  void whatWasSkippedIsCountedWithItsReasons() throws Exception {
    maven(
        "mkdir -p core/target/surefire-reports\n"
            + "cp \"$NOTES/report\" core/target/surefire-reports/TEST-a.xml");
    assertThat(run(0).lines().map(String::strip))
        .endsWith(
            "The slowest tests, in seconds:",
            "1002.5 FirstTest.of <two>",
            "0.25 LaterTest.d",
            "3 tests were skipped, since this machine lacks what they need:",
            "2 no sandbox: `bwrap: No permissions`; allow user namespaces there",
            "1 only \"root\" & co",
            "All other tests passed.");
    assertNothingIsLeft();
  }

  @Test
  void reportsOfEarlierRunsDoNotCount() throws Exception {
    new Sh(folder).ok("mkdir -p project/core/target/surefire-reports");
    new Sh(folder).ok("cp report project/core/target/surefire-reports/TEST-a.xml; sleep 0.05");
    maven("exit 0");
    assertThat(run(0).lines()).endsWith("All tests passed.");
    assertNothingIsLeft();
  }

  @Test
  void whatIsLeftOfTestsThatFailedIsNamed() throws Exception {
    maven("exit 1");
    String said = run(1);
    assertThat(said).contains("some tests failed");
    if (!memory().isEmpty()) {
      assertThat(said).contains("is in " + memory() + "; remove it when you have seen it");
      Files.delete(Path.of(memory(), "program"));
      Files.delete(Path.of(memory()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP", "INT"})
  void whoIsInterruptedLeavesNothing(String signal) throws Exception {
    maven("sleep 600 & echo $! >\"$NOTES/child\"\n[ -z \"$here\" ] || mkdir \"$here/x\"\nwait");
    Process process = script().start();
    Path child = folder.resolve("child");
    while (!Files.exists(child) || Files.size(child) == 0) {
      assertThat(process.isAlive()).as(Files.readString(folder.resolve("said"))).isTrue();
      Thread.sleep(20);
    }
    new Sh(folder).ok("kill -" + signal + " " + process.pid());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(folder.resolve("said"));
    assertThat(said).contains("install.sh: interrupted");
    assertThat(process.exitValue()).isGreaterThan(128);
    assertNothingIsLeft();
    long pid = Long.parseLong(Files.readString(child).strip());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }
}
