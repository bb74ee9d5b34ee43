package dev.gatekeeper.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.model.Principal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is let through, as whom, and what the others are told. Behind it stands an echo. */
@Timeout(60)
class AuthenticationTest {
  private static final String PUSH = "/r.git/git-receive-pack";
  private static final String FETCH = "/r.git/info/refs?service=git-upload-pack";

  @TempDir Path home;
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private Server closed = new Server();
  private Server open = new Server();
  private String alice = "";
  private String bob = "";
  private String expired = "";
  private String revoked = "";

  @BeforeEach
  void start() throws Exception {
    Tokens tokens = new Tokens(home, Clock.systemUTC());
    alice = tokens.create(new Principal("alice"), Optional.empty());
    bob = tokens.create(new Principal("bob"), Optional.empty());
    expired =
        new Tokens(home, Clock.offset(Clock.systemUTC(), Duration.ofDays(-2)))
            .create(new Principal("alice"), Optional.of(Duration.ofDays(1)), "expired");
    revoked = tokens.create(new Principal("alice"), Optional.empty(), "gone");
    assertThat(tokens.revoke(token -> token.note().equals("gone"))).hasSize(1);
    closed = serve(new Authentication(tokens, false, scheduler, quick()));
    open = serve(new Authentication(tokens, true, scheduler, quick()));
  }

  @AfterEach
  void stop() throws Exception {
    closed.stop();
    open.stop();
    scheduler.shutdownNow();
  }

  private static FailedSignIns quick() {
    return new FailedSignIns(Duration.ofMillis(1), Duration.ofMillis(2));
  }

  private static Server serve(Authentication filter) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new Echo()), "/*");
    server.setHandler(context);
    server.start();
    return server;
  }

  private static final class Echo extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("you are " + Caller.of(request).name());
    }
  }

  private HttpResponse<String> ask(Server server, String method, String path, String... headers)
      throws Exception {
    URI root = URI.create("http://127.0.0.1:" + port(server));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (String value : headers) {
      request.header("Authorization", value);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static int port(Server server) {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  private static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Test
  void aRightCredentialNamesItsPrincipal() throws Exception {
    assertThat(ask(closed, "POST", PUSH, basic("alice", alice)).body()).isEqualTo("you are alice");
    assertThat(ask(closed, "POST", PUSH, "Bearer " + bob).body()).isEqualTo("you are bob");
    assertThat(ask(closed, "GET", "/", "bEARER  " + bob).body()).isEqualTo("you are bob");
  }

  @Test
  void whoeverSaysNothingIsAskedAndMayTryAsOftenAsHeLikes() throws Exception {
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = ask(closed, "GET", FETCH);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().allValues("WWW-Authenticate"))
          .containsExactly("Basic realm=\"gatekeeper\", charset=\"UTF-8\"");
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    }
    assertThat(ask(closed, "GET", "/api/v1/repos/r/status").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }

  @Test
  void whateverIsWrongTheAnswerIsTheSame() throws Exception {
    Set<String> answers = new HashSet<>();
    for (String wrong :
        new String[] {
          basic("alice", bob),
          basic("alice", "gk_wrong"),
          basic("nobody", "gk_wrong"),
          basic("alice", expired),
          basic("alice", revoked),
          basic("alice", ""),
          basic("", alice),
          "Basic !!!!",
          "Basic",
          "Bearer " + revoked,
          "Digest " + alice,
        }) {
      HttpResponse<String> answer = ask(closed, "POST", PUSH, wrong);
      answers.add(
          answer.statusCode() + answer.body() + answer.headers().firstValue("WWW-Authenticate"));
    }
    assertThat(answers).hasSize(1);
    assertThat(answers.toString()).contains("401").doesNotContain("gk_");
    HttpResponse<String> two = ask(closed, "POST", PUSH, "Bearer " + alice, "Bearer " + bob);
    assertThat(two.statusCode()).isEqualTo(401);
    assertThat(ask(closed, "GET", "/?token=" + alice).body()).doesNotContain(alice);
    assertThat(ask(closed, "POST", PUSH, basic("alice", alice)).statusCode()).isEqualTo(200);
  }

  @Test
  void anybodyReadsWhereThatIsAllowedAndNobodyPushes() throws Exception {
    for (String reading :
        new String[] {
          "GET /",
          "GET " + FETCH,
          "POST /r.git/git-upload-pack",
          "GET /api/v1/repos/r/status",
          "POST /api/v1/repos/r/check",
        }) {
      String[] words = reading.split(" ", 2);
      assertThat(ask(open, words[0], words[1]).body()).as(reading).isEqualTo("you are -");
      assertThat(ask(closed, words[0], words[1]).statusCode()).as(reading).isEqualTo(401);
    }
    for (String changing :
        new String[] {
          "POST " + PUSH,
          "GET " + PUSH,
          "POST /r.git/git%2Dreceive-pack",
          "POST /r.git/%67it-receive-pack",
          "GET /r.git/info/refs?service=git-receive-pack",
          "GET /r.git/info/refs?service=git%2Dreceive-pack",
          "GET /r.git/info/refs?service=git-upload-pack&service=git-receive-pack",
          "GET /r.git/info%2Frefs?service=git-receive-pack",
          "POST /api/v1/repos/r/agents/a/stop",
          "DELETE /api/v1/repos/r",
          "PUT /r.git/git-upload-pack",
        }) {
      String[] words = changing.split(" ", 2);
      assertThat(ask(open, words[0], words[1]).statusCode()).as(changing).isIn(400, 401);
    }
    assertThat(ask(open, "GET", FETCH, basic("alice", bob)).statusCode()).isEqualTo(401);
    assertThat(ask(open, "POST", PUSH, basic("alice", alice)).body()).isEqualTo("you are alice");
  }

  @Test
  void healthIsAskedForWithoutACredential() throws Exception {
    assertThat(ask(closed, "GET", "/healthz").statusCode()).isEqualTo(200);
    assertThat(ask(closed, "GET", "/readyz").statusCode()).isEqualTo(200);
    assertThat(ask(closed, "GET", "/healthz/x").statusCode()).isEqualTo(401);
    assertThat(ask(closed, "GET", "/metrics").statusCode()).isEqualTo(401);
  }

  @Test
  void aDamagedStoreLetsNobodyIn() throws Exception {
    Files.writeString(home.resolve("tokens.jsonl"), "nonsense\n");
    HttpResponse<String> answer = ask(closed, "POST", PUSH, basic("alice", alice));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).doesNotContain(home.toString());
  }

  @Test
  void aRequestThatNobodyLetThroughHasNoCaller() {
    HttpServletRequest request = org.mockito.Mockito.mock(HttpServletRequest.class);
    assertThatThrownBy(() -> Caller.of(request)).isInstanceOf(IllegalStateException.class);
  }
}
