package dev.gatekeeper.server.api;

import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.server.settings.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health checks: whether the process is running ({@code /healthz}) and whether it can do its
 * work ({@code /readyz}). Asked without a credential, so it names no path; the log does.
 */
public final class Health extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final Settings settings;
  private volatile boolean stops;

  public Health(Settings settings) {
    this.settings = settings;
  }

  /** From now on it is not ready. */
  public void stopping() {
    stops = true;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    switch (Request.getPathInContext(request)) {
      case "/healthz" -> answer(request, response, callback, "up", List.of());
      case "/readyz" -> answer(request, response, callback, "ready", problems());
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void answer(
      Request request, Response response, Callback callback, String word, List<String> problems) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    boolean known = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    if (!known) {
      response.setStatus(405);
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      callback.succeeded();
      return;
    }
    response.setStatus(problems.isEmpty() ? 200 : 503);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    String json =
        JsonLine.of(
            out -> {
              out.writeBooleanField(word, problems.isEmpty());
              if (!problems.isEmpty()) {
                JsonLine.strings(out, "problems", problems);
              }
            });
    byte[] body = (json + "\n").getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (stops) {
      problems.add("the server is stopping");
    }
    unreadable("a root can't be read", settings.content().roots(), problems);
    unreadable("a repository can't be read", settings.content().repositories(), problems);
    if (Files.exists(settings.content().home())) { // it is made when it is needed
      unreadable("the home folder can't be read", List.of(settings.content().home()), problems);
    }
    return problems;
  }

  private static void unreadable(String problem, List<Path> folders, List<String> problems) {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder) || !Files.isReadable(folder) || !Files.isExecutable(folder)) {
        LOG.warn("not ready: {}: {}", problem, folder);
        problems.add(problem);
        return;
      }
    }
  }
}
