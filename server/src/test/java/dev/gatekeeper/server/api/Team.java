package dev.gatekeeper.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.server.GatekeeperServer;
import dev.gatekeeper.server.Site;
import dev.gatekeeper.server.auth.Tokens;
import dev.gatekeeper.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server with three repositories: {@code team}, in which ann and bob work for the agents of their
 * names, cat comes after ann, mia maintains and vera validates; {@code other}, whose policy names
 * zoe alone; and {@code broken}, whose policy is none.
 */
final class Team implements AutoCloseable {
  static final String POLICY =
      """
      version: 1
      plan: A team of three
      integration:
        branch: main
        maintainers: [mia]
        validators: [vera]
      agents:
        ann:
          title: The first
          principals: [ann]
          branches: ["ann/**"]
          owns: [/a/]
          forbids: [/a/secret/]
        bob:
          principals: [bob]
          branches: ["bob/**"]
          owns: [/b/]
        cat:
          principals: [cat]
          branches: ["cat/**"]
          owns: [/c/]
          after: [ann]
      """;

  private static final String OTHER =
      """
      version: 1
      integration:
        branch: main
        maintainers: [zoe]
      agents:
        zed:
          principals: [zoe]
          branches: ["zed/**"]
          owns: [/z/]
      """;

  private final BareRepository repository;
  private final GatekeeperServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Tokens tokens;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  Team(Path folder) throws Exception {
    this(folder, POLICY, /* anonymousRead= */ false);
  }

  Team(Path folder, String policy, boolean anonymousRead) throws Exception {
    tokens = new Tokens(folder.resolve("home"), Clock.systemUTC());
    repository = BareRepository.create(folder.resolve("root/team.git"));
    BareRepository other = BareRepository.create(folder.resolve("root/other.git"));
    BareRepository broken = BareRepository.create(folder.resolve("root/broken.git"));
    Files.writeString(repository.folder().resolve("gatekeeper.yml"), policy);
    Files.writeString(other.folder().resolve("gatekeeper.yml"), OTHER);
    Files.writeString(broken.folder().resolve("gatekeeper.yml"), "version: 1\nagentz: {}\n");
    String blob = repository.blob("one");
    String main = repository.commit(repository.tree(TreeEntry.file("README", blob)));
    repository.git("update-ref", "refs/heads/main", main);
    String work =
        repository.commit(
            repository.tree(
                TreeEntry.file("README", blob),
                TreeEntry.folder("b", repository.tree(TreeEntry.file("x", blob)))),
            main);
    repository.git("update-ref", "refs/heads/bob/x", work);
    server =
        GatekeeperServer.start(
            new Settings(
                Site.LOOPBACK,
                new Settings.Content(
                    List.of(), List.of(folder.resolve("root")), folder.resolve("home")),
                Site.limits(Duration.ofSeconds(60)),
                anonymousRead,
                Optional.empty(),
                Optional.empty(),
                Settings.Validating.DEFAULT));
  }

  BareRepository repository() {
    return repository;
  }

  URI at(String address) {
    return server.address().resolve(address);
  }

  /** The header by which that principal shows who it is. */
  String authorization(String principal) {
    return "Bearer " + known.computeIfAbsent(principal, this::token);
  }

  private String token(String principal) {
    try {
      return tokens.create(new Principal(principal), Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpClient client() {
    return client;
  }

  /** Pushes, as that principal, a new commit that adds a file; it may be refused. */
  void push(String principal, String branch, String top) throws Exception {
    var unused = printedByPush(principal, branch, top);
  }

  /** The same, and what git prints. */
  String printedByPush(String principal, String branch, String top) throws Exception {
    String blob = repository.blob(principal + branch + top);
    String tree =
        repository.tree(
            TreeEntry.file("README", repository.blob("one")),
            TreeEntry.folder(top, repository.tree(TreeEntry.file("x", blob))));
    String commit = repository.commit(tree, repository.git("rev-parse", "refs/heads/main"));
    List<String> line =
        List.of("git", "push", "-q", at("/team.git").toString(), commit + ":refs/heads/" + branch);
    ProcessBuilder git = new ProcessBuilder(line).directory(repository.folder().toFile());
    git.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    git.environment().put("GIT_TERMINAL_PROMPT", "0");
    git.environment().put("GIT_CONFIG_COUNT", "1");
    git.environment().put("GIT_CONFIG_KEY_0", "http.extraHeader");
    git.environment().put("GIT_CONFIG_VALUE_0", "Authorization: " + authorization(principal));
    Process process = git.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return printed;
  }

  HttpResponse<String> get(String principal, String address, String... headers) throws Exception {
    return send(principal, "GET", address, "", headers);
  }

  HttpResponse<String> send(
      String principal, String method, String address, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(address))
            .header("Authorization", authorization(principal))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  /** The ids of the decisions that somebody may read, the newest first. */
  List<String> decisions(String principal, String parameters) throws Exception {
    List<String> ids = new ArrayList<>();
    String lines =
        get(
                principal,
                "/api/v1/repos/team/decisions" + parameters,
                "Accept",
                "application/x-ndjson")
            .body();
    lines.lines().forEach(line -> ids.add(line.replaceAll("^\\{\"id\":\"(.*?)\".*", "$1")));
    return ids;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
