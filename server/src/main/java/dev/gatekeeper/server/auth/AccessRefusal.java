package dev.gatekeeper.server.auth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * The refusal of a request in the form that the client reads: problem details for the API (RFC
 * 9457), plain text for git and people.
 */
record AccessRefusal(HttpServletRequest request, HttpServletResponse response) {
  private static final int TOO_MANY = 429;

  /** The path as servlets see it, decoded: the raw one can be written in many ways. */
  static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }

  static boolean isOfApi(HttpServletRequest request) {
    return path(request).startsWith("/api/");
  }

  /** Git asks its credential helper when it sees the challenge, and gives up without it. */
  void unauthorized(String message) throws IOException {
    response.setHeader("WWW-Authenticate", "Basic realm=\"gatekeeper\", charset=\"UTF-8\"");
    say(
        HttpServletResponse.SC_UNAUTHORIZED,
        "credential",
        "credential required",
        message,
        "send the name and a token of it as HTTP Basic, or the token as Bearer; the operator"
            + " makes one with `gatekeeper token new NAME`");
  }

  void tooMany(String message, Duration wait) throws IOException {
    response.setHeader("Retry-After", Long.toString(wait.toSeconds() + 1));
    say(TOO_MANY, "busy", "too many failures", message, "wait, and send the right credential");
  }

  void unavailable(String message) throws IOException {
    response.setHeader("Retry-After", "60");
    say(
        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
        "busy",
        "the server is busy",
        message,
        "try again later, and tell the operator");
  }

  private void say(int status, String word, String title, String detail, String next)
      throws IOException {
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setCharacterEncoding("UTF-8");
    if (isOfApi(request)) {
      response.setContentType(ProblemDetails.MEDIA_TYPE);
      response.getWriter().println(ProblemDetails.json(status, word, title, detail, next));
    } else {
      response.setContentType("text/plain");
      response.getWriter().println("gatekeeper: " + detail);
      if (status == HttpServletResponse.SC_UNAUTHORIZED) {
        response.getWriter().println("next: " + next);
      }
    }
  }
}
