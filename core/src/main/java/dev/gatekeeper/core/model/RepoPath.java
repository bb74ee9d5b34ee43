package dev.gatekeeper.core.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A path in a repository: the bytes that git stores, relative to the root, segments separated by
 * {@code /} (semantics, section 2). It may hold any byte, so it is never made into a String to be
 * compared.
 */
public final class RepoPath implements Comparable<RepoPath> {
  private final byte[] bytes;

  private RepoPath(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a path has at least one byte");
    }
    this.bytes = bytes;
  }

  /** The path with exactly these bytes, which are copied. */
  public static RepoPath of(byte[] bytes) {
    return new RepoPath(bytes.clone());
  }

  /** The path whose bytes are the UTF-8 form of {@code text}. */
  public static RepoPath of(String text) {
    return new RepoPath(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes the path has. */
  public int length() {
    return bytes.length;
  }

  public byte at(int index) {
    return bytes[index];
  }

  /** Whether the bytes are well-formed UTF-8. */
  public boolean isUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The path as text, for a path that {@link #isUtf8}; other bytes come out as U+FFFD. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * The path the way git prints it with {@code core.quotePath} at its default: as it is, or in
   * double quotes with C escapes and octal where a byte is a control, a quote, a backslash or not
   * ASCII.
   */
  public String quoted() {
    StringBuilder out = new StringBuilder(bytes.length + 2);
    boolean odd = false;
    for (byte b : bytes) {
      int c = b & 0xff;
      int escape = "\u0007\b\t\n\u000b\f\r\"\\".indexOf((char) c);
      if (escape >= 0) {
        out.append('\\').append("abtnvfr\"\\".charAt(escape));
        odd = true;
      } else if (c < 0x20 || c >= 0x7f) {
        out.append('\\').append((char) ('0' + (c >> 6)));
        out.append((char) ('0' + ((c >> 3) & 7))).append((char) ('0' + (c & 7)));
        odd = true;
      } else {
        out.append((char) c);
      }
    }
    return odd ? "\"" + out + "\"" : out.toString();
  }

  /** Whether the other is a folder above it. */
  public boolean isBelow(RepoPath folder) {
    int length = folder.bytes.length;
    return bytes.length > length
        && bytes[length] == '/'
        && Arrays.equals(bytes, 0, length, folder.bytes, 0, length);
  }

  @Override
  public int compareTo(RepoPath other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RepoPath that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** {@link #quoted}. */
  @Override
  public String toString() {
    return quoted();
  }
}
