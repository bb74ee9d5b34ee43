package dev.gatekeeper.server.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;

/** A pack that says what it likes (gitformat-pack(5)). */
final class PackBytes {
  static final int COMMIT = 1;
  static final int TREE = 2;
  static final int BLOB = 3;
  private static final int OFS_DELTA = 6;
  private static final int REF_DELTA = 7;
  private static final String[] NAMES = {"", "commit", "tree", "blob", "tag"};

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * @param count how many objects the pack header announces
   */
  PackBytes(long count) {
    out.writeBytes("PACK".getBytes(ISO_8859_1));
    out.writeBytes(ByteBuffer.allocate(8).putInt(2).putInt((int) count).array());
  }

  PackBytes object(int type, byte[] content) {
    return object(type, content.length, content);
  }

  /**
   * @param size how large it says to be
   */
  PackBytes object(int type, long size, byte[] content) {
    return entry(type, size, new byte[0], deflated(content));
  }

  /** An object of any kind, with {@code head} before its data. */
  PackBytes entry(int type, long size, byte[] head, byte[] data) {
    long rest = size >>> 4;
    out.write((int) (type << 4 | (size & 15) | (rest == 0 ? 0 : 0x80)));
    for (; rest != 0; rest >>>= 7) {
      out.write((int) ((rest & 0x7f) | (rest >>> 7 == 0 ? 0 : 0x80)));
    }
    out.writeBytes(head);
    out.writeBytes(data);
    return this;
  }

  /** A difference to an object that is named. */
  PackBytes toId(String base, byte[] delta) {
    return entry(REF_DELTA, delta.length, HexFormat.of().parseHex(base), deflated(delta));
  }

  /** A difference to the object that began at {@code offset}. */
  PackBytes toOffset(int offset, byte[] delta) {
    long back = (long) size() - offset;
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    byte[] bytes = new byte[10];
    int at = bytes.length - 1;
    bytes[at] = (byte) (back & 0x7f);
    for (back >>>= 7; back != 0; back >>>= 7) {
      bytes[--at] = (byte) (0x80 | (--back & 0x7f));
    }
    head.write(bytes, at, bytes.length - at);
    return entry(OFS_DELTA, delta.length, head.toByteArray(), deflated(delta));
  }

  int size() {
    return out.size();
  }

  /** The pack with its checksum. */
  byte[] done() {
    out.writeBytes(sha1(out.toByteArray()));
    return out.toByteArray();
  }

  /** The pack as it is. */
  byte[] unfinished() {
    return out.toByteArray();
  }

  /** A difference that says to be from so many bytes to so many. */
  static byte[] delta(long from, long to, byte[] instructions) {
    ByteArrayOutputStream delta = new ByteArrayOutputStream();
    for (long size : new long[] {from, to}) {
      long rest = size;
      do {
        delta.write((int) ((rest & 0x7f) | (rest >>> 7 == 0 ? 0 : 0x80)));
        rest >>>= 7;
      } while (rest != 0);
    }
    delta.writeBytes(instructions);
    return delta.toByteArray();
  }

  static String id(int type, byte[] content) {
    byte[] head = (NAMES[type] + " " + content.length + "\0").getBytes(ISO_8859_1);
    return HexFormat.of()
        .formatHex(
            sha1(ByteBuffer.allocate(head.length + content.length).put(head).put(content).array()));
  }

  static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater(9);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 13];
    while (!deflater.finished()) {
      all.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return all.toByteArray();
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
