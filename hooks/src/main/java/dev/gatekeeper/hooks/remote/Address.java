package dev.gatekeeper.hooks.remote;

import dev.gatekeeper.hooks.cli.Failure;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The address of a served repository.
 *
 * @param git its address for git, without a credential
 * @param api its address for the API
 * @param user what stands before the {@code @}, decoded, or empty
 */
record Address(URI git, String api, String user) {

  static boolean isOne(String text) {
    return text.startsWith("http://") || text.startsWith("https://");
  }

  static Address of(String text) throws Failure {
    try {
      URI uri = new URI(text);
      String path = uri.getPath().replaceAll("/+$", "").replaceAll("\\.git$", "");
      int slash = path.lastIndexOf('/');
      if (uri.getHost() == null || slash < 0 || slash + 1 == path.length()) {
        throw Failure.usage(
            "`" + uri.getHost() + "` names no repository; give http(s)://HOST/NAME.git");
      }
      URI git = at(uri, uri.getPath());
      String api =
          at(uri, path.substring(0, slash) + "/api/v1/repos" + path.substring(slash)).toString();
      return new Address(git, api, uri.getUserInfo() == null ? "" : uri.getUserInfo());
    } catch (URISyntaxException e) {
      throw Failure.usage("the address of the repository is malformed: " + e.getReason());
    }
  }

  private static URI at(URI uri, String path) throws URISyntaxException {
    return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), path, null, null);
  }

  /** Where a gatekeeper says that it is up. */
  String health() {
    return api.replaceFirst("/api/v1/repos/[^/]*$", "/healthz");
  }

  /** The address at which the server names the caller. */
  String whoami() {
    return api.replaceFirst("/repos/[^/]*$", "/whoami");
  }

  /** As git's credential helpers are asked. */
  String description() {
    String port = git.getPort() < 0 ? "" : ":" + git.getPort();
    String name = user.split(":", 2)[0];
    return "protocol=%s\nhost=%s%s\npath=%s\n%s"
        .formatted(
            git.getScheme(),
            git.getHost(),
            port,
            git.getPath().replaceAll("^/+", ""),
            name.isEmpty() ? "" : "username=" + name + "\n");
  }
}
