package dev.gatekeeper.server.git;

import dev.gatekeeper.core.text.PlainText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.PackProtocolException;

/**
 * The commands of a push, checked before JGit reads them: JGit decodes what is not UTF-8 as
 * Latin-1, so that a ref would get another name than the pushed one, accepts two commands for one
 * ref, and fails without a word if the options are not terminated. (gitprotocol-pack(5), "Reference
 * Update Request and Packfile Transfer".)
 */
final class PushCommands {
  private static final int LIMIT_BYTES = 8 << 20;
  private static final int OPTIONS_BYTES = 64 << 10;
  private static final int SHOWN = 100;
  private static final int NAME = 2 * (40 + 1);
  private static final Pattern COMMAND =
      Pattern.compile("([0-9a-f]{40}) ([0-9a-f]{40}) [^\\x00-\\x20\\x7f]+(\\x00[^\\n]*)?\\n?");

  private final InputStream request;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final Set<String> refs = new HashSet<>();
  private boolean options;

  private PushCommands(InputStream request) {
    this.request = request;
  }

  /**
   * The same request, from its start, but without a wish for progress: how far JGit comes with a
   * pack would tell which objects are there for it to build on.
   *
   * @throws PackProtocolException if the commands are malformed; the message says how
   */
  static InputStream check(InputStream request) throws IOException {
    PushCommands commands = new PushCommands(request);
    commands.commands();
    if (commands.options) {
      commands.options();
    }
    return new SequenceInputStream(new ByteArrayInputStream(commands.read.toByteArray()), request);
  }

  private void commands() throws IOException {
    while (true) {
      byte[] head = request.readNBytes(4);
      int length = length(head, read.size() == 0);
      if (length < 4) {
        read.writeBytes(head);
        return;
      }
      if (read.size() + length > LIMIT_BYTES) {
        throw new PackProtocolException("the commands are larger than " + LIMIT_BYTES + " bytes");
      }
      write(check(line(length, "the commands end")));
    }
  }

  private void options() throws IOException {
    int start = read.size();
    while (true) {
      byte[] head = request.readNBytes(4);
      int length = length(head, false);
      if (length < 4) {
        read.writeBytes(head);
        return;
      }
      if (read.size() - start + length > OPTIONS_BYTES) {
        throw new PackProtocolException(
            "the push options are larger than " + OPTIONS_BYTES + " bytes");
      }
      write(line(length, "the push options end"));
    }
  }

  private byte[] line(int length, String ends) throws IOException {
    byte[] line = request.readNBytes(length - 4);
    if (line.length < length - 4) {
      throw new PackProtocolException(ends + " within a packet");
    }
    return line;
  }

  private void write(byte[] line) {
    read.writeBytes(String.format("%04x", line.length + 4).getBytes(StandardCharsets.US_ASCII));
    read.writeBytes(line);
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

  private byte[] check(byte[] line) throws PackProtocolException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new PackProtocolException("the name of a ref is not valid UTF-8", e);
    }
    if (text.startsWith("shallow ")) {
      return line;
    }
    if (!COMMAND.matcher(text).matches()) {
      throw new PackProtocolException("not a command of a push: " + shown(text));
    }
    int end = text.indexOf('\0');
    String ref = (end < 0 ? text : text.substring(0, end)).substring(NAME).stripTrailing();
    if (!refs.add(ref)) {
      throw new PackProtocolException("`" + shown(ref) + "` is pushed twice");
    }
    if (end < 0 || refs.size() > 1) {
      return line;
    }
    String capabilities = text.substring(end + 1).strip();
    options = Arrays.asList(capabilities.split(" ")).contains("push-options");
    return (text.stripTrailing() + " quiet").getBytes(StandardCharsets.UTF_8);
  }

  private static String shown(String text) {
    String plain = PlainText.shown(text.strip(), "?");
    return plain.length() > SHOWN ? plain.substring(0, SHOWN) + "..." : plain;
  }
}
