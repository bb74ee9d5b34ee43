package dev.gatekeeper.hooks;

import dev.gatekeeper.core.repo.GatekeeperFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * {@code hook post-receive}: the refs have moved, so the ticket goes (docs/semantics.md, section
 * 9). The installed script does the same in shell, without a JVM.
 */
final class PostReceive {
  private final Console console;

  PostReceive(Console console) {
    this.console = console;
  }

  int run(List<String> args) throws Failure {
    long pid = Arguments.receivePack(args);
    try {
      GatekeeperFolder repository =
          new HookEnvironment(console.environment(), console.folder()).repository();
      Files.deleteIfExists(repository.tickets().resolve(Long.toString(pid)));
      return ExitStatus.YES;
    } catch (HookEnvironment.BadEnvironment | IOException e) {
      throw Failure.unreadable("the ticket could not be removed: " + e.getMessage());
    }
  }
}
