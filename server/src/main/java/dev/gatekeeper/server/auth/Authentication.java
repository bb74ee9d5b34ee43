package dev.gatekeeper.server.auth;

import dev.gatekeeper.core.model.Pusher;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** placeholder */
public final class Authentication implements Filter {
  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String user = ((HttpServletRequest) request).getHeader("X-User");
    new Caller(user == null ? Pusher.unnamed() : Pusher.named(user))
        .mark((HttpServletRequest) request);
    chain.doFilter(request, response);
  }
}
