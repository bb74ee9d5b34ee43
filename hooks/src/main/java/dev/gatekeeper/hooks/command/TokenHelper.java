package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A git credential helper (gitcredentials(7)) that reads a token from its place, for one remote.
 * The token itself is written nowhere.
 */
final class TokenHelper {
  private static final String VARIABLE = "GATEKEEPER_TOKEN";

  private final List<String[]> settings = new ArrayList<>();

  private final String source;

  private TokenHelper(Set<String> addresses, String principal, String secret, String source) {
    this.source = source;
    for (String address : addresses) {
      // An empty value takes away the headers before it, such as the token of whoever made the
      // clone. No other setting is about a more precise address, and this one is read last.
      settings.add(new String[] {"http." + address + ".extraHeader", ""});
      String key = "credential." + GateRemote.forCredentials(address) + ".";
      // The same for helpers: they may know another agent's token.
      settings.add(new String[] {key + "helper", ""});
      settings.add(
          new String[] {
            key + "helper",
            ("!f() { test \"$1\" = get && printf 'username=%%s\\npassword=%%s\\n' %s \"$(%s"
                    + " | LC_ALL=C tr -cd '!-~')\"; }; f")
                .formatted(quoted(principal), secret)
          });
      settings.add(new String[] {key + "username", principal});
    }
  }

  /**
   * The helper, as a list of one, or none if there is no token, or no address that wants one.
   *
   * @param addresses of the remote
   * @param file where the token lies, or empty for the environment
   */
  static List<TokenHelper> of(Console console, Set<String> addresses, String principal, String file)
      throws Failure {
    if (!file.isEmpty()) {
      Path path = console.file(file);
      checkToken(path);
      return addresses.isEmpty()
          ? List.of()
          : List.of(
              new TokenHelper(
                  addresses,
                  principal,
                  "cat " + quoted(path.toString()),
                  "the token file `" + file + "`"));
    }
    boolean isSet = !console.environment().getOrDefault(VARIABLE, "").isBlank();
    return isSet && !addresses.isEmpty()
        ? List.of(
            new TokenHelper(addresses, principal, "printf %s \"$" + VARIABLE + "\"", VARIABLE))
        : List.of();
  }

  /**
   * Blanks, line ends and a byte order mark beside the token are left out when it is handed over.
   */
  private static void checkToken(Path path) throws Failure {
    byte[] file;
    try {
      file = Files.readAllBytes(path);
    } catch (IOException e) {
      throw Failure.usage("the token file `" + path + "` can't be read");
    }
    String text = new String(file, StandardCharsets.ISO_8859_1).replaceAll("[^!-~\\s]", "").strip();
    if (!text.matches("\\S{1,1000}")) {
      throw Failure.usage(
          "the token file `%s` has to hold one token, and holds %s"
              .formatted(path, text.isEmpty() ? "none" : text.split("\\s+", -1).length + " words"),
          "gatekeeper token new NAME > FILE, on the server");
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Where the token is from, for people. */
  String source() {
    return source;
  }

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
