package dev.gatekeeper.hooks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.HoldingRelay;
import dev.gatekeeper.hooks.Sh;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that has no time says so, to pushes and to fetches, and has time again afterwards. */
@Timeout(120)
class BusyServerIT {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia], direct: true}
      agents:
        a1: {branches: ["a1/**"], owns: [/one/]}
      """;

  @TempDir Path folder;

  @Test
  void thatItIsBusyIsSaidInWords() throws Exception {
    String[] narrow = {"--pushes", "1", "--fetches", "1", "--queue", "0"};
    try (LiveServer server = LiveServer.start(folder, POLICY, narrow)) {
      Sh sh = new Sh(folder).with("GIT_TERMINAL_PROMPT", "0");
      sh.ok("git init -q -b main w; cd w; head -c 30000000 /dev/urandom >big; git add .");
      sh.ok("cd w; git commit -q -m begin; git push -q " + server.url("mia") + " main");
      sh.ok("cd w; mkdir one; head -c 3000000 /dev/urandom >one/f; git add .; git commit -q -m f");
      whilePushing(server, sh);
      whileFetching(server, sh);
    }
  }

  private static void whilePushing(LiveServer server, Sh sh) throws Exception {
    try (HoldingRelay relay = HoldingRelay.to(server.port(), 2_000_000)) {
      String slow = server.url("a1").replace(":" + server.port(), ":" + relay.port());
      CompletableFuture<Sh.Result> held =
          CompletableFuture.supplyAsync(() -> sh.run("git -C w push " + slow + " HEAD:a1/slow"));
      relay.awaitHeld();
      Sh.Result refused = sh.run("git -C w push " + server.url("a1") + " HEAD:a1/x");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.output())
          .contains("the server is busy: 1 running and 0 waiting")
          .contains("push again later")
          .contains("(GATE_ERROR ");
      relay.release();
      assertThat(held.join().status()).as(held.join().output()).isZero();
      sh.ok("git -C w push -q " + server.url("a1") + " HEAD:a1/x");
    }
  }

  /** Somebody asks for 30 MB and reads nothing of it. */
  private static void whileFetching(LiveServer server, Sh sh) throws Exception {
    String id = sh.ok("git -C w rev-parse main").strip();
    String body = "0011command=fetch0001" + "0032want " + id + "\n" + "0009done\n" + "0000";
    try (Socket silent = new Socket()) {
      silent.setReceiveBufferSize(4096);
      silent.connect(
          new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      OutputStream out = silent.getOutputStream();
      out.write(
          ("POST /r.git/git-upload-pack HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                  + server.token("a1")
                  + "\r\nContent-Type: application/x-git-upload-pack-request\r\nGit-Protocol: version=2"
                  + "\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
              .getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      assertThat(silent.getInputStream().read()).isEqualTo('H');
      for (int version : new int[] {0, 1, 2}) {
        Sh.Result refused =
            sh.run(
                "rm -rf c; git -c protocol.version="
                    + version
                    + " clone "
                    + server.url("a1")
                    + " c");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output())
            .contains(
                "remote error: the server is busy: 1 running and 0 waiting; fetch again later");
      }
    }
    String clone = "rm -rf c; git clone -q " + server.url("a1") + " c";
    Sh.Result last = sh.run(clone);
    for (int i = 0; i < 100 && last.output().contains("busy"); i++) {
      Thread.sleep(100);
      last = sh.run(clone);
    }
    assertThat(last.status()).as(last.output()).isZero();
  }
}
