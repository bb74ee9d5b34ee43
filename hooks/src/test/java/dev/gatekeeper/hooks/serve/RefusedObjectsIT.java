package dev.gatekeeper.hooks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Sh;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a refused push nothing is left: not in the repository, and not for anybody who asks. */
class RefusedObjectsIT {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia]}
      limits: {object: 4MiB}
      agents:
        a1: {branches: ["a1/**"], owns: [/one/]}
        a2: {branches: ["a2/**"], owns: [/two/], after: [a1]}
      """;

  @TempDir static Path folder;
  private static LiveServer server;
  private static Sh sh;

  @BeforeAll
  static void start() throws IOException {
    server = LiveServer.start(folder, POLICY);
    sh = new Sh(folder).with("GIT_TERMINAL_PROMPT", "0");
    sh.ok(
        "git init -q -b main w; cd w; mkdir one two; echo 1 >one/f; git add .; git commit -q -m b");
    sh.ok("git -C w push -q " + server.url("mia") + " main");
    sh.ok("git -C w push -q " + server.url("a1") + " main:a1/x");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a1 | PATH_NOT_OWNED  | echo $$ >two/f                          | t:a1/x",
        "a1 | NOT_YOUR_BRANCH | echo $$ >two/f                          | t:a2/x",
        "a1 | REF_NOT_ALLOWED | echo $$ >one/f                          | t:a1/y t:main",
        "a1 | LIMIT           | head -c 6000000 /dev/urandom >one/large | t:a1/x",
        "a2 | HANDOFF_PENDING | echo $$ >two/f                          | t:a2/x",
        "eve | NOT_YOUR_BRANCH | echo $$ >one/f                         | t:a1/x"
      })
  void nothingIsLeft(String who, String code, String change, String refspecs) {
    Path repository = server.repository();
    String before = everything(repository);
    sh.ok("cd w; git checkout -q -f -B t main; git clean -fdq; mkdir -p two; " + change);
    sh.ok("cd w; git add .; git commit -q -m refused-$$; git push -q . +t:refs/heads/asked");
    Sh.Result push = sh.run("git -C w push " + server.url(who) + " " + refspecs);
    assertThat(push.status()).as(push.output()).isNotZero();
    assertThat(push.output()).contains("(" + code + " ");
    // the empty folder of the push goes when the answer is out
    long end = System.nanoTime() + 10_000_000_000L;
    while (System.nanoTime() < end && !everything(repository).equals(before)) {
      Thread.onSpinWait();
    }
    assertThat(everything(repository)).isEqualTo(before);
    List<String> objects = sh.ok("git -C w rev-list --objects main..t").lines().toList();
    assertThat(objects).hasSizeGreaterThanOrEqualTo(3);
    for (String object : objects) {
      String id = object.substring(0, 40);
      assertThat(sh.run("git -C root/r.git cat-file -e " + id).status()).as(object).isNotZero();
      for (String reader : List.of("a1", "a2", "mia")) {
        for (int version : new int[] {0, 2}) {
          Sh.Result asked =
              sh.run(
                  "rm -rf e; git init -q e; cd e; git -c protocol.version=%d fetch %s %s"
                      .formatted(version, server.url(reader), id));
          assertThat(asked.status()).isNotZero();
          assertThat(asked.output())
              .containsAnyOf("not our ref " + id, "unadvertised object " + id);
        }
      }
    }
  }

  private static String everything(Path repository) {
    return new Sh(repository)
        .ok("git cat-file --batch-all-objects --batch-check; find objects -type f | sort");
  }
}
