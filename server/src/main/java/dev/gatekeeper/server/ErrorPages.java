package dev.gatekeeper.server;

import dev.gatekeeper.server.auth.ProblemDetails;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The pages for requests that no handler answers: the status in words and nothing from the request,
 * which may have held a credential.
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
            ? ProblemDetails.json(
                    status,
                    word(status),
                    words,
                    "the request could not be answered: " + words,
                    "GET /api/v1/openapi.json describes the API")
                + "\n"
            : "gatekeeper: " + words + "\n";
    response
        .getHeaders()
        .put(HttpHeader.CONTENT_TYPE, api ? ProblemDetails.MEDIA_TYPE : "text/plain;charset=utf-8");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, StandardCharsets.UTF_8.encode(body), callback);
    return true;
  }

  private static String word(int status) {
    return switch (status) {
      case HttpStatus.NOT_FOUND_404 -> "no-page";
      case HttpStatus.METHOD_NOT_ALLOWED_405 -> "method";
      case HttpStatus.PAYLOAD_TOO_LARGE_413,
          HttpStatus.URI_TOO_LONG_414,
          HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          "too-large";
      case HttpStatus.TOO_MANY_REQUESTS_429, HttpStatus.SERVICE_UNAVAILABLE_503 -> "busy";
      default -> status < HttpStatus.INTERNAL_SERVER_ERROR_500 ? "bad-request" : "bug";
    };
  }
}
