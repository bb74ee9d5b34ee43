package dev.gatekeeper.server.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** What a request is about, as far as it matters before it is known who sent it. */
final class Asked {
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private Asked() {}

  /** The path as servlets see it, decoded: the raw one can be written in many ways. */
  static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }

  /** Whether it is about the API. */
  static boolean api(HttpServletRequest request) {
    return path(request).startsWith("/api/");
  }

  /** Whether it surely changes nothing. What this does not know is taken for a change. */
  static boolean onlyToRead(HttpServletRequest request) {
    String path = path(request);
    if (path.endsWith("/git-receive-pack")) {
      return false;
    }
    if (READING.contains(request.getMethod())) {
      String query = request.getQueryString();
      return !path.endsWith("/info/refs") || "service=git-upload-pack".equals(query);
    }
    return request.getMethod().equals("POST")
        && (path.endsWith("/git-upload-pack") || (api(request) && path.endsWith("/check")));
  }
}
