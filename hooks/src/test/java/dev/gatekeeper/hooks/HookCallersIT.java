package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The native door where it is not git's receive-pack that calls the hook: between its answer and
 * the moved ref another push waits, and afterwards none does (docs/semantics.md, section 9).
 */
@Timeout(120)
class HookCallersIT {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main}
      agents:
        a: {branches: ["a/**"], owns: [/a/]}
        b: {branches: ["b/**"], owns: [/b/], excludes: [a]}
      """;

  /** The caller of the gate's hook, to be completed; the first push goes on a while after it. */
  private static final String OUTER =
      """
      #!/bin/sh
      gate=$(cd "$GIT_DIR" && pwd)/gatekeeper/hooks/pre-receive
      %s
      [ "$status" = 0 ] || exit 1
      if mkdir ../first 2>/dev/null; then sleep 4; fi
      """;

  @TempDir private Path folder;
  private Sh sh = new Sh(Path.of("/"));

  private void repository(String call) throws Exception {
    sh = new Sh(folder).with("PATH", Installed.bin() + ":" + System.getenv("PATH"));
    Files.writeString(folder.resolve("policy.yml"), POLICY);
    sh.ok("git init -q --bare -b main r.git; git init -q -b main w");
    sh.ok("cd w; git commit -q --allow-empty -m begin; git push -q ../r.git main");
    sh.ok("gatekeeper install r.git --policy policy.yml");
    for (String agent : List.of("a", "b")) {
      sh.ok(
          "git clone -q r.git %1$s; cd %1$s; git switch -q -c %1$s/x; mkdir %1$s; echo 1 >%1$s/f;"
                  .formatted(agent)
              + " git add .; git commit -q -m Work");
    }
    sh.ok("mkdir outer");
    sh.with("OUTER", "git -c core.hooksPath='" + folder.resolve("outer") + "' receive-pack");
    Path outer = folder.resolve("outer/pre-receive");
    Files.writeString(outer, OUTER.formatted(call));
    sh.ok("chmod +x outer/pre-receive");
  }

  /** The first push of one agent, and while git has not moved its ref yet that of another. */
  private void assertOneAfterTheOther() {
    sh.ok(
        "(cd a; git push -q --receive-pack=\"$OUTER\" origin a/x >../a.out 2>&1; echo $? >../a.status) &");
    sh.ok("i=0; until [ -d first ] || [ $i = 300 ]; do sleep 0.1; i=$((i + 1)); done");
    assertThat(sh.ok("git -C r.git for-each-ref refs/heads/a")).isEmpty();
    Sh.Result second = sh.run("cd b; git push -q --receive-pack=\"$OUTER\" origin b/x");
    assertThat(second.output()).contains("EXCLUDED").doesNotContain("GATE_ERROR");
    assertThat(sh.ok("cat a.status a.out")).startsWith("0\n");
    Sh.Result third =
        sh.run(
            "cd a; git commit -q --allow-empty -m More; git push -q --receive-pack=\"$OUTER\" origin a/x");
    assertThat(third.status()).as(third.output()).isZero();
    assertThat(sh.ok("ls r.git/gatekeeper/tickets | wc -l").strip()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // a wrapper that ends before git goes on, such as run-parts
        "sh -c '\"$0\"; exit $?' \"$gate\"; status=$?",
        // in another process id namespace, as in a container
        "unshare --pid --fork --mount-proc sh -c '\"$0\"; exit $?' \"$gate\"; status=$?",
      })
  void calledByAWrapper(String call) throws Exception {
    assumeTrue(
        !call.startsWith("unshare")
            || new Sh(folder).run("unshare --pid --fork --mount-proc true").status() == 0,
        "no process id namespace can be made here");
    repository(call);
    assertOneAfterTheOther();
  }

  /** A process that is nobody's child calls the hook, as Gitaly does, and lives on. */
  @Test
  void calledByADaemon() throws Exception {
    repository(
        "ask=$(mktemp -d ../asks/ask-XXXXXX); env | grep ^GIT_ >$ask/env; cat >$ask/in; pwd >$ask/pwd;"
            + " touch $ask/ready; until [ -e $ask/done ]; do sleep 0.05; done; cat $ask/out >&2;"
            + " status=$(cat $ask/status)");
    Files.createDirectories(folder.resolve("asks"));
    Path daemon = folder.resolve("daemon");
    Files.writeString(
        daemon,
        """
        #!/bin/sh
        while [ -d "$1/asks" ]; do
          for ready in "$1"/asks/*/ready; do
            ask=${ready%/ready}
            if [ -e "$ready" ] && mkdir "$ask/taken" 2>/dev/null; then
              (
                cd "$(cat "$ask/pwd")"
                while read -r line; do export "$line"; done <"$ask/env"
                "$1/r.git/gatekeeper/hooks/pre-receive" <"$ask/in" >"$ask/out" 2>&1
                echo $? >"$ask/status"
                touch "$ask/done"
              ) &
            fi
          done
          sleep 0.05
        done
        """);
    Process running =
        new ProcessBuilder("setsid", "sh", daemon.toString(), folder.toString()).start();
    try {
      assertOneAfterTheOther();
    } finally {
      Stream.concat(running.descendants(), Stream.of(running.toHandle()))
          .toList()
          .forEach(ProcessHandle::destroyForcibly);
    }
  }
}
