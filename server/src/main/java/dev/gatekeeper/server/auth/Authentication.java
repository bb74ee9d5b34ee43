package dev.gatekeeper.server.auth;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Pusher;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets through who proves who he is: HTTP Basic with the principal as user and a token as password
 * (RFC 7617), or the token as Bearer (RFC 6750). Nothing that somebody sent as a credential is ever
 * logged or sent back.
 */
public final class Authentication implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz");
  private static final int MOST_DELAYED = 256;

  private final LiveTokens tokens;
  private final boolean anonymousRead;
  private final ScheduledExecutorService scheduler;
  private final Failures failures = new Failures();
  private final Semaphore delayed = new Semaphore(MOST_DELAYED);

  /**
   * @param anonymousRead whether who proves nothing may read
   * @param scheduler answers those who failed too often, after a while
   */
  public Authentication(Tokens tokens, boolean anonymousRead, ScheduledExecutorService scheduler) {
    this.tokens = new LiveTokens(tokens, Clock.systemUTC());
    this.anonymousRead = anonymousRead;
    this.scheduler = scheduler;
  }

  /** What a request says about who sent it. */
  private sealed interface Claim {
    record None() implements Claim {}

    record Malformed() implements Claim {}

    /** A token; {@code user} is "" where none was named. */
    record Token(String user, String token) implements Claim {}
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    Claim claim = claim(http.getHeader("Authorization"));
    if (OPEN.contains(http.getRequestURI())) {
      chain.doFilter(request, response);
    } else if (claim instanceof Claim.None) {
      if (anonymousRead && !isPush(http)) {
        new Caller(new Pusher.Unnamed()).mark(http);
        chain.doFilter(request, response);
      } else {
        refuse(http, answer, "this needs a credential: the principal's name, and a token of it");
      }
    } else {
      Optional<Principal> principal;
      try {
        principal = claim instanceof Claim.Token token ? holder(token) : Optional.empty();
      } catch (IOException e) {
        LOG.error("no credential can be checked: {}", e.getMessage());
        answer.setHeader("Retry-After", "60");
        say(http, answer, 503, "credentials can't be checked now");
        return;
      }
      if (principal.isPresent()) {
        new Caller(new Pusher.Named(principal.get())).mark(http);
        chain.doFilter(request, response);
      } else {
        failed(http, answer, claim);
      }
    }
  }

  private Optional<Principal> holder(Claim.Token claim) throws IOException {
    return tokens
        .holder(claim.token())
        .filter(p -> claim.user().isEmpty() || p.name().equals(claim.user()));
  }

  /** Whoever changes something has a name, whoever may read. */
  private static boolean isPush(HttpServletRequest request) {
    return request.getRequestURI().endsWith("/git-receive-pack")
        || "git-receive-pack".equals(request.getParameter("service"))
        || (request.getRequestURI().startsWith("/api/")
            && !Set.of("GET", "HEAD").contains(request.getMethod())
            && !request.getRequestURI().endsWith("/check"));
  }

  private static Claim claim(@org.jspecify.annotations.Nullable String header) {
    if (header == null) {
      return new Claim.None();
    }
    String[] parts = header.strip().split(" +", 2);
    if (parts.length == 2 && parts[0].equalsIgnoreCase("Bearer")) {
      return new Claim.Token("", parts[1]);
    }
    if (parts.length == 2 && parts[0].equalsIgnoreCase("Basic")) {
      try {
        String pair = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        if (colon > 0) {
          return new Claim.Token(pair.substring(0, colon), pair.substring(colon + 1));
        }
      } catch (IllegalArgumentException e) {
        return new Claim.Malformed();
      }
    }
    return new Claim.Malformed();
  }

  /**
   * Answers who could not prove it, later and later; no thread waits meanwhile. Who has a right
   * credential never waits for the failures of others.
   */
  private void failed(HttpServletRequest request, HttpServletResponse response, Claim claim)
      throws IOException {
    long now = System.nanoTime();
    Duration delay = failures.failed("address " + request.getRemoteAddr(), now);
    if (claim instanceof Claim.Token token && !token.user().isEmpty()) {
      Duration other = failures.failed("user " + token.user(), now);
      delay = delay.compareTo(other) > 0 ? delay : other;
    }
    String message = "the credential is not valid";
    if (delay.isZero()) {
      refuse(request, response, message);
    } else if (delayed.tryAcquire()) {
      AsyncContext later = request.startAsync();
      later.setTimeout(0);
      Runnable answer =
          () -> {
            try {
              refuse(request, response, message);
            } catch (IOException e) {
              LOG.debug("who failed did not wait for the answer", e);
            } finally {
              delayed.release();
              later.complete();
            }
          };
      var unused = scheduler.schedule(answer, delay.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      response.setHeader("Retry-After", Long.toString(delay.toSeconds() + 1));
      say(request, response, 429, "too many have failed to prove who they are");
    }
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, String message) throws IOException {
    response.setHeader("WWW-Authenticate", "Basic realm=\"gatekeeper\", charset=\"UTF-8\"");
    say(request, response, HttpServletResponse.SC_UNAUTHORIZED, message);
  }

  private static void say(
      HttpServletRequest request, HttpServletResponse response, int status, String message)
      throws IOException {
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setCharacterEncoding("UTF-8");
    if (request.getRequestURI().startsWith("/api/")) {
      response.setContentType("application/problem+json");
      response.getWriter().println("{\"title\":\"" + message + "\",\"status\":" + status + "}");
    } else {
      response.setContentType("text/plain");
      response.getWriter().println("gatekeeper: " + message);
    }
  }
}
