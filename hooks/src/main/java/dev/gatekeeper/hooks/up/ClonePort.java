package dev.gatekeeper.hooks.up;

import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of the gate in the configuration of a clone and its worktrees. */
public final class ClonePort {
  private static final String URL = "remote." + GateFolder.REMOTE + ".url";

  private final Git clone;
  private final Path gitDirectory;
  private final GateFolder gate;

  /**
   * @param gitDirectory the clone's, which its worktrees share
   */
  public ClonePort(Git clone, Path gitDirectory, GateFolder gate) {
    this.clone = clone;
    this.gitDirectory = gitDirectory;
    this.gate = gate;
  }

  /** The port of the remote, or 0 if the clone does not have it yet. */
  public int port() throws Failure {
    return gate.port(clone.config("--local", "--get", URL));
  }

  /** Fails if the clone has another gate, since commands would use that one. */
  public void checkFree() throws Failure {
    String url = clone.config("--local", "--get", URL);
    if (!url.isEmpty() && gate.port(url) == 0) {
      throw another("the remote `" + GateFolder.REMOTE + "` at " + url);
    }
    if (!clone.config("--get", "remote.gatekeeper.url").isEmpty()) {
      throw another("the remote `gatekeeper`");
    }
    String asked = clone.config("--get", "gatekeeper.remote");
    if (!asked.isEmpty() && !asked.equals(GateFolder.REMOTE)) {
      throw another("`gatekeeper.remote`, which is `" + asked + "`");
    }
  }

  private static Failure another(String what) {
    return Failure.no(
        "this clone has a gate already: " + what,
        "git remote rename it, or git config --unset gatekeeper.remote; then gatekeeper up");
  }

  /** Sets the port in the configuration of the clone and of each worktree. */
  public void set(int port) throws Failure {
    String address = gate.address(port);
    String known = clone.config("--local", "--get", URL);
    if (known.isEmpty()) {
      clone.must("remote", "add", GateFolder.REMOTE, address);
    } else if (!known.equals(address)) {
      clone.must("remote", "set-url", GateFolder.REMOTE, address);
    }
    Path worktrees = gitDirectory.resolve("worktrees");
    if (!Files.isDirectory(worktrees)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(worktrees)) {
      for (Path worktree : all) {
        Path file = worktree.resolve("config.worktree");
        if (Files.isRegularFile(file)) {
          move(file.toString(), address);
        }
      }
    } catch (IOException e) {
      throw Failure.unreadable("`" + worktrees + "` can't be read: " + e.getMessage());
    }
  }

  /** A credential of a worktree applies to one address only. */
  private void move(String file, String address) throws Failure {
    Pattern section =
        Pattern.compile("(?i)((?:http|credential)[.])(" + gate.addresses() + ")[.].*");
    Set<String> sections = new LinkedHashSet<>();
    for (String key : clone.config("--file", file, "--name-only", "--list").split("\n", -1)) {
      Matcher found = section.matcher(key);
      if (found.matches() && !found.group(2).equals(address)) {
        sections.add(found.group(1) + found.group(2));
      }
    }
    for (String old : sections) {
      String now = old.substring(0, old.indexOf('.') + 1) + address;
      clone.must("config", "--file", file, "--rename-section", old, now);
    }
  }
}
