package dev.gatekeeper.server;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Lets through the methods that mean something here. A servlet answers others by itself: TRACE with
 * what was sent, any to {@code info/refs} with refs.
 */
final class Methods implements Filter {
  private static final Set<String> KNOWN = Set.of("GET", "HEAD", "POST");

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    boolean api = asked.getServletPath().startsWith("/api"); // says itself what it has where
    if (api || KNOWN.contains(asked.getMethod())) {
      chain.doFilter(request, response);
    } else {
      HttpServletResponse answer = (HttpServletResponse) response;
      answer.setHeader("Allow", "GET, HEAD, POST");
      answer.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
  }
}
