package dev.gatekeeper.server;

import dev.gatekeeper.server.auth.ProblemDetails;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers requests for its own names alone, whatever the port. A page from elsewhere whose name its
 * owner lets lead to loopback (DNS rebinding) would otherwise have a browser read here, as if from
 * its own host.
 */
final class HostNames extends Handler.Wrapper {
  private final Set<String> names;

  /**
   * @param names in lower case, an IPv6 address in brackets; none for any
   */
  HostNames(Set<String> names, Handler handler) {
    super(handler);
    this.names = Set.copyOf(names);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String host = request.getHeaders().get(HttpHeader.HOST);
    if (names.isEmpty() || (host != null && names.contains(name(host)))) {
      return super.handle(request, response, callback);
    }
    String detail =
        host == null
            ? "the request names no host"
            : "this server is not known by the name that the request has in Host";
    String next =
        "ask for http://localhost and its port; or the operator gives the name to"
            + " `gatekeeper serve --host-name NAME`";
    boolean api = Request.getPathInContext(request).startsWith("/api/");
    String body =
        api
            ? ProblemDetails.json(
                    HttpStatus.MISDIRECTED_REQUEST_421, "host", "another host", detail, next)
                + "\n"
            : "gatekeeper: " + detail + "\nnext: " + next + "\n";
    response.setStatus(HttpStatus.MISDIRECTED_REQUEST_421);
    response
        .getHeaders()
        .put(HttpHeader.CONTENT_TYPE, api ? ProblemDetails.MEDIA_TYPE : "text/plain;charset=utf-8")
        .put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, StandardCharsets.UTF_8.encode(body), callback);
    return true;
  }

  /** The name without its port. */
  static String name(String host) {
    return host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
  }
}
