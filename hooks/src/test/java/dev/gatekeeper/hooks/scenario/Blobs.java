package dev.gatekeeper.hooks.scenario;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The names that git gives to contents. */
final class Blobs {
  private Blobs() {}

  /** {@code MODE CONTENT} as {@code MODE ID}; a submodule's content is its id. */
  static String entry(String entry) {
    String content = entry.substring(7);
    return entry.startsWith(GeneratedPush.SUBMODULE)
        ? entry
        : entry.substring(0, 7) + id(content.getBytes(StandardCharsets.UTF_8));
  }

  private static String id(byte[] content) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-1");
      sha.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(sha.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
