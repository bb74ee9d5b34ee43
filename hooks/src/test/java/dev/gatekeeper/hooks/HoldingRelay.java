package dev.gatekeeper.hooks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** Stands between a client and a server, and holds the client's words once it has said a lot. */
public final class HoldingRelay implements AutoCloseable {
  private final ServerSocket door;
  private final int server;
  private final long most;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  private HoldingRelay(ServerSocket door, int server, long most) {
    this.door = door;
    this.server = server;
    this.most = most;
  }

  /**
   * One before the server on that port.
   *
   * @param most after how many bytes of one connection it holds the rest
   */
  public static HoldingRelay to(int server, long most) throws IOException {
    HoldingRelay relay =
        new HoldingRelay(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), server, most);
    start(relay::accept);
    return relay;
  }

  public int port() {
    return door.getLocalPort();
  }

  public void awaitHeld() throws InterruptedException {
    held.await();
  }

  public void release() {
    released.countDown();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        start(() -> copy(client, behind, most));
        start(() -> copy(behind, client, Long.MAX_VALUE));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void copy(Socket from, Socket to, long hold) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[8192];
      long sent = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sent += n;
        if (sent > hold) {
          held.countDown();
          released.await();
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // one of them is gone, and the other is told by the end of its stream
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    released.countDown();
    door.close();
  }
}
