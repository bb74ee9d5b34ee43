package dev.gatekeeper.server.api;

import java.net.http.HttpRequest;
import java.util.Map;

/** Who a test is: the one place that knows how one shows who one is. */
final class As {
  private As() {}

  /** Puts the credential of that principal on a request. */
  static HttpRequest.Builder as(String principal, HttpRequest.Builder request) {
    return request.header("X-User", principal);
  }

  /** What git needs in its environment to be that principal. */
  static Map<String, String> git(String principal) {
    return Map.of(
        "GIT_CONFIG_COUNT", "1",
        "GIT_CONFIG_KEY_0", "http.extraHeader",
        "GIT_CONFIG_VALUE_0", "X-User: " + principal);
  }
}
