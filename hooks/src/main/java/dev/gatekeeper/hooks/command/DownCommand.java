package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.up.GateFolder;
import dev.gatekeeper.hooks.up.LocalServer;
import dev.gatekeeper.hooks.up.TokenFiles;
import dev.gatekeeper.hooks.up.UpLock;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
    name = "down",
    description =
        "Stops the gate that `up` set up for a clone, and revokes its tokens. The repository is kept,"
            + " with its ledger and its policy, and so are the remote and the worktrees of the clone;"
            + " `up` continues with them.")
public final class DownCommand extends ConsoleCommand {
  public DownCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure {
    OwnGate here = OwnGate.here(console, "down");
    UpLock lock = UpLock.take(here.gitDirectory());
    try {
      Optional<GateFolder> gate = here.folder();
      if (gate.isEmpty()) {
        console.answer("gatekeeper: this clone has no gate of its own; nothing was done");
      } else {
        down(gate.get());
      }
    } finally {
      lock.close();
    }
    return ExitStatus.YES;
  }

  private void down(GateFolder gate) throws Failure {
    boolean exists = Files.isDirectory(gate.path());
    try {
      boolean wasUp = exists && new LocalServer(gate).stop();
      int revoked = exists ? new TokenFiles(gate).revokeAll() : 0;
      boolean isNews = wasUp || revoked > 0 || gate.hasTraces();
      gate.clear();
      console.answer(
          isNews
              ? "gatekeeper: down; tokens revoked: " + revoked
              : "gatekeeper: is down already; nothing was done");
    } catch (IOException e) {
      throw Failure.unreadable(
          "`" + gate.path() + "` can't be cleared: " + e.getMessage(),
          "make it writable, then gatekeeper down");
    }
    if (Files.isDirectory(gate.repository())) {
      console.answer(
          "  kept: " + gate.repository() + ", with its ledger, its `gatekeeper/` and the policy;");
      console.answer(
          "  the remote `%s` and `%s` of this clone, by which `gatekeeper up` finds it; and worktrees"
              .formatted(GateFolder.REMOTE, GateFolder.KEY));
    }
  }
}
