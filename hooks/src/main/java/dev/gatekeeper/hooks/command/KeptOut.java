package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a file that the gate writes in a working copy out of {@code git add --all}: the push that
 * brought it would be refused, since it is no path of the agent's.
 */
final class KeptOut {
  private final Git git;
  private final Path top;

  KeptOut(Console console, Path top) {
    this.git = new Git(console.in(top));
    this.top = top;
  }

  /**
   * A tracked file is skipped by this working copy's own index; another is ignored by the
   * repository's {@code info/exclude}, which is never committed.
   *
   * @param name of a file, seen from the top folder
   */
  void keepOut(String name) throws Failure {
    if (!git.ask("", "ls-files", "--", name).stream().allMatch(String::isEmpty)) {
      git.must("update-index", "--skip-worktree", "--", name);
    } else if (git.run("check-ignore", "-q", "--", name).status() != 0) {
      exclude("/" + name);
    }
  }

  private void exclude(String line) throws Failure {
    String said = git.must("rev-parse", "--git-path", "info/exclude").strip();
    Path file = top.resolve(said);
    try {
      Files.createDirectories(file.resolveSibling("."));
      String before = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
      String gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
      Files.writeString(
          file,
          gap + line + "\n",
          StandardCharsets.ISO_8859_1,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` can't be written: " + e.getMessage());
    }
  }
}
