package dev.gatekeeper.hooks.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.hooks.Sh;
import dev.gatekeeper.hooks.cli.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Install and uninstall on real repositories, with a launcher that accepts or refuses. */
@Tag("bytes")
class InstallTest {
  @TempDir private Path folder;
  private Sh sh = new Sh(Path.of("/"));

  @BeforeEach
  void repositories() throws Exception {
    sh = new Sh(folder);
    sh.ok("git init -q --bare -b main r.git; git init -q -b main w; mkdir bin");
    sh.ok("cd w; git commit -q --allow-empty -m one; git remote add origin ../r.git");
    launcher("echo \"gate $*\" >>../said; cat >>../said");
  }

  /** What may have been there before; uninstall has to bring back exactly that. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        "rm -r hooks",
        "printf '#!/bin/sh\\necho theirs\\n' >hooks/pre-receive; chmod 750 hooks/pre-receive",
        "printf '#!/bin/sh\\n' >hooks/update; chmod +x hooks/update; echo off >hooks/post-receive",
        "mkdir ../shared; ln -s ../../shared/hook hooks/pre-receive; ln -s /nowhere hooks/update",
        "git config core.hooksPath ../elsewhere; mkdir ../elsewhere; echo x >hooks/pre-receive",
        "printf '[core]\\n\\tbare = true' >config",
        "printf '\\n# caf\\351\\n' >>config; chmod 600 config",
        "mv config ../their-config; ln -s ../their-config config",
        "echo 'version: 1 # theirs' >gatekeeper.yml; chmod 640 gatekeeper.yml",
        "echo 'version: 1 # theirs' >../theirs.yml; ln -s ../theirs.yml gatekeeper.yml"
      })
  void uninstallPutsBackExactlyWhatWasThere(String before) throws Exception {
    sh.ok("cd r.git; " + before);
    String state = state();
    installer()
        .install(Optional.of("version: 1".getBytes(StandardCharsets.UTF_8)), List.of("GL_USER"));
    assertThat(state()).isNotEqualTo(state);
    installer().install(Optional.empty(), List.of());
    installer().install(Optional.of("version: 2".getBytes(StandardCharsets.UTF_8)), List.of());
    assertThat(uninstaller().uninstall()).isEmpty();
    assertThat(state()).isEqualTo(state);
  }

  @Test
  void pushesGoThroughTheGate() throws Exception {
    install();
    launcher("[ \"$*\" = \"hook pre-receive --receive-pack $4\" ] || exit 1; cat >../said");
    sh.ok("cd w; git push -q origin main");
    assertThat(sh.ok("cat said")).endsWith(" refs/heads/main\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 70, 127, 137})
  void onlyZeroAccepts(int status) throws Exception {
    install();
    launcher("exit " + status);
    Sh.Result push = sh.run("cd w; git push origin main");
    assertThat(push.status()).isNotZero();
    assertThat(push.output()).contains("pre-receive hook declined");
    assertThat(push.output().contains("gatekeeper: refused (GATE_ERROR)")).isEqualTo(status != 1);
    assertThat(sh.ok("git -C r.git for-each-ref")).isEmpty();
  }

  @Test
  void withoutItsLauncherTheHookRefuses() throws Exception {
    install();
    sh.ok("rm bin/gatekeeper");
    assertThat(sh.run("cd w; git push origin main").output())
        .contains("gatekeeper: refused (GATE_ERROR), ")
        .contains("bin/gatekeeper is missing")
        .contains("pre-receive hook declined");
  }

  @Test
  void theHooksThatWereThereRunFirstWithTheSameInput() throws Exception {
    hook("r.git/hooks/pre-receive", "echo theirs $0 >>../said; cat >>../said");
    hook("r.git/hooks/update", "echo update $1 >>../said");
    hook("r.git/hooks/post-receive", "echo after >>../said; cat >>../said");
    install();
    hook("r.git/hooks/post-update", "echo late >>../said");
    sh.ok("cd w; git push -q origin main");
    String line = "0".repeat(40) + " " + sh.ok("git -C w rev-parse main").strip();
    line += " refs/heads/main\n";
    assertThat(sh.ok("sed 's/receive-pack [0-9]*/receive-pack PID/' said"))
        .isEqualTo(
            "theirs "
                + "./hooks/pre-receive\n"
                + line
                + "gate hook pre-receive --receive-pack PID\n"
                + line
                + "update refs/heads/main\nafter\n"
                + line
                + "late\n");
    assertThat(sh.ok("ls r.git/gatekeeper")).doesNotContain("sent");
  }

  /** Wherever a repository goes, its hooks go with it, and so do those that were there before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mv r.git 'moved *[?]\\ \"a\".git'",
        "cp -a r.git 'copied.git'; printf '#!/bin/sh\\nexit 1\\n' >r.git/hooks/pre-receive",
        "mkdir at; mv r.git at; ln -s at linked"
      })
  void aRepositoryThatWasMovedIsJudged(String move) throws Exception {
    hook("r.git/hooks/pre-receive", "echo theirs >>\"$SAID\"");
    hook("r.git/hooks/update", "echo update >>\"$SAID\"");
    install();
    hook("r.git/hooks/post-update", "echo late >>\"$SAID\"");
    launcher("echo gate >>\"$SAID\"; cat >/dev/null");
    sh.ok(move);
    String where = sh.ok("ls -d moved* copied* linked/r.git 2>/dev/null | cat").strip();
    String push = "SAID=$PWD/said git -C w push -q \"$PWD\"/'" + where + "' main";
    sh.ok(push);
    assertThat(sh.ok("cat said")).isEqualTo("theirs\ngate\nupdate\nlate\n");
    launcher("exit 1");
    sh.ok("git -C w commit -q --allow-empty -m two");
    assertThat(sh.run(push).output()).contains("pre-receive hook declined");

    installer(where).install(Optional.empty(), List.of());
    assertThat(sh.run(push).output()).contains("pre-receive hook declined");
    launcher("cat >/dev/null");
    sh.ok("rm said; " + push);
    assertThat(sh.ok("cat said")).isEqualTo("theirs\nupdate\nlate\n");
    new Uninstaller(Installer.repository(folder.resolve(where))).uninstall();
    assertThat(sh.ok("cd '" + where + "'; git config --list; ls; ls hooks"))
        .doesNotContain("hookspath", "gatekeeper")
        .contains("pre-receive", "update", "post-update");
  }

  /** A folder of that name may lie wherever an operator happens to stand. */
  @ParameterizedTest
  @ValueSource(strings = {"r.git", "odd *[?]\\ \"a\".git", "new\nline.git"})
  void anOperatorsCommandRunsNoHooksOfTheFolderItRunsIn(String name) throws Exception {
    String git = "git --git-dir='../" + name + "' ";
    if (!name.equals("r.git")) {
      Files.move(folder.resolve("r.git"), folder.resolve(name));
    }
    installer(name).install(Optional.empty(), List.of());
    sh.ok("mkdir -p strange/gatekeeper/hooks");
    hook("strange/gatekeeper/hooks/reference-transaction", "echo strange >>\"$PWD/said\"");
    sh.ok(
        "cd strange; tree=$("
            + git
            + "hash-object -t tree -w /dev/null); commit=$("
            + git
            + "commit-tree -m x $tree); "
            + git
            + "update-ref refs/heads/x $commit");
    assertThat(sh.ok("find . -name said")).isEmpty();
  }

  @Test
  void aHookOfTheirsThatRefusesRefuses() throws Exception {
    hook("r.git/hooks/pre-receive", "echo not today >&2; exit 7");
    install();
    Sh.Result push = sh.run("cd w; git push origin main");
    assertThat(push.status()).isNotZero();
    assertThat(push.output()).contains("not today");
    assertThat(folder.resolve("said")).doesNotExist();
  }

  @Test
  void hooksElsewhereGoOnAndThoseThatWereOffStayOff() throws Exception {
    sh.ok("mkdir elsewhere; git -C r.git config core.hooksPath \"$PWD/elsewhere\"");
    hook("elsewhere/update", "echo elsewhere >>../said");
    hook("r.git/hooks/update", "echo WRONG >>../said");
    hook("r.git/hooks/pre-receive", "echo WRONG >>../said");
    install();
    sh.ok("cd w; git push -q origin main");
    assertThat(sh.ok("cat said")).endsWith("elsewhere\n").doesNotContain("WRONG");
    uninstaller().uninstall();
    assertThat(sh.ok("git -C r.git config core.hooksPath")).endsWith("/elsewhere\n");
  }

  @Test
  void aPersonalConfigurationCanNotRedirectTheHooks() throws Exception {
    install();
    sh.ok("mkdir own; git config --file personal core.hooksPath \"$PWD/own\"");
    sh.with("GIT_CONFIG_GLOBAL", folder.resolve("personal").toString());
    launcher("exit 1");
    assertThat(sh.run("cd w; git push origin main").status()).isNotZero();
  }

  @Test
  void pathsWithOddCharactersAreNoMatter() throws Exception {
    sh.ok("mkdir \"it's a \\\"dir\\\" \\$x\"; mv r.git bin \"it's a \\\"dir\\\" \\$x\"");
    Path odd = folder.resolve("it's a \"dir\" $x");
    new Installer(Installer.repository(odd.resolve("r.git")), odd.resolve("bin/gatekeeper"))
        .install(Optional.empty(), List.of());
    sh.ok("cd w; git push -q \"../it's a \\\"dir\\\" \\$x/r.git\" main");
    assertThat(Files.readString(odd.resolve("said"))).startsWith("gate hook pre-receive");
  }

  /** Where the repository was moved or copied with the gate in it, and theirs before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mv r.git s.git",
        "cp -a r.git s.git; rm -r r.git",
        "cp -a r.git s.git",
        "mkdir new; cp -a r.git new/s.git; ln -s new/s.git s.git"
      })
  void installingAgainAfterTheRepositoryWasMovedRunsItsOwnHooks(String move) throws Exception {
    hook("r.git/hooks/pre-receive", "echo theirs $(pwd -P) >>../said; cat >/dev/null");
    String before = state("r.git");
    installer()
        .install(Optional.of("version: 1".getBytes(StandardCharsets.UTF_8)), List.of("GL_USER"));
    sh.ok(move);
    GatekeeperFolder moved = Installer.repository(folder.resolve("s.git"));
    for (int times = 0; times < 2; times++) {
      new Installer(moved, folder.resolve("bin/gatekeeper")).install(Optional.empty(), List.of());
    }
    launcher("echo gate $(pwd -P) >>../said; cat >/dev/null");
    sh.ok("cd w; git push -q ../s.git main");
    String at = moved.gitDirectory().toString();
    assertThat(Files.readString(moved.gitDirectory().resolveSibling("said")))
        .isEqualTo("theirs " + at + "\ngate " + at + "\n");
    assertThat(sh.ok("grep -rl \"$PWD/r.git\" s.git/gatekeeper/hooks s.git/config || :"))
        .as("what still points to where it was")
        .isEmpty();
    sh.ok("git -C s.git update-ref -d refs/heads/main");
    assertThat(new Uninstaller(moved).uninstall()).isEmpty();
    assertThat(state("s.git")).isEqualTo(before);
  }

  @Test
  void aFolderAmongTheTicketsIsLeft() throws Exception {
    install();
    sh.ok("mkdir r.git/gatekeeper/tickets/theirs");
    assertThat(uninstaller().uninstall()).anyMatch(line -> line.contains("did not make"));
    assertThat(folder.resolve("r.git/gatekeeper/tickets/theirs")).isDirectory();
    assertThat(sh.run("git -C r.git config core.hooksPath").status()).isEqualTo(1);
  }

  @Test
  void whatWasChangedSinceIsLeft() throws Exception {
    installer().install(Optional.of("version: 1".getBytes(StandardCharsets.UTF_8)), List.of());
    sh.ok("cd r.git; git config user.name them; echo more >>gatekeeper.yml");
    Files.writeString(repository().gitDirectory().resolve("gatekeeper/decisions.jsonl"), "{}\n");
    assertThat(uninstaller().uninstall())
        .anyMatch(line -> line.contains("gatekeeper.yml"))
        .anyMatch(line -> line.contains("record of its decisions"));
    assertThat(sh.ok("cd r.git; git config user.name; cat gatekeeper.yml gatekeeper/*"))
        .isEqualTo("them\nversion: 1more\n{}\n");
    assertThat(sh.run("git -C r.git config core.hooksPath").status()).isEqualTo(1);
  }

  @Test
  void aConfigThatIsLockedIsLeftAlone() throws Exception {
    Files.createFile(folder.resolve("r.git/config.lock"));
    String state = state();
    assertThatThrownBy(this::install)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("config.lock");
    assertThat(state()).isEqualTo(state);
  }

  @Test
  void whatCanNotHaveAGateIsToldSo() throws Exception {
    sh.ok("git init -q --bare --object-format=sha256 s.git; mkdir nothing");
    assertThatThrownBy(() -> Installer.repository(folder.resolve("s.git")))
        .hasMessageContaining("sha256");
    assertThatThrownBy(() -> Installer.repository(folder.resolve("w")))
        .hasMessageContaining("is a working copy");
    assertThatThrownBy(() -> Installer.repository(folder.resolve("nothing")))
        .hasMessageContaining("is not a git repository");
    assertThatThrownBy(() -> uninstaller().uninstall()).hasMessageContaining("is not installed");
  }

  private void install() throws Exception {
    installer().install(Optional.empty(), List.of());
  }

  private Installer installer() throws Exception {
    return installer("r.git");
  }

  private Installer installer(String name) throws Exception {
    return new Installer(
        Installer.repository(folder.resolve(name)), folder.resolve("bin/gatekeeper"));
  }

  private Uninstaller uninstaller() throws Exception {
    return new Uninstaller(repository());
  }

  private GatekeeperFolder repository() throws Exception {
    return Installer.repository(folder.resolve("r.git"));
  }

  private void launcher(String script) throws Exception {
    hook("bin/gatekeeper", script);
  }

  private void hook(String file, String script) throws Exception {
    Files.writeString(folder.resolve(file), "#!/bin/sh\n" + script + "\n");
    sh.ok("chmod +x " + file);
  }

  /** Every name, mode, link target and content in the repository. */
  private String state() {
    return state("r.git");
  }

  private String state(String repository) {
    return sh.ok(
        "cd "
            + repository
            + "; find . ! -path './objects/*' ! -type d -printf '%p %y %m %l ' -exec sha256sum {}"
            + " \\; 2>&1 | sort; find . -type d ! -path './objects/*' -printf '%p %m\\n' | sort; stat -L -c '%A %h %U %G %s' config");
  }
}
