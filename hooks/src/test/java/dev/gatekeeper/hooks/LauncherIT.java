package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What install.sh installs, and the launcher when something is wrong around it. */
class LauncherIT {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  private static final String JAVA = System.getProperty("java.home") + "/bin/java";

  @TempDir private static Path installed;
  @TempDir private Path folder;
  private Sh sh = new Sh(Path.of("/"));

  @BeforeAll
  static void install() {
    script(installed, "--prefix '" + prefix() + "'");
    new Sh(installed).ok("cp -a prefix kept");
  }

  @BeforeEach
  void copy() {
    sh = new Sh(folder);
  }

  @Test
  void itRuns() {
    assertThat(gatekeeper("--version")).isEqualTo(new Sh.Result(0, "gatekeeper 0.1.0\n"));
    assertThat(gatekeeper("nonsense").status()).isEqualTo(2);
    assertThat(gatekeeper("check x").status()).isEqualTo(4);
    sh.ok("echo 'version: 9' >bad.yml");
    assertThat(gatekeeper("lint bad.yml").status()).isEqualTo(3);
  }

  @Test
  void nobodysEnvironmentSpeaks() {
    sh.with("JAVA_TOOL_OPTIONS", "-Dx=y").with("_JAVA_OPTIONS", "-Dx=y");
    sh.with("JDK_JAVA_OPTIONS", "-Dx=y").with("LC_ALL", "C").with("CLASSPATH", "/nowhere");
    assertThat(gatekeeper("--version")).isEqualTo(new Sh.Result(0, "gatekeeper 0.1.0\n"));
    sh.ok("git init -q w");
    assertThat(gatekeeper("check --repo w ../caf\u00e9").output()).contains("caf");
  }

  /** In a locale without a capital I for i, and in some with digits of their own. */
  @Test
  void itSaysTheSameEverywhere() throws Exception {
    workingCopy("I-1: {branches: [I-1]}");
    String plain = inLocale("en", "lint");
    assertThat(plain).contains("gatekeeper.yml:3:");
    for (String language : List.of("tr", "ar-u-nu-arab", "hi-u-nu-deva")) {
      assertThat(inLocale(language, "lint")).isEqualTo(plain);
    }
  }

  private void workingCopy(String agent) throws Exception {
    sh.ok("git init -q w");
    Files.writeString(folder.resolve("w/gatekeeper.yml"), "version: 1\nagents:\n  " + agent + "\n");
  }

  private String inLocale(String language, String arguments) {
    String[] parts = language.split("-", 2);
    String extension = parts.length > 1 ? " -Duser.extensions=" + parts[1] : "";
    String options = " -Duser.language=" + parts[0] + extension + " -jar '" + jar() + "' ";
    return sh.run("cd w; '" + JAVA + "'" + options + arguments).output();
  }

  private static String jar() {
    return prefix() + "/lib/gatekeeper/gatekeeper.jar";
  }

  /** What is no UTF-8 is refused, and never taken for another name. */
  @Test
  void namesAreBytes() throws Exception {
    workingCopy("a: {branches: [a], owns: [/x]}");
    sh.ok("cd w; cp gatekeeper.yml \"$(printf 'p\\303\\244.yml')\"; mkdir \"$(printf 'f\\344')\"");
    assertThat(unset("lint \"$(printf 'p\\303\\244.yml')\"")).contains("p\u00e4.yml: 1 warning");
    assertThat(unset("lint \"$(printf 'p\\344.yml')\"")).contains("is not valid UTF-8");
    assertThat(unset("check x --repo \"$(printf 'p\\344')\"")).contains("is not valid UTF-8");
    assertThat(sh.run("cd w/f*; '" + prefix() + "/bin/gatekeeper' check x").output())
        .contains("the name of the current folder is not valid UTF-8");
    String bare = "cd w; LC_ALL=C '" + JAVA + "' -jar '" + jar() + "' ";
    assertThat(sh.run(bare + "check \"$(printf '\\303\\244')\"").output())
        .contains("set LC_ALL=C.UTF-8");
  }

  /** What the launcher says where no locale is set. */
  private String unset(String arguments) {
    String launcher = prefix() + "/bin/gatekeeper";
    return sh.run("cd w; unset LANG LC_ALL; '" + launcher + "' " + arguments).output();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rm \"$A\"", ": >\"$A\"", "echo garbage >\"$A\"", "touch \"$J\"", "cp \"$A\" x"})
  void anArchiveThatIsMissingOrStaleIsPassedOverInSilence(String damage) {
    sh.with("A", prefix() + "/lib/gatekeeper/classes.archive");
    sh.with("J", prefix() + "/lib/gatekeeper/gatekeeper.jar");
    try {
      sh.ok(damage);
      assertThat(gatekeeper("--version")).isEqualTo(new Sh.Result(0, "gatekeeper 0.1.0\n"));
    } finally {
      new Sh(installed).ok("rm -r prefix; cp -a kept prefix");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s|^java=.*|java=/nowhere/java|; 4: /nowhere/java no longer exists",
        "s|^jar=.*|jar=/nowhere/x.jar|; 4: /nowhere/x.jar no longer exists",
        "s|-Xss8m|-Xnonsense|; 70: java ended with status 1",
        "s|^java=.*|java=/bin/true|; 70: java ended with status 0",
        "s|^java=.*|java=/bin/false|; 70: java ended with status 1"
      })
  void whatIsNotTheProgramsOwnAnswerIsNeverTakenForOne(String damage) throws Exception {
    String sed = damage.substring(0, damage.indexOf("; "));
    String expected = damage.substring(damage.indexOf("; ") + 2);
    sh.ok("sed '" + sed + "' '" + prefix() + "/bin/gatekeeper' >broken; chmod +x broken");
    Sh.Result result = sh.run("./broken --version");
    assertThat(result.status() + ": " + result.output().replaceAll("(?s).*gatekeeper: ", ""))
        .contains(expected.substring(0, expected.indexOf(' ')))
        .contains(expected.substring(expected.indexOf(' ') + 1));
  }

  @Test
  void aPushIsJudged() throws Exception {
    sh.ok("git init -q --bare -b main r.git; git init -q -b main w; mkdir w/one w/two");
    Files.writeString(
        folder.resolve("w/gatekeeper.yml"),
        """
        version: 1
        integration: {branch: main}
        agents:
          agent-1: {branches: ["agent-1/**"], owns: [/one/]}
          agent-2: {branches: ["agent-2/**"], owns: [/two/]}
        """);
    sh.ok("cd w; git add .; git commit -q -m begin; git remote add origin ../r.git");
    sh.ok("cd w; git push -q origin main; git checkout -q -b agent-1/x");
    assertThat(gatekeeper("install r.git").status()).isZero();
    sh.ok("cd w; echo 1 >one/a; git add .; git commit -q -m own; git push -q origin agent-1/x");
    sh.ok("cd w; echo 1 >two/a; git add .; git commit -q -m foreign");
    Sh.Result push = sh.run("cd w; git push origin agent-1/x");
    assertThat(push.status()).isNotZero();
    assertThat(push.output())
        .contains("remote: gatekeeper: refused agent-1/x (PATH_NOT_OWNED)")
        .doesNotContain("GATE_ERROR");
    assertThat(gatekeeper("check --repo r.git --agent agent-1 two/a").status()).isEqualTo(1);
    String id = push.output().replaceAll("(?s).*decision ([0-9a-f]{12}).*", "$1");
    assertThat(gatekeeper("decision --repo r.git --json " + id).output())
        .startsWith("{\"id\":\"" + id + "\"");
    assertThat(sh.ok("ls r.git/gatekeeper/tickets")).isEmpty();
  }

  @Test
  void installingTwiceAndUninstallingLeavesNothing() {
    Path other = folder.resolve("a/b c/it's");
    sh.ok("mkdir a; echo theirs >a/file");
    String before = sh.ok("find a");
    script(folder, "--prefix \"" + other + "\"");
    script(folder, "--prefix \"" + other + "\"");
    assertThat(sh.ok("\"" + other + "/bin/gatekeeper\" --version")).startsWith("gatekeeper");
    assertThat(sh.ok("ls \"" + other + "/share/man/man1\"")).contains("gatekeeper-check.1");
    script(folder, "--uninstall --prefix \"" + other + "\"");
    assertThat(sh.ok("find a")).isEqualTo(before);
  }

  @Test
  void theDemonstrationShowsWhatItSays() {
    String shown =
        script(folder, "--prefix '" + prefix() + "' --demo").replaceFirst("(?s).*?===", "");
    assertThat(shown.lines()).allMatch(line -> line.length() <= 80);
    assertThat(shown)
        .contains("[new branch]      agent-1/engine -> agent-1/engine")
        .contains("(PATH_NOT_OWNED)")
        .contains("(HANDOFF_PENDING)")
        .contains("gatekeeper: handed off agent-1 at")
        .contains("[new branch]      agent-2/server -> agent-2/server")
        .contains("gatekeeper: integrated agent-1, agent-2; main is at")
        .containsPattern("the integration [0-9a-f]+ is undone by")
        .contains("gatekeeper: installed in hooked.git")
        .contains("For a clone of your own:")
        .doesNotContain("[Enter goes on");
  }

  @Test
  void theDemonstrationWaitsOnATerminal() {
    String command = TOP + "/install.sh --prefix " + prefix() + " --demo";
    String shown =
        new Sh(folder)
            .with("GATEKEEPER_JAR", Path.of("target/gatekeeper.jar").toAbsolutePath().toString())
            .with("JAVA_HOME", System.getProperty("java.home"))
            .ok("printf '\\nq\\n' | script -qec '" + command + "' /dev/null");
    assertThat(shown)
        .contains("--- A remote that judges pushes", "[Enter goes on, q ends] ")
        .doesNotContain("--- 1. ");
  }

  private Sh.Result gatekeeper(String arguments) {
    return sh.run("'" + prefix() + "/bin/gatekeeper' " + arguments);
  }

  private static Path prefix() {
    return installed.resolve("prefix");
  }

  private static String script(Path folder, String arguments) {
    Path jar = Path.of("target/gatekeeper.jar").toAbsolutePath();
    return new Sh(folder)
        .with("GATEKEEPER_JAR", jar.toString())
        .with("JAVA_HOME", System.getProperty("java.home"))
        .ok("'" + TOP + "/install.sh' " + arguments);
  }
}
