package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.ChildProcess;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import dev.gatekeeper.hooks.up.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file for a secret: readable by its owner only, and at a place where it is not committed by
 * mistake.
 *
 * @param name as the user wrote it
 */
record SecretFile(Console console, String name) {
  /** Fails if the file can't be written there, before a token is created that would be lost. */
  void check(boolean force) throws Failure {
    Path folder = Optional.ofNullable(file().getParent()).orElse(file());
    if (!Files.isDirectory(folder)) {
      throw Failure.usage("there is no folder `" + folder + "`", "create it first: mkdir -m 700");
    }
    if (Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
      if (Files.isDirectory(file()) || Files.isSymbolicLink(file())) {
        throw Failure.usage(
            "`" + name + "` is not a file; nothing was changed", "name another with --output");
      }
      if (!force) {
        throw Failure.usage(
            "`" + name + "` exists already; nothing was changed",
            "name another with --output; --force replaces it");
      }
    }
    checkUnpublished(folder);
  }

  private void checkUnpublished(Path folder) throws Failure {
    Git git = new Git(console.in(folder));
    ChildProcess.Ended inside = git.run("rev-parse", "--is-inside-work-tree");
    if (!inside.printed().strip().equals("true")) {
      return;
    }
    String leaf = "./" + file().getFileName();
    boolean isIgnored = git.run("check-ignore", "-q", "--", leaf).status() == 0;
    if (!isIgnored) {
      throw Failure.usage(
          "`" + name + "` is in a working copy, where `git add` could publish the token",
          "name a file outside of it, or one that .gitignore lists");
    }
  }

  void write(String secret) throws Failure {
    boolean exists = Files.exists(file());
    try {
      PrivateFiles.write(file(), secret + "\n");
    } catch (IOException e) {
      throw Failure.unreadable(
          "`" + name + "` can't be written, and the new token is lost: " + e.getMessage(),
          "revoke it: gatekeeper token list shows its id for gatekeeper token revoke");
    }
    console.answer("gatekeeper: wrote " + file() + (exists ? ", replacing the old file" : ""));
  }

  private Path file() {
    return console.file(name);
  }
}
