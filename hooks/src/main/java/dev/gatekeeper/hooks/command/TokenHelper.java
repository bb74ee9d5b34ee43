package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.Console;
import dev.gatekeeper.hooks.Failure;
import dev.gatekeeper.hooks.remote.Git;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A git credential helper (gitcredentials(7)) that hands over a token where it lies, for one
 * remote. The token itself is written nowhere.
 */
final class TokenHelper {
  private static final String VARIABLE = "GATEKEEPER_TOKEN";

  private final List<String[]> settings = new ArrayList<>();

  private TokenHelper(String address, String principal, String secret) {
    String key = "credential." + address + ".";
    // An empty value takes away the helpers before it: they may know another agent's token.
    settings.add(new String[] {key + "helper", ""});
    settings.add(
        new String[] {
          key + "helper",
          "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' "
              + quoted(principal)
              + " "
              + secret
              + "; }; f"
        });
    settings.add(new String[] {key + "username", principal});
  }

  /**
   * The helper, as a list of one, or none if there is no token, or no address that wants one.
   *
   * @param address of the remote, without a user, or empty
   * @param file where the token lies, or empty for the environment
   */
  static List<TokenHelper> of(Console console, String address, String principal, String file)
      throws Failure {
    if (!file.isEmpty()) {
      Path path = console.file(file);
      if (!Files.isReadable(path)) {
        throw Failure.usage("the token file `" + path + "` can't be read");
      }
      String secret = "\"$(cat " + quoted(path.toString()) + ")\"";
      return address.isEmpty() ? List.of() : List.of(new TokenHelper(address, principal, secret));
    }
    boolean isSet = !console.environment().getOrDefault(VARIABLE, "").isEmpty();
    return isSet && !address.isEmpty()
        ? List.of(new TokenHelper(address, principal, "\"$" + VARIABLE + "\""))
        : List.of();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Configures one worktree alone. */
  void configure(Git worktree) throws Failure {
    for (String[] setting : settings) {
      worktree.must("config", "--worktree", "--add", setting[0], setting[1]);
    }
  }

  /** The same for the git that a console starts, in its environment (git-config(1)). */
  Console in(Console console) {
    Map<String, String> environment = new HashMap<>(console.environment());
    String before = environment.getOrDefault("GIT_CONFIG_COUNT", "");
    int n = before.matches("[0-9]{1,4}") ? Integer.parseInt(before) : 0;
    for (String[] setting : settings) {
      environment.put("GIT_CONFIG_KEY_" + n, setting[0]);
      environment.put("GIT_CONFIG_VALUE_" + n, setting[1]);
      n++;
    }
    environment.put("GIT_CONFIG_COUNT", Integer.toString(n));
    return new Console(console.in(), console.out(), console.err(), environment, console.folder());
  }
}
