package dev.gatekeeper.server.auth;

import dev.gatekeeper.core.model.Pusher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The caller of a request, as its credential proved it.
 *
 * @param pusher a principal, or unnamed where anybody may read
 * @param proof asks the credential again
 */
public record Caller(Pusher pusher, Proof proof) {
  /** What the caller proved who it is by. */
  @FunctionalInterface
  public interface Proof {
    /** Whether it still does: a credential may be revoked while a request goes on. */
    boolean holds() throws IOException;
  }

  /** The attribute of a request that holds the principal's name, for the access log. */
  public static final String LOGGED = "gatekeeper.principal";

  /** The header of an answer that says whom the request was taken to be from, as in an address. */
  private static final String HEADER = "Gatekeeper-Principal";

  private static final String ATTRIBUTE = Caller.class.getName();

  /** Whose request this is; {@link Authentication} has let it through. */
  public static Caller of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("a request that nobody authenticated");
  }

  void mark(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
    request.setAttribute(LOGGED, name());
  }

  /** Says in the answer who was recognised, since git tells nobody as whom it asks. */
  void tell(HttpServletResponse response) {
    if (isNamed()) {
      String name = URLEncoder.encode(name(), StandardCharsets.UTF_8).replace("+", "%20");
      response.setHeader(HEADER, name);
    }
  }

  /** Whether a credential named somebody. */
  public boolean isNamed() {
    return pusher instanceof Pusher.Named;
  }

  /** Whom to count a request to: the principal, or the address that somebody unnamed comes from. */
  public String origin(ServletRequest request) {
    return isNamed() ? name() : "- " + request.getRemoteAddr();
  }

  /** The principal's name, or {@code -}. */
  public String name() {
    return pusher instanceof Pusher.Named named ? named.principal().name() : "-";
  }
}
