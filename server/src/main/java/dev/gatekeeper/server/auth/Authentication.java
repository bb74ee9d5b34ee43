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
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets through who proves who he is: HTTP Basic with the principal as user and a token as password,
 * or the token as Bearer. Nothing that somebody sent as a credential is ever logged or sent back.
 */
public final class Authentication implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz");
  private static final int MOST_DELAYED = 256;

  private final Tokens tokens;
  private final boolean anonymousRead;
  private final ScheduledExecutorService scheduler;
  private final Failures failures;
  private final Semaphore delayed = new Semaphore(MOST_DELAYED);

  /**
   * @param anonymousRead whether who proves nothing may read
   * @param scheduler answers those who failed too often, after a while
   */
  public Authentication(Tokens tokens, boolean anonymousRead, ScheduledExecutorService scheduler) {
    this(
        tokens,
        anonymousRead,
        scheduler,
        new Failures(Duration.ofMillis(250), Duration.ofSeconds(10)));
  }

  Authentication(
      Tokens tokens, boolean anonymousRead, ScheduledExecutorService scheduler, Failures failures) {
    this.failures = failures;
    this.tokens = tokens;
    this.anonymousRead = anonymousRead;
    this.scheduler = scheduler;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    Refusal refusal = new Refusal(http, (HttpServletResponse) response);
    if (OPEN.contains(Asked.path(http))) {
      new Caller(Pusher.unnamed(), () -> true).mark(http);
      chain.doFilter(request, response);
      return;
    }
    Credential credential = Credential.of(Collections.list(http.getHeaders("Authorization")));
    if (credential instanceof Credential.None) {
      if (anonymousRead && Asked.onlyToRead(http)) {
        new Caller(Pusher.unnamed(), () -> true).mark(http);
        chain.doFilter(request, response);
      } else {
        refusal.unauthorized("this needs a credential: the principal's name, and a token of it");
      }
      return;
    }
    Optional<Principal> principal;
    try {
      principal = holder(credential);
    } catch (IOException e) {
      LOG.error("no credential can be checked: {}", e.getMessage());
      refusal.unavailable("credentials can't be checked now");
      return;
    }
    if (principal.isPresent()) {
      Caller caller =
          new Caller(new Pusher.Named(principal.get()), () -> holder(credential).equals(principal));
      caller.mark(http);
      caller.tell((HttpServletResponse) response);
      chain.doFilter(request, response);
    } else {
      failed(http, refusal, credential);
    }
  }

  private Optional<Principal> holder(Credential credential) throws IOException {
    if (!(credential instanceof Credential.Token claim)) {
      return Optional.empty();
    }
    return tokens
        .holder(claim.secret())
        .filter(principal -> claim.user().isEmpty() || principal.name().equals(claim.user()));
  }

  /**
   * Answers who could not prove it, later and later; no thread waits meanwhile. Who has a right
   * credential never waits for the failures of others.
   */
  private void failed(HttpServletRequest request, Refusal refusal, Credential credential)
      throws IOException {
    String name = credential instanceof Credential.Token claim ? claim.user() : "";
    Duration delay = failures.failed(request.getRemoteAddr(), name, System.nanoTime());
    if (delay.isZero()) {
      refuse(refusal);
    } else if (delayed.tryAcquire()) {
      AsyncContext later = request.startAsync();
      later.setTimeout(0);
      var unused =
          scheduler.schedule(() -> answer(later, refusal), delay.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      refusal.tooMany("too many have failed to prove who they are", delay);
    }
  }

  private void answer(AsyncContext later, Refusal refusal) {
    try {
      refuse(refusal);
    } catch (IOException | RuntimeException e) {
      LOG.debug("who failed did not wait for the answer", e);
    } finally {
      delayed.release();
      later.complete();
    }
  }

  /** The same words whatever was wrong: they must not tell which names there are. */
  private static void refuse(Refusal refusal) throws IOException {
    refusal.unauthorized("the credential is not valid");
  }
}
