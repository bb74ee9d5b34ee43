package dev.gatekeeper.server.auth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * Says no in the form that the asker reads: an API's client in problem details (RFC 9457), git and
 * people in plain text.
 */
record Refusal(HttpServletRequest request, HttpServletResponse response) {
  private static final int TOO_MANY = 429;

  /** Git asks its credential helper when it sees the challenge, and gives up without it. */
  void unauthorized(String message) throws IOException {
    response.setHeader("WWW-Authenticate", "Basic realm=\"gatekeeper\", charset=\"UTF-8\"");
    say(HttpServletResponse.SC_UNAUTHORIZED, message);
  }

  void tooMany(String message, Duration wait) throws IOException {
    response.setHeader("Retry-After", Long.toString(wait.toSeconds() + 1));
    say(TOO_MANY, message);
  }

  void unavailable(String message) throws IOException {
    response.setHeader("Retry-After", "60");
    say(HttpServletResponse.SC_SERVICE_UNAVAILABLE, message);
  }

  /**
   * @param message without what would have to be escaped in JSON
   */
  private void say(int status, String message) throws IOException {
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setCharacterEncoding("UTF-8");
    if (Asked.api(request)) {
      response.setContentType("application/problem+json");
      response
          .getWriter()
          .println(
              "{\"type\":\"about:blank\",\"title\":\"" + message + "\",\"status\":" + status + "}");
    } else {
      response.setContentType("text/plain");
      response.getWriter().println("gatekeeper: " + message);
    }
  }
}
