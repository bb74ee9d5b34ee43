package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import dev.gatekeeper.hooks.WholeProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --repo} names is a repository itself, and never the one around a mistyped name. */
class NamedRepositoryTest {
  private static final List<String> LINES =
      List.of(
          "check a/x",
          "verify",
          "lint",
          "init --from-tree=HEAD",
          "diff HEAD:gatekeeper.yml HEAD:gatekeeper.yml",
          "export codeowners",
          "policy diff",
          "policy set",
          "policy show",
          "policy where",
          "whoami",
          "decision 0123456789ab",
          "status",
          "wait ann",
          "brief ann",
          "log",
          "log --verify",
          "log --output 1",
          "preflight",
          "handoff ann",
          "stop ann --reason x",
          "resume ann",
          "reopen ann --reason x",
          "rollback ann",
          "integrate --dry-run",
          "attest ann --commit 0123456789abcdef0123456789abcdef01234567 --evidence https://c.i/1 --passed",
          "worktree ann");

  @TempDir private Path folder;
  private Sh sh;
  private String printed = "";

  @BeforeEach
  void repositories() throws IOException {
    sh = new Sh(folder);
    sh.ok("git init -q --bare -b main r.git; git init -q -b main w; mkdir w/a");
    Files.writeString(folder.resolve("w/gatekeeper.yml"), RandomClone.POLICY);
    sh.ok("cd w; git add .; git commit -q -m one; git push -q ../r.git main");
  }

  private int run(String where, String line) {
    Sh.Result result = Called.in(folder.resolve(where), Map.of(), List.of(line.split(" +", -1)));
    printed = result.output();
    return result.status();
  }

  @Test
  void everyCommandThatTakesOneIsTried() {
    Set<String> commands = new TreeSet<>();
    WholeProgram.commands()
        .forEach(
            (name, spec) -> {
              if (spec.findOption("--repo") != null) {
                commands.add(name);
              }
            });
    assertThat(commands)
        .hasSizeGreaterThan(15)
        .allMatch(name -> LINES.stream().anyMatch(line -> (line + " ").startsWith(name + " ")));
  }

  @ParameterizedTest
  @FieldSource("LINES")
  void whatIsNoRepositoryIsSaidToBeNone(String line) {
    for (String around : List.of("r.git", "w")) {
      for (String wrong : List.of("b.git", "refs", "HEAD", "../w/.git/refs", "..")) {
        if (around.equals("w") && wrong.equals("refs")) {
          continue;
        }
        assertThat(run(around, line + " --repo " + wrong)).as(printed).isEqualTo(4);
        assertThat(printed).contains("gatekeeper: `" + wrong + "` is not a git repository\nnext: ");
      }
    }
    assertThat(sh.run("git -C r.git rev-parse -q --verify refs/gatekeeper/ledger").output())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "a", ".git", "../w", "../w/a/..", "../r.git", "../r.git/"})
  void whatIsOneIsTaken(String right) {
    assertThat(run("w", "status --repo " + right)).as(printed).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "lint", "init --from-tree=HEAD", "export codeowners"})
  void anAddressIsNoFolder(String line) {
    assertThat(run("w", line + " --repo http://localhost:1/r.git")).as(printed).isEqualTo(2);
    assertThat(printed).contains("`http://localhost:1/r.git` is an address").contains("\nnext: ");
  }
}
