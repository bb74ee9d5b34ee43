package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Unix accounts before one repository: two that share it, and one that may not write. Accounts are
 * numbers here, so that none has to be made; taking one on needs root.
 */
class AccountsIT {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final String GROUP = "64990";

  @TempDir private static Path installed;
  @TempDir private Path folder;
  private Sh sh = new Sh(Path.of("/"));

  @BeforeEach
  void repository() throws Exception {
    sh = new Sh(folder);
    assumeTrue(sh.ok("id -u").strip().equals("0"), "only root can take on other accounts");
    assumeTrue(sh.run("command -v setpriv").status() == 0, "setpriv is not there");
    // Everybody's to enter; and git asks whether repositories of others are to be trusted.
    sh.ok("chmod 755 .; git config --file git-config safe.directory '*'");
    sh.with("GIT_CONFIG_GLOBAL", folder.resolve("git-config").toString());
    Files.writeString(
        folder.resolve("policy.yml"),
        """
        version: 1
        integration: {branch: main}
        agents:
          agent-1: {branches: ["agent-1/**"], owns: [/one/]}
          agent-2: {branches: ["agent-2/**"], owns: [/two/]}
        """);
    sh.ok("git init -q --bare -b main --shared=group r.git; git init -q -b main w");
    sh.ok("cd w; git commit -q --allow-empty -m begin; git push -q ../r.git main");
    sh.ok(
        "chgrp -R "
            + GROUP
            + " r.git; chown -R 64991 r.git; '"
            + launcher()
            + "' install r.git"
            + " --policy policy.yml");
    for (String agent : new String[] {"1", "2"}) {
      sh.ok("mkdir home-" + agent + "; chown 6499" + agent + " home-" + agent);
      assumeTrue(
          as(agent, "'" + launcher() + "' --version").status() == 0,
          "another account can't run this java");
      String commit = "git clone -q ../r.git w; cd w; git switch -q -c agent-" + agent + "/x";
      String name = agent.equals("1") ? "one" : "two";
      assertThat(as(agent, commit + "; mkdir " + name + "; commit").output()).isEmpty();
    }
  }

  @BeforeAll
  static void install() {
    new Sh(installed)
        .with("GATEKEEPER_JAR", Path.of("target/gatekeeper.jar").toAbsolutePath().toString())
        .with("JAVA_HOME", System.getProperty("java.home"))
        .ok("umask 022; chmod 755 .; '" + TOP + "/install.sh' --prefix \"$PWD/prefix\"");
  }

  private static Path launcher() {
    return installed.resolve("prefix/bin/gatekeeper");
  }

  /** Runs a line as that account, at home, with a umask that shuts everybody else out. */
  private Sh.Result as(String account, String line) {
    String commit =
        "commit() { for d in */; do date +%N >${d}f; done; git add .; git commit -q -m x; }; umask 077; ";
    sh.with("LINE", commit + line);
    return sh.run(
        "cd home-"
            + account
            + "; HOME=$PWD setpriv --reuid=6499"
            + account
            + " --regid="
            + GROUP
            + " --clear-groups sh -e -c \"$LINE\"");
  }

  @Test
  void twoAccountsPushToOneRepositoryInTurn() {
    for (int round = 0; round < 2; round++) {
      for (String agent : new String[] {"1", "2"}) {
        Sh.Result push = as(agent, "cd w; git push -q origin HEAD 2>&1; commit");
        assertThat(push.output()).as("agent-%s in round %d", agent, round).isEmpty();
        assertThat(push.status()).isZero();
      }
    }
    assertThat(sh.ok("wc -l <r.git/gatekeeper/decisions.jsonl").strip()).isEqualTo("4");
    assertThat(sh.ok("find r.git/gatekeeper ! -group " + GROUP)).isEmpty();
    assertThat(sh.ok("cd r.git/gatekeeper; find decisions.jsonl lock tickets ! -perm -060"))
        .isEmpty();
    assertThat(sh.ok("ls -A r.git/gatekeeper/tickets | wc -l").strip()).isEqualTo("1");
  }

  @Test
  void whoMayNotWriteIsToldSoAndNothingIsHalfDone() {
    for (String shut :
        new String[] {
          "chmod -R g-w gatekeeper", // the second account is no longer let in
          "chown 0:0 gatekeeper gatekeeper/tickets; chmod 755 gatekeeper gatekeeper/tickets"
        }) {
      String before = state();
      sh.ok("cp -a r.git kept.git; cd r.git; " + shut);
      Sh.Result push = as("2", "cd w; git push -q origin HEAD");
      assertThat(push.status()).as(shut).isNotZero();
      assertThat(push.output())
          .as(shut)
          .contains("gatekeeper: refused agent-2/x (GATE_ERROR)")
          .contains("/r.git/gatekeeper/")
          .contains("permission");
      sh.ok("rm -r r.git; mv kept.git r.git");
      assertThat(state()).as(shut).isEqualTo(before);
      assertThat(as("2", "cd w; git push -q origin HEAD; commit").output()).isEmpty();
    }
    sh.ok("git -C r.git fsck --no-dangling");
  }

  /** The refs, and what lies about. */
  private String state() {
    return sh.ok(
        "cd r.git; git for-each-ref; ls -A gatekeeper/tickets; ls -d objects/tmp* 2>&1 || :");
  }
}
