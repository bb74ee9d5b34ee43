package dev.gatekeeper.server;

import dev.gatekeeper.server.auth.Caller;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bound on requests that are answered at once, since each has a thread for as long as its
 * client sends and reads: in all, so that a thread is left for health checks, and per caller, so
 * that none keeps out the others.
 */
final class InFlight implements Filter {
  private static final int TOO_MANY = 429;

  private final int most;
  private final int mostOfOne;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> callers = new ConcurrentHashMap<>();

  /**
   * @param most how many in all
   * @param mostOfOne how many of one principal, or of one address where nobody was named
   */
  InFlight(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String who = Caller.of((HttpServletRequest) request).origin(request);
    try {
      if (callers.merge(who, 1, Integer::sum) > mostOfOne) {
        refuse(response, TOO_MANY, "you have " + mostOfOne + " requests under way");
      } else if (all.incrementAndGet() > most) {
        all.decrementAndGet();
        refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "the server is busy");
      } else {
        try {
          chain.doFilter(request, response);
        } finally {
          all.decrementAndGet();
        }
      }
    } finally {
      callers.computeIfPresent(who, (w, n) -> n == 1 ? null : n - 1);
    }
  }

  private static void refuse(ServletResponse response, int status, String why) throws IOException {
    HttpServletResponse http = (HttpServletResponse) response;
    http.setStatus(status);
    http.setHeader("Retry-After", "5");
    http.setHeader("Cache-Control", "no-store");
    http.setContentType("text/plain;charset=utf-8");
    http.getWriter().println("gatekeeper: " + why + "; try again later");
  }
}
