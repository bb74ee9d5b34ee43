package dev.gatekeeper.server.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.PackProtocolException;

/**
 * The commands at the start of a push, checked before JGit reads them: it decodes what is not UTF-8
 * as Latin-1, so that a ref would be made by another name than the one that was pushed.
 * (gitprotocol-pack(5), "Reference Update Request and Packfile Transfer".)
 */
final class PushCommands {
  private static final int LIMIT_BYTES = 8 << 20;
  private static final Pattern COMMAND =
      Pattern.compile("([0-9a-f]{40}) ([0-9a-f]{40}) [^\\x00-\\x20\\x7f]+(\\x00[^\\n]*)?\\n?");

  private PushCommands() {}

  /**
   * The same request, from its start.
   *
   * @throws PackProtocolException if the commands are malformed; the message says how
   */
  static InputStream check(InputStream request) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (true) {
      byte[] head = request.readNBytes(4);
      read.writeBytes(head);
      int length = length(head, read.size() == head.length);
      if (length < 4) {
        return new SequenceInputStream(new ByteArrayInputStream(read.toByteArray()), request);
      }
      if (read.size() + length > LIMIT_BYTES) {
        throw new PackProtocolException("the commands are larger than " + LIMIT_BYTES + " bytes");
      }
      byte[] line = request.readNBytes(length - 4);
      if (line.length < length - 4) {
        throw new PackProtocolException("the commands end within a packet");
      }
      read.writeBytes(line);
      check(line);
    }
  }

  private static int length(byte[] head, boolean first) throws PackProtocolException {
    if (head.length == 0 && first) {
      return 0; // an empty request asks nothing
    }
    String hex = new String(head, StandardCharsets.ISO_8859_1);
    if (!hex.matches("[0-9a-fA-F]{4}")) {
      throw new PackProtocolException("not the length of a packet");
    }
    int length = Integer.parseInt(hex, 16);
    if (length > 0 && length < 4) {
      throw new PackProtocolException("a packet that does not belong here");
    }
    return length;
  }

  private static void check(byte[] line) throws PackProtocolException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new PackProtocolException("the name of a ref is not valid UTF-8", e);
    }
    if (text.startsWith("shallow ")) {
      return;
    }
    if (!COMMAND.matcher(text).matches()) {
      throw new PackProtocolException("not a command of a push: " + text.strip());
    }
  }
}
