package dev.gatekeeper.core.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatekeeper.core.fixture.NeedsSandbox;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Check.Expect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a commit's code may try in the real sandbox (docs/semantics.md, section 8). Each attack ends
 * within its limits, gets nothing, and leaves nothing.
 */
final class SandboxTest {
  @TempDir static Path folder;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Proof proof;

  @BeforeEach
  void prepare() throws IOException {
    NeedsSandbox.here();
    proof = proof();
  }

  private static Proof proof() throws IOException {
    return new Proof(Files.createDirectory(folder.resolve("p" + NUMBER.incrementAndGet())));
  }

  private static Oid anything(Proof proof) throws IOException {
    return new CommitBuilder(proof.repository()).file("a", "x\n").commit();
  }

  private static Sandbox sandbox(Proof proof) {
    return Sandbox.bubblewrap(proof.settings());
  }

  private record Attack(
      String story,
      String script,
      int seconds,
      CheckOutcome status,
      String detail,
      String printed) {}

  /** Tries something, says so if it worked, and is expected to fail at it. */
  private static Attack inVain(String story, String attempt) {
    return new Attack(story, attempt + " && echo it worked", 60, CheckOutcome.FAILED, "", "");
  }

  @TestFactory
  List<DynamicTest> holds() {
    String server = "/proc/" + ProcessHandle.current().pid();
    String user = "$(id -u)";
    return List.of(
            inVain(
                "writes to the system's folders",
                "for d in / /usr /etc /dev /bin /var /proc"
                    + " /checkout/..; do echo x 2>/dev/null >$d/owned && exit 0; done; false"),
            inVain("makes namespaces of its own", "unshare -r true 2>/dev/null"),
            inVain("mounts something", "mount -t tmpfs none /tmp 2>/dev/null"),
            inVain(
                "gets back a capability",
                "grep -E '^Cap(Inh|Prm|Eff|Bnd|Amb):' /proc/self/status"
                    + " | grep -v '0000000000000000'"),
            inVain(
                "gains privileges by a setuid program",
                "grep '^NoNewPrivs:' /proc/self/status | grep -v 1"),
            inVain("is root", "test " + user + " = 0"),
            inVain("looks at the server's process", "test -e " + server),
            inVain("kills the server", "kill -9 " + ProcessHandle.current().pid() + " 2>/dev/null"),
            inVain(
                "reads the memory of what started it",
                "test " + user + " != 65534 || head -c 1 /proc/1/mem 2>/dev/null | grep -q ."),
            inVain(
                "finds something of the server's environment",
                "{ env; cat /proc/*/environ; } 2>/dev/null | tr '\\0' '\\n"
                    + "' | grep GIT_CONFIG_NOSYSTEM"),
            inVain(
                "reads what is secret",
                "cat /etc/shadow /etc/ssl/private /root /home"
                    + " /etc/machine-id 2>/dev/null | grep -q ."),
            inVain("sees a network", "tail -n +3 /proc/net/dev | grep -v '^ *lo:'"),
            inVain("talks to the terminal", "test -t 0 || { echo x >/dev/tty; } 2>/dev/null"),
            new Attack(
                "forks for ever",
                "(f() { f & f & wait; }; f) 2>/dev/null; exec sleep 60",
                3,
                CheckOutcome.ERRORED,
                "did not end within 3s",
                ""),
            new Attack(
                "starts more processes than it may",
                "i=0; while [ $i -lt 64 ]; do sleep 60 & i=$((i+1)); done; echo it worked",
                60,
                CheckOutcome.FAILED,
                "",
                "fork"),
            new Attack(
                "ignores signals",
                "trap '' TERM INT HUP; while :; do sleep 1; done",
                2,
                CheckOutcome.ERRORED,
                "did not end within 2s",
                ""),
            new Attack(
                "fills the checkout",
                "head -c 10G /dev/zero >big",
                60,
                CheckOutcome.FAILED,
                "expected exit status 0",
                ""),
            new Attack(
                "fills the disk with small files",
                "i=0; while head -c 1M /dev/zero 2>/dev/null >f$i; do i=$((i+1)); done;"
                    + " echo $i; test $i -lt 33 && exit 3",
                60,
                CheckOutcome.FAILED,
                "was 3",
                ""),
            new Attack(
                "fills the temporary folder",
                "head -c 10G /dev/zero >/tmp/big",
                60,
                CheckOutcome.FAILED,
                "expected exit status 0",
                ""),
            new Attack(
                "fills the shared memory",
                "for i in 1 2 3; do head -c 30M /dev/zero" + " >/dev/shm/big$i || exit 3; done",
                60,
                CheckOutcome.FAILED,
                "was 3",
                ""),
            new Attack(
                "prints without end",
                "yes",
                3,
                CheckOutcome.ERRORED,
                "did not end within 3s",
                "bytes left out"),
            new Attack(
                "takes memory without end",
                "exec tail /dev/zero",
                60,
                CheckOutcome.ERRORED,
                "took more than 160 MiB of memory",
                ""),
            new Attack(
                "takes memory by many processes",
                "for i in 1 2 3 4; do head -c 60M /dev/zero | tail -c 60M | sleep 30 & done; wait",
                60,
                CheckOutcome.ERRORED,
                "took more than 160 MiB of memory",
                ""),
            new Attack(
                "leaves a daemon",
                "(setsid sh -c 'trap \"\" HUP TERM; while :; do sleep 1; done' >/dev/null 2>&1 &)",
                60,
                CheckOutcome.PASSED,
                "",
                ""),
            new Attack(
                "leaves a daemon that holds its output",
                "(setsid sh -c 'while :; do sleep 1; done' &); echo done",
                60,
                CheckOutcome.PASSED,
                "",
                "done"),
            new Attack(
                "starts no program that there is",
                "no-such-program",
                60,
                CheckOutcome.ERRORED,
                "a program was not found",
                "no-such-program"))
        .stream()
        .map(attack -> DynamicTest.dynamicTest(attack.story, () -> holds(attack)))
        .toList();
  }

  private static void holds(Attack attack) throws IOException {
    Proof proof = proof();
    Check.Run check = proof.script(attack.script, attack.seconds, Expect.EXIT_ZERO);
    CheckResult result = proof.run(sandbox(proof), anything(proof), check).get(0);
    assertThat(result.status()).as(result.toString()).isEqualTo(attack.status);
    assertThat(result.detail()).contains(attack.detail);
    assertThat(result.output()).contains(attack.printed).doesNotContain("it worked");
    assertThat(result.output().length()).isLessThan(CommandRun.KEPT + 100);
  }

  @Test
  void reachesNoServer() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "git://127.0.0.1:" + server.getLocalPort() + "/x";
      CheckResult result =
          proof.run(sandbox(proof), anything(proof), proof.script("git ls-remote " + url)).get(0);
      assertThat(result.status()).isEqualTo(CheckOutcome.FAILED);
      server.setSoTimeout(1);
      assertThat(isReached(server)).isFalse();
    }
  }

  private static boolean isReached(ServerSocket server) throws IOException {
    try {
      server.accept().close();
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void seesNeitherRepositoryNorGitFolder() throws IOException {
    Path bare = proof.repository().folder();
    String script = "touch %s/owned; ls -d %s .git ..?* /checkout/.git".formatted(bare, bare);
    CheckResult result = proof.run(sandbox(proof), anything(proof), proof.script(script)).get(0);
    assertThat(result.status()).isEqualTo(CheckOutcome.FAILED);
    assertThat(bare.resolve("owned")).doesNotExist();
    assertThat(result.output()).doesNotContain("\n" + bare + "\n");
  }

  @Test
  void refusesARepositoryThatCommandsWouldSee() throws IOException {
    Sandbox sandbox = Sandbox.bubblewrap(proof.settings().withVisible(List.of(folder)));
    CheckResult result = proof.run(sandbox, anything(proof), proof.script("true")).get(0);
    assertThat(result.status()).isEqualTo(CheckOutcome.ERRORED);
    assertThat(result.detail()).contains("the repository is below `" + folder + "`");
  }

  @Test
  void checksOutAnewForEachCheck() throws IOException {
    List<CheckResult> results =
        proof.run(
            sandbox(proof),
            anything(proof),
            proof.printing("echo changed >a; touch b /tmp/c; cat a", "changed"),
            proof.printing("cat a; ls -A . /tmp", "x\n.:\na\n\n/tmp:"));
    assertThat(results).extracting(CheckResult::status).containsOnly(CheckOutcome.PASSED);
  }

  /** Git itself says whether the tree that was checked out is the one that was committed. */
  @Test
  void checksOutExactlyTheTree() throws IOException {
    CommitBuilder odd =
        new CommitBuilder(proof.repository())
            .file("-rf", "a")
            .file("a\nb", "b")
            .file("a\\b \"c\" $(touch x) `touch y`", "c")
            .file("caf\u00e9/\u65e5\u672c", "d")
            .file("*", "e")
            .file("d/".repeat(100) + "deep", "f")
            .file("x".repeat(255), "g")
            .file("empty", "")
            .file("zeros", new byte[70_000])
            .executable("bin/run", "#!/bin/sh\necho ran\n")
            .link("link", "a\nb")
            .link("out", "../../../../etc/passwd")
            .link("long", "x/".repeat(200))
            .link("caf\u00e9.link", "caf\u00e9")
            .link("absolute", "/tmp/elsewhere");
    String script =
        "./bin/run && git init -q /tmp/r && cd /checkout"
            + " && export GIT_DIR=/tmp/r/.git GIT_WORK_TREE=."
            + " && git -c core.autocrlf=false add -A -f && git write-tree";
    Oid commit = odd.commit();
    String expected = "ran\n" + proof.repository().git("rev-parse", commit + "^{tree}");
    CheckResult result = proof.run(sandbox(proof), commit, proof.printing(script, expected)).get(0);
    assertThat(result.status()).as(result.toString()).isEqualTo(CheckOutcome.PASSED);
  }

  @Test
  void convertsNothing() throws IOException {
    Oid commit =
        new CommitBuilder(proof.repository())
            .file(
                ".gitattributes",
                "* text eol=crlf ident working-tree-encoding=UTF-16\nb export-ignore\n")
            .file("a", "$Id$\nb\r\n")
            .file("b", "")
            .submodule("sub")
            .commit();
    String script = "wc -c <a; ls -A; ls -A sub; stat -c %a a .gitattributes";
    CheckResult result =
        proof
            .run(
                sandbox(proof),
                commit,
                proof.printing(script, "8\n.gitattributes\na\nb\nsub\n644\n644"))
            .get(0);
    assertThat(result.status()).as(result.toString()).isEqualTo(CheckOutcome.PASSED);
  }

  @Test
  void writesThroughNoLinkWhileUnpacking() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside" + NUMBER.incrementAndGet()));
    String target = proof.repository().blob(outside.toString());
    String inside = proof.repository().tree(TreeEntry.file("f", proof.repository().blob("x")));
    String tree =
        proof.repository().tree(TreeEntry.link("a", target), TreeEntry.folder("a", inside));
    Oid both = new Oid(proof.repository().commit(tree));
    Oid link = new CommitBuilder(proof.repository()).link("a", outside.toString()).commit();
    Check.Run check = proof.script("echo x >a/f");
    assertThat(proof.run(sandbox(proof), both, check).get(0).status())
        .isEqualTo(CheckOutcome.ERRORED);
    assertThat(proof.run(sandbox(proof), link, check).get(0).status())
        .isEqualTo(CheckOutcome.FAILED);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void errsWhereTheCheckoutDoesNotFit() throws IOException {
    Oid commit = new CommitBuilder(proof.repository()).file("big", new byte[40 << 20]).commit();
    CheckResult result = proof.run(sandbox(proof), commit, proof.script("true")).get(0);
    assertThat(result.status()).isEqualTo(CheckOutcome.ERRORED);
    assertThat(result.detail()).startsWith("the checkout could not be made: ");
    Sandbox larger = Sandbox.bubblewrap(proof.settings().withDisk(48 << 20));
    CheckResult fits =
        proof.run(larger, commit, proof.printing("wc -c <big", "" + (40 << 20))).get(0);
    assertThat(fits.status()).as(fits.toString()).isEqualTo(CheckOutcome.PASSED);
  }

  @Test
  void showsWhatTheOperatorAdds() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools" + NUMBER.incrementAndGet()));
    Path program = Files.createDirectory(tools.resolve("bin")).resolve("measure");
    Files.writeString(program, "#!/bin/sh\necho 81%\n");
    assertThat(program.toFile().setExecutable(true, false)).isTrue();
    assumeTrue(isPublic(tools), "the temporary folder is closed to other users");
    Sandbox sandbox = Sandbox.bubblewrap(proof.settings().withVisible(List.of(tools)));
    String script = "measure; touch " + program + " 2>/dev/null || echo closed";
    CheckResult result =
        proof.run(sandbox, anything(proof), proof.printing(script, "81%\nclosed")).get(0);
    assertThat(result.status()).as(result.toString()).isEqualTo(CheckOutcome.PASSED);
  }

  /** As root commands run as nobody, who must be able to reach what is shown. */
  private static boolean isPublic(Path path) throws IOException {
    for (Path at = path.toRealPath(); at.getParent() != null; at = at.getParent()) {
      Files.setPosixFilePermissions(
          at.startsWith(folder.toRealPath()) ? at : folder.toRealPath(),
          java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return Files.getPosixFilePermissions(folder.getParent())
        .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE);
  }
}
