package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.nio.file.Path;
import java.util.Map;

/** Where what belongs to no repository lies. */
final class Home {
  private Home() {}

  /**
   * The folder.
   *
   * @param option what {@code --home} says, "" for nothing
   */
  static Path of(Console console, String option) throws Failure {
    Map<String, String> environment = console.environment();
    for (String chosen : new String[] {option, environment.getOrDefault("GATEKEEPER_HOME", "")}) {
      if (!chosen.isEmpty()) {
        return console.file(chosen);
      }
    }
    // a relative XDG_STATE_HOME is to be ignored (XDG Base Directory Specification)
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (state.startsWith("/")) {
      return Path.of(state, "gatekeeper");
    }
    String user = environment.getOrDefault("HOME", "");
    if (user.isEmpty()) {
      throw Failure.usage("neither --home nor HOME says where tokens are kept");
    }
    return Path.of(user, ".local", "state", "gatekeeper");
  }
}
