package dev.gatekeeper.server;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What is said of a request that nobody behind the door answers: the status in words and nothing
 * that the request brought along, since a credential may have been in it.
 */
final class ErrorPages implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    String words = HttpStatus.getMessage(status);
    String path = request.getHttpURI().getPath();
    boolean api = path != null && path.startsWith("/api/");
    String body =
        api
            ? "{\"type\":\"about:blank\",\"title\":\"" + words + "\",\"status\":" + status + "}\n"
            : "gatekeeper: " + words + "\n";
    response
        .getHeaders()
        .put(
            HttpHeader.CONTENT_TYPE, api ? "application/problem+json" : "text/plain;charset=utf-8");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, StandardCharsets.UTF_8.encode(body), callback);
    return true;
  }
}
