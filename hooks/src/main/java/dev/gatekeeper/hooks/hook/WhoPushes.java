package dev.gatekeeper.hooks.hook;

import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.install.RepositoryConfig;
import java.io.IOException;
import java.util.List;

/**
 * The pusher that the hook of a repository would see in this environment.
 *
 * @param trusted the variables that it trusts; the first one that is set counts
 * @param pusher the pusher
 */
public record WhoPushes(List<String> trusted, Pusher pusher) {

  /** Asks as the hook does. */
  public static WhoPushes of(Console console, GatekeeperFolder repository) throws Failure {
    try {
      List<String> trusted = RepositoryConfig.read(repository.gitDirectory()).trustedVariables();
      HookEnvironment environment = new HookEnvironment(console.environment(), console.folder());
      return new WhoPushes(trusted, environment.pusher(trusted));
    } catch (HookEnvironment.BadEnvironment e) {
      throw Failure.no(
          "the hook would refuse every push (GATE_ERROR): " + e.getMessage(),
          "fix the variable where the transport sets it");
    } catch (IOException e) {
      throw Failure.unreadable("the repository can't be read: " + e.getMessage());
    }
  }
}
