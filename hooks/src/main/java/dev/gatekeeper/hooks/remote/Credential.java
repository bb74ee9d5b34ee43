package dev.gatekeeper.hooks.remote;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The credential of a request.
 *
 * @param header a line {@code Name: value}, or empty for none
 * @param filled what {@code git credential} said, or empty where it was not asked
 * @param source where it is from, for people
 */
record Credential(String header, String filled, String source) {
  /** The variable that holds a token. */
  static final String VARIABLE = "GATEKEEPER_TOKEN";

  /**
   * What is known without asking anybody: the configuration, the address itself, or the
   * environment; the last not in a worktree whose configuration says where its agent's token is.
   */
  static Credential known(Console console, Git git, Address address) throws Failure {
    String extra = git.config("--get-urlmatch", "http.extraHeader", address.git().toString());
    String token = console.environment().getOrDefault(VARIABLE, "").replaceAll("[^!-~]", "");
    String first = token.isEmpty() ? "" : ", before which " + VARIABLE + " does not count";
    if (!extra.isEmpty()) {
      return new Credential(extra, "", "http.extraHeader in git's configuration" + first);
    }
    if (address.user().contains(":")) {
      return new Credential(basic(address.user()), "", "the address" + first);
    }
    boolean hasOwn = !git.config("--get", "credential." + address.git() + ".helper").isEmpty();
    return token.isEmpty() || hasOwn
        ? new Credential("", "", "nowhere")
        : new Credential("Authorization: Bearer " + token, "", VARIABLE);
  }

  /**
   * What git's helpers know, or the user types: a list of one, or none.
   *
   * @param source what to call them
   */
  static List<Credential> fill(Git git, Address address, String source) throws Failure {
    for (String filled : git.askQuietly(address.description() + "\n", "credential", "fill")) {
      String pair = field(filled, "username") + ":" + field(filled, "password");
      return List.of(new Credential(basic(pair), filled, source));
    }
    return List.of();
  }

  /** Tells git's helpers whether it was right. */
  void settle(Git git, boolean right) throws Failure {
    if (!filled.isEmpty()) {
      git.ask(filled + "\n", "credential", right ? "approve" : "reject");
    }
  }

  private static String field(String filled, String name) {
    return filled
        .lines()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  private static String basic(String pair) {
    byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes);
  }
}
