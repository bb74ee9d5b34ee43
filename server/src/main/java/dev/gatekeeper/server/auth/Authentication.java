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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authentication of requests: HTTP Basic with the principal as user and a token as password, or
 * the token as Bearer. Nothing that somebody sent as a credential is ever logged or sent back.
 */
public final class Authentication implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz");
  private static final int MOST_DELAYED = 256;

  private final Tokens tokens;
  private final boolean anonymousRead;
  private final ScheduledExecutorService scheduler;
  private final FailedSignIns failures;
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
        new FailedSignIns(Duration.ofMillis(250), Duration.ofSeconds(10)));
  }

  Authentication(
      Tokens tokens,
      boolean anonymousRead,
      ScheduledExecutorService scheduler,
      FailedSignIns failures) {
    this.failures = failures;
    this.tokens = tokens;
    this.anonymousRead = anonymousRead;
    this.scheduler = scheduler;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    AccessRefusal refusal = new AccessRefusal(http, (HttpServletResponse) response);
    if (OPEN.contains(AccessRefusal.path(http))) {
      new Caller(Pusher.unnamed(), () -> true).mark(http);
      chain.doFilter(request, response);
      return;
    }
    Credential credential = Credential.of(Collections.list(http.getHeaders("Authorization")));
    if (credential instanceof Credential.None) {
      if (anonymousRead && onlyToRead(http)) {
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
  private void failed(HttpServletRequest request, AccessRefusal refusal, Credential credential)
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

  private void answer(AsyncContext later, AccessRefusal refusal) {
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
  private static void refuse(AccessRefusal refusal) throws IOException {
    refusal.unauthorized("the credential is not valid");
  }

  /** Whether it surely changes nothing. What this does not know is taken for a change. */
  private static boolean onlyToRead(HttpServletRequest request) {
    String path = AccessRefusal.path(request);
    if (path.endsWith("/git-receive-pack")) {
      return false;
    }
    if (READING.contains(request.getMethod())) {
      String query = request.getQueryString();
      return !path.endsWith("/info/refs") || "service=git-upload-pack".equals(query);
    }
    return request.getMethod().equals("POST")
        && (path.endsWith("/git-upload-pack")
            || (AccessRefusal.isOfApi(request) && path.endsWith("/check")));
  }

  /** What a request says about who sent it (RFC 7617, RFC 6750). */
  private sealed interface Credential {

    record None() implements Credential {}

    /** Something that proves nothing, whatever it was meant to be. */
    record Malformed() implements Credential {}

    /** A token; {@code user} is empty where none was named. */
    record Token(String user, String secret) implements Credential {
      /** Never the secret: whatever prints this prints it by mistake. */
      @Override
      public String toString() {
        return "Token[user=" + user + "]";
      }
    }

    /**
     * What these headers say.
     *
     * @param headers all the {@code Authorization} headers of the request: several would let each
     *     program on the way believe another one
     */
    static Credential of(List<String> headers) {
      if (headers.isEmpty()) {
        return new None();
      }
      String[] parts = headers.get(0).strip().split(" +", 2);
      if (headers.size() > 1 || parts.length < 2) {
        return new Malformed();
      }
      return switch (parts[0].toLowerCase(Locale.ROOT)) {
        case "bearer" -> new Token("", parts[1]);
        case "basic" -> basic(parts[1]);
        default -> new Malformed();
      };
    }

    private static Credential basic(String encoded) {
      try {
        byte[] bytes = Base64.getDecoder().decode(encoded);
        String pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        int colon = pair.indexOf(':');
        return colon > 0
            ? new Token(pair.substring(0, colon), pair.substring(colon + 1))
            : new Malformed();
      } catch (IllegalArgumentException | CharacterCodingException e) {
        return new Malformed();
      }
    }
  }
}
