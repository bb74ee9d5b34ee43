package dev.gatekeeper.hooks.hook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The packets in which git and its {@code proc-receive} hook talk (gitprotocol-common(5)). */
final class PacketLines {
  private static final int HEAD = 4;
  private static final Pattern LENGTH = Pattern.compile("[0-9a-fA-F]{4}");

  private PacketLines() {}

  /**
   * The packets up to the next flush, each without a newline at its end.
   *
   * @throws IOException also where there is none
   */
  static List<byte[]> read(InputStream in) throws IOException {
    List<byte[]> packets = new ArrayList<>();
    while (true) {
      String head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
      int length = LENGTH.matcher(head).matches() ? Integer.parseInt(head, 16) : -1;
      if (length == 0) {
        return packets;
      }
      byte[] packet = in.readNBytes(Math.max(0, length - HEAD));
      if (length < HEAD || packet.length < length - HEAD) {
        throw new IOException("what git sent is no packet");
      }
      packets.add(chomped(packet));
    }
  }

  private static byte[] chomped(byte[] packet) {
    int length = packet.length;
    if (length > 0 && packet[length - 1] == '\n') {
      return Arrays.copyOf(packet, length - 1);
    }
    return packet;
  }

  /** Writes packets and a flush, and sends them off. */
  static void write(OutputStream out, List<byte[]> packets) throws IOException {
    for (byte[] packet : packets) {
      out.write(String.format("%04x", packet.length + HEAD).getBytes(StandardCharsets.US_ASCII));
      out.write(packet);
    }
    out.write("0000".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
