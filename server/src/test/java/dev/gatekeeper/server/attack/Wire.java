package dev.gatekeeper.server.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** A client that says what it likes: bytes go out as they are and come back as they are. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /** Sends a text, a character a byte. */
  Wire send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  Wire send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Says that nothing more will come. */
  Wire sent() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** All that comes until the server hangs up. */
  String rest() throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] buffer = new byte[1 << 13];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.append(new String(buffer, 0, n, ISO_8859_1));
      }
    } catch (java.net.SocketException e) {
      all.append(""); // a server that hangs up on what is still being sent resets
    }
    return all.toString();
  }

  /** What comes first, up to {@code end}, which has to come. */
  String until(String end) throws IOException {
    StringBuilder all = new StringBuilder();
    while (!all.toString().endsWith(end)) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("hung up after: " + all);
      }
      all.append((char) b);
    }
    return all.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
