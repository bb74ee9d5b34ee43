package dev.gatekeeper.hooks.remote;

import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** A served repository as a command's remote. */
public final class Remote {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final String PROBLEM = "application/problem+json";
  private static final String PROBLEM_TYPE = "urn:gatekeeper:problem:";
  private static final Set<String> USAGE =
      Set.of("bad-request", "no-agent", "no-decision", "no-event");
  private static final Set<String> NO = Set.of("forbidden", "not-possible");

  private final Git git;
  private final Address address;
  private final HttpClient client;
  private Credential credential;
  private String helpers = "`git credential`";

  private Remote(Console console, Git git, Address address) throws Failure {
    this.git = git;
    this.address = address;
    this.client = new Transport(console, git).client(address.git(), CONNECT);
    this.credential = Credential.known(console, git, address);
  }

  /** Whether that is the address of a served repository and not a folder. */
  public static boolean isAddress(String repository) {
    return Address.isOne(repository);
  }

  public static Remote at(Console console, String address) throws Failure {
    return new Remote(console, new Git(console), Address.of(address));
  }

  /** The same where it is known what git's credential helpers hand over, as messages have it. */
  public Remote withHelpers(String source) {
    helpers = source;
    return this;
  }

  /**
   * The one that a working copy asks, as a list of one, or none: what {@code gatekeeper.remote}
   * names, which may be {@code none}; otherwise the remote {@code gatekeeper}, or {@code gate};
   * otherwise {@code origin}, if a gatekeeper answers there. One whose address is not http(s) is
   * not asked. A policy in {@code .git} comes before all.
   */
  public static List<Remote> of(Console console, Path gitDirectory, Path top) throws Failure {
    if (Files.exists(gitDirectory.resolve("gatekeeper.yml"))) {
      return List.of();
    }
    Git git = new Git(console.in(top));
    String chosen = git.config("--get", "gatekeeper.remote");
    if (chosen.equals("none")) {
      return List.of();
    }
    String url = chosen;
    for (String name : chosen.isEmpty() ? List.of("gatekeeper", "gate") : List.of(chosen)) {
      if (!Address.isOne(url)) {
        url = url(git, name);
      }
    }
    if (Address.isOne(url)) {
      return List.of(new Remote(console, git, Address.of(url)));
    }
    if (!chosen.isEmpty()) {
      if (!url.isEmpty()) {
        return List.of(); // its gate is at the hooks
      }
      throw Failure.usage(
          "`gatekeeper.remote` is `" + chosen + "`, and there is no such remote",
          "`git remote` lists the remotes; `git config gatekeeper.remote NAME` names one");
    }
    String origin = url(git, "origin");
    return Address.isOne(origin) ? ifGatekeeper(console, git, origin) : List.of();
  }

  /** One that nobody said is a gatekeeper, so that no trouble with it is in the way of anything. */
  private static List<Remote> ifGatekeeper(Console console, Git git, String origin) {
    try {
      Remote remote = new Remote(console, git, Address.of(origin));
      return remote.isGatekeeper(console) ? List.of(remote) : List.of();
    } catch (Failure e) {
      e.printed().forEach(console::say);
      return List.of();
    }
  }

  /** As git reaches it; empty if there is no such remote. */
  private static String url(Git git, String name) throws Failure {
    return git.config("--get", "remote." + name + ".url").isEmpty()
        ? ""
        : git.must("remote", "get-url", name).strip();
  }

  /** Asked without a credential, since nobody said that this is one. */
  private boolean isGatekeeper(Console console) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address.health())).timeout(CONNECT).build();
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return response.statusCode() == 200
          && JsonObject.lenient(response.body()).text("up").equals("true");
    } catch (IOException e) {
      console.say("gatekeeper: " + address.git() + " does not answer; what was last fetched does");
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Its address for git, without a credential. */
  public String address() {
    return address.git().toString();
  }

  /** The principal that the server knows the caller as, or "" if unauthenticated. */
  public String whoami() throws Failure {
    return JsonObject.lenient(linesAt(address.whoami(), "").get(0)).text("principal");
  }

  /** The lines of an answer, one JSON object each. */
  public List<String> lines(String page, String body) throws Failure {
    return linesAt(address.api() + page, body);
  }

  private List<String> linesAt(String url, String body) throws Failure {
    HttpResponse<String> response =
        send(url, body, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), false);
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.statusCode() != 200 || !type.startsWith("application/")) {
      throw refused(response.statusCode(), response.headers(), response.body(), type);
    }
    List<String> lines = new ArrayList<>(List.of(response.body().split("\n", -1)));
    lines.removeIf(String::isEmpty);
    return lines;
  }

  /**
   * Follows an answer that comes as it is made: its lines of text, and at the end its result.
   *
   * @param said takes each line of text
   * @return the result
   */
  public JsonObject follow(String page, String body, Consumer<String> said) throws Failure {
    HttpResponse<InputStream> response =
        send(address.api() + page, body, HttpResponse.BodyHandlers.ofInputStream(), false);
    String type = response.headers().firstValue("Content-Type").orElse("");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      if (response.statusCode() != 200 || !type.startsWith("application/x-ndjson")) {
        throw refused(
            response.statusCode(),
            response.headers(),
            lines.lines().collect(Collectors.joining("\n")),
            type);
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject told = JsonObject.lenient(line);
        for (JsonObject result : told.objects("result")) {
          return result;
        }
        if (!line.isEmpty()) {
          said.accept(told.text("line"));
        }
      }
    } catch (IOException e) {
      throw cutShort(": " + reason(e));
    }
    throw cutShort("");
  }

  private Failure cutShort(String why) {
    return Failure.unreadable(
        "the answer of " + address.git() + " was cut short" + why,
        "what was begun there goes on: gatekeeper status");
  }

  private <T> HttpResponse<T> send(
      String url, String body, HttpResponse.BodyHandler<T> handler, boolean again) throws Failure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(ANSWER)
            .header("Accept", "application/x-ndjson, application/json, " + PROBLEM);
    int colon = credential.header().indexOf(':');
    if (colon > 0) {
      request.header(
          credential.header().substring(0, colon).strip(),
          credential.header().substring(colon + 1).strip());
    }
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
      request.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<T> response;
    try {
      response = client.send(request.build(), handler);
    } catch (IOException e) {
      throw Failure.unreadable("no answer from " + address.git() + ": " + reason(e), next(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unreadable("interrupted while " + address.git() + " was asked");
    }
    if (response.statusCode() != 401) {
      credential.settle(git, true);
      return response;
    }
    credential.settle(git, false);
    if (!again && credential.header().isEmpty()) {
      for (Credential filled : Credential.fill(git, address, helpers)) {
        credential = filled;
        return send(url, body, handler, true);
      }
    }
    throw credential.header().isEmpty()
        ? Failure.unreadable(
            address.git() + " asks for a credential, and git has none for it (401)",
            "set GATEKEEPER_TOKEN to a token, or give git one: a credential helper, or"
                + " http.extraHeader; `gatekeeper token new NAME` on the server makes it")
        : Failure.unreadable(
            address.git()
                + " does not take your credential (401), which came from "
                + credential.source(),
            "`gatekeeper token list` on the server shows whose tokens are valid, `gatekeeper token"
                + " new NAME` makes one");
  }

  private static String reason(IOException e) {
    String text = e.getMessage();
    if (e instanceof SSLException) {
      return isUntrusted(e)
          ? "its certificate is not signed by an authority that this machine trusts"
          : "no TLS connection: " + text;
    }
    if (e instanceof HttpTimeoutException) {
      return "it took too long";
    }
    if (e instanceof ConnectException) {
      return isUnresolved(e) ? "the host is unknown" : "the connection was refused";
    }
    return text == null ? e.getClass().getSimpleName() : text;
  }

  private static boolean isUnresolved(Throwable e) {
    return e instanceof UnresolvedAddressException
        || (e.getCause() != null && isUnresolved(e.getCause()));
  }

  private static boolean isUntrusted(Throwable e) {
    return e instanceof CertPathBuilderException
        || (e.getCause() != null && isUntrusted(e.getCause()));
  }

  private static String next(IOException e) {
    return isUntrusted(e)
        ? "git config http.sslCAInfo FILE, or GIT_SSL_CAINFO, names the certificates to trust"
        : "make sure that the server is up; `check`, `brief` and `status` can do without, with"
            + " --policy FILE and without --repo";
  }

  private Failure refused(int status, HttpHeaders headers, String answer, String type) {
    JsonObject body = JsonObject.lenient(answer);
    if (status / 100 == 3) {
      return Failure.unreadable(
          address.git()
              + " says it has moved to "
              + headers.firstValue("Location").orElse("an unknown place"),
          "use that address; credentials are not sent on");
    }
    String word = body.text("type");
    if (!type.startsWith(PROBLEM) || !word.startsWith(PROBLEM_TYPE)) {
      return Failure.unreadable(
          address.git() + " is not a gatekeeper server (" + status + ")",
          "git config gatekeeper.remote none, or --policy FILE, asks without it");
    }
    String detail = body.text("detail");
    String problem = word.substring(PROBLEM_TYPE.length());
    String next = inATerminal(problem, body.text("next"));
    if (problem.equals("policy-invalid")) {
      List<String> lines = new ArrayList<>(List.of(detail + ":"));
      body.objects("problems").forEach(found -> lines.add(words(found)));
      return Failure.policyInvalid(lines, next);
    }
    if (NO.contains(problem)) {
      return Failure.no(detail, next);
    }
    return USAGE.contains(problem)
        ? Failure.usage(detail, next)
        : Failure.unreadable(address.git() + ": " + detail, next);
  }

  /** A problem of a policy, as {@code lint} prints it. */
  private static String words(JsonObject problem) {
    String at =
        Stream.of(problem.text("line"), problem.text("column"))
            .filter(number -> number.matches("[1-9][0-9]*"))
            .map(number -> ":" + number)
            .collect(Collectors.joining());
    return problem.text("file") + at + ": " + problem.text("message");
  }

  /** What to do, for somebody who types commands: what a server says is for programs too. */
  private static String inATerminal(String problem, String next) {
    if (!next.startsWith("GET ")) {
      return next;
    }
    return problem.equals("no-repository")
        ? "make sure that the address is right, and that a maintainer has named you in its policy"
        : "make sure that the server is as new as this command: gatekeeper --version";
  }
}
