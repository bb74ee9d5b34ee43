package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own, from its first line to its last, with real git before it. */
@Timeout(120)
class ServeIT {
  @TempDir Path folder;
  private Sh sh = new Sh(Path.of("."));
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    sh =
        new Sh(folder)
            .with("GATEKEEPER_HOME", folder.resolve("home").toString())
            .with("GIT_TERMINAL_PROMPT", "0");
    Files.createDirectory(folder.resolve("root"));
    Files.writeString(
        folder.resolve("p.yml"),
        """
        version: 1
        integration: {branch: main, maintainers: [mia]}
        agents:
          a1: {branches: ["a1/**"], owns: [/one/]}
        """);
    gatekeeper("repo create r --root root --policy p.yml");
    sh.ok("git init -q -b main w; cd w; mkdir one; echo 1 >one/a; git add .; git commit -q -m b");
  }

  @AfterEach
  void endWhatWasStarted() {
    started.forEach(Process::destroyForcibly);
  }

  private String gatekeeper(String arguments) {
    Sh.Result result = called(arguments);
    assertThat(result.status()).as(result.output()).isZero();
    return result.output().strip();
  }

  /** What is over at once needs no process of its own. */
  private Sh.Result called(String arguments) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("GATEKEEPER_HOME", folder.resolve("home").toString());
    return Called.in(folder, environment, List.of(arguments.strip().split(" +", -1)));
  }

  private static String command() {
    return "'" + Installed.launcher() + "' ";
  }

  /** It is what a rotation of logs sends by convention. */
  @Test
  void aHangupDoesNotEndIt() throws Exception {
    serve("--root", "root");
    Process server = started.get(0);
    sh.ok("kill -HUP " + server.pid());
    assertThat(server.waitFor(1, TimeUnit.SECONDS)).isFalse();
    sh.ok("kill -TERM " + server.pid());
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isZero();
  }

  /** Starts it, and returns the first line that it prints. */
  private String serve(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Installed.launcher().toString(), "serve"));
    command.addAll(List.of("--home", "home", "--listen", "127.0.0.1:0"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    started.add(process);
    String first =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    assertThat(first).as("%s", Files.readString(folder.resolve("err"))).isNotNull();
    return first;
  }

  private Sh.Result push(String scheme, String address, String user, String token, String branch) {
    return sh.run(
        "cd w; git -c http.sslCAInfo=../cert.pem push %s://%s:%s@%s/r.git HEAD:%s"
            .formatted(scheme, user, token, address, branch));
  }

  @Test
  void whoHasARightCredentialIsServedAndNobodyElse() throws Exception {
    String mia = gatekeeper("token new mia");
    String a1 = gatekeeper("token new a1 --expires 1d");
    String line = serve("--root", "root", "--access-log", "access.log");
    assertThat(line).matches("gatekeeper: serving http://127\\.0\\.0\\.1:[0-9]+/");
    String address = line.replaceAll(".*//|/$", "");
    assertThat(push("http", address, "mia", mia, "main").status()).isZero();
    assertThat(
            sh.ok(
                "cd w; git -c http.extraHeader='Authorization: Bearer "
                    + a1
                    + "' ls-remote http://"
                    + address
                    + "/r.git"))
        .contains("refs/heads/main");
    assertThat(push("http", address, "a1", mia, "a1/x").output()).contains("Authentication failed");
    assertThat(push("http", address, "a1", "gk_no", "a1/x").status()).isNotZero();
    assertThat(push("http", address, "a1", a1, "a1/x").status()).isZero();
    gatekeeper("token revoke --principal a1");
    assertThat(push("http", address, "a1", a1, "a1/y").output()).contains("Authentication failed");
    gatekeeper("repo create late --root root");
    assertThat(sh.run("git ls-remote http://" + address + "/none.git").status()).isNotZero();
    Process process = started.get(0);
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    String log = Files.readString(folder.resolve("access.log"));
    assertThat(log).contains(" - a1 [").contains("\"POST /r.git/git-receive-pack HTTP/1.1\" 200");
    assertThat(log + Files.readString(folder.resolve("err"))).doesNotContain("gk_");
    assertThat(sh.ok("git -C root/r.git branch --list")).contains("a1/x").doesNotContain("a1/y");
  }

  @Test
  void aPushUnderWayEndsBeforeTheServerDoes() throws Exception {
    String mia = gatekeeper("token new mia");
    String address = serve("--root", "root").replaceAll(".*//|/$", "");
    sh.ok("cd w; head -c 3000000 /dev/urandom >one/big; git add .; git commit -q -m big");
    int port = Integer.parseInt(address.replaceAll(".*:", ""));
    try (HoldingRelay relay = HoldingRelay.to(port, 2_000_000)) {
      CompletableFuture<Sh.Result> pushed =
          CompletableFuture.supplyAsync(
              () -> push("http", "127.0.0.1:" + relay.port(), "mia", mia, "main"));
      relay.awaitHeld();
      Process server = started.get(0);
      server.destroy();
      while (isListening(port)) {
        Thread.sleep(20);
      }
      assertThat(server.isAlive()).isTrue();
      relay.release();
      assertThat(pushed.join().status()).as(pushed.join().output()).isZero();
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isZero();
    }
    assertThat(sh.ok("git -C root/r.git log --format=%s main")).startsWith("big");
  }

  @Test
  void upkeepNeedsGitAndSaysSo() throws Exception {
    sh.ok("cd w; git push -q ../root/r.git main");
    assertThat(gatekeeper("upkeep root/r.git --full")).contains("loose refs     1 -> 0");
    Sh.Result without = sh.run("PATH=/nowhere " + command() + "upkeep root/r.git");
    assertThat(without.status()).isEqualTo(4);
    assertThat(without.output()).contains("git is needed for upkeep and can't be run");
    assertThat(check("--upkeep-after never").status()).isZero();
    assertThat(check("--upkeep-after soon").output()).contains("a time is needed");
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void tlsIsSpokenWithThePairThatIsThere() throws Exception {
    String mia = gatekeeper("token new mia");
    String line = serve("--root", "root", "--tls-cert", pair("cert"), "--tls-key", "cert.key");
    assertThat(line).startsWith("gatekeeper: serving https://127.0.0.1:");
    String address = line.replaceAll(".*//|/$", "");
    assertThat(push("https", address, "mia", mia, "main").output()).contains("-> main");
    assertThat(push("http", address, "mia", mia, "main").status()).isNotZero();
    String other = pair("other");
    assertThat(check("--tls-cert " + other + " --tls-key cert.key").output())
        .contains("cert.key is not the key of the certificate");
    sh.ok("openssl ec -in cert.key -out sec1.key");
    assertThat(check("--tls-cert cert.pem --tls-key sec1.key").output())
        .contains("sec1.key")
        .contains("PKCS #8");
    assertThat(check("--tls-cert none.pem --tls-key cert.key").output()).contains("none.pem");
    assertThat(check("--tls-cert cert.pem --tls-key cert.key").status()).isZero();
  }

  @Test
  void aRenewedPairIsTakenUpAndABrokenOneIsNot() throws Exception {
    String mia = gatekeeper("token new mia");
    String address =
        serve("--root", "root", "--tls-cert", pair("cert"), "--tls-key", "cert.key")
            .replaceAll(".*//|/$", "");
    assertThat(push("https", address, "mia", mia, "main").status()).isZero();
    String first = sh.ok("openssl x509 -in cert.pem -noout -serial");
    assertThat(shown(address)).isEqualTo(first);
    pair("new");
    sh.ok("cp new.pem cert.pem.1; mv new.key cert.key; mv cert.pem.1 cert.pem");
    String second = sh.ok("openssl x509 -in cert.pem -noout -serial");
    await(() -> shown(address).equals(second));
    assertThat(push("https", address, "mia", mia, "main").status()).isZero();
    assertThat(log()).contains("INFO  Tls: TLS goes on with the new ");
    sh.ok("echo nonsense >cert.pem");
    await(() -> log().contains("ERROR Tls: TLS goes on with the old certificate: "));
    assertThat(log()).contains("cert.pem holds no certificate in PEM");
    assertThat(shown(address)).isEqualTo(second);
    pair("third");
    sh.ok("mv third.key cert.key; mv third.pem cert.pem");
    String third = sh.ok("openssl x509 -in cert.pem -noout -serial");
    await(() -> shown(address).equals(third));
    assertThat(push("https", address, "mia", mia, "main").status()).isZero();
  }

  /** The serial number of the certificate that is shown to who comes now. */
  private String shown(String address) {
    return sh.run(
            "openssl s_client -connect "
                + address
                + " </dev/null 2>/dev/null"
                + " | openssl x509 -noout -serial")
        .output();
  }

  private String log() {
    return sh.ok("cat err");
  }

  private static void await(BooleanSupplier reached) throws InterruptedException {
    for (int i = 0; i < 300 && !reached.getAsBoolean(); i++) {
      Thread.sleep(100);
    }
    assertThat(reached.getAsBoolean()).isTrue();
  }

  private Sh.Result check(String arguments) {
    return called("serve --root root --listen 127.0.0.1:0 --check " + arguments);
  }

  private String pair(String name) {
    sh.ok(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x"
            + " -addext subjectAltName=IP:127.0.0.1 -keyout "
            + name
            + ".key -out "
            + name
            + ".pem");
    return name + ".pem";
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingIsServed() throws Exception {
    assertThat(check("").status()).isZero();
    Files.writeString(folder.resolve("s.yml"), "root: root\nlisten: 127.0.0.1:0\nqueu: 3\n");
    Sh.Result unknown = called("serve --config s.yml --check");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.output()).contains("s.yml:3:1: unknown key `queu`; did you mean `queue`?");
    Sh.Result open = called("serve --root root --listen 0.0.0.0:0 --check");
    assertThat(open.status()).isEqualTo(2);
    assertThat(open.output()).contains("--plain-http-beyond-loopback");
    String address = serve("--root", "root").replaceAll(".*//|/$", "");
    Sh.Result busy = sh.run(command() + "serve --root root --listen " + address);
    assertThat(busy.status()).isEqualTo(4);
    assertThat(busy.output()).contains(address).contains("in use");
    Files.writeString(folder.resolve("root/r.git/gatekeeper.yml"), "version: 9\n");
    assertThat(check("").status()).isEqualTo(3);
    Files.writeString(folder.resolve("home/tokens.jsonl"), "x\n");
    assertThat(check("").status()).isEqualTo(4);
    assertThat(check("").output()).contains("tokens.jsonl:1: ");
  }
}
