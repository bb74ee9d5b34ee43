package dev.gatekeeper.server.git;

import dev.gatekeeper.core.text.PlainText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * A filter that reads the request of a fetch before JGit does, and removes names of objects that
 * the reader may not see. A server that is told of an object it has says so, sends less, or sends a
 * difference to it; told of none, it knows of none. (gitprotocol-pack(5), gitprotocol-v2(5).)
 */
final class FetchGuard {
  private static final String LISTS = "command=ls-refs";

  /** What the smallest packet costs in memory, whatever it takes on the way. */
  private static final int LEAST_BYTES = 48;

  private static final int ID = 40;
  private static final int MOST_DEEPENED = 1 << 30;

  private final Repository repository;
  private final Reachable visible;
  private final Set<String> shownRefs;
  private final boolean allTagsShown;

  /**
   * @param visible the tips that the reader is shown
   * @param shownRefs the names of the refs that it is shown
   * @param allTagsShown whether there is no tag that is hidden from it
   */
  FetchGuard(
      Repository repository, Set<ObjectId> visible, Set<String> shownRefs, boolean allTagsShown) {
    this.repository = repository;
    this.visible = new Reachable(repository, visible);
    this.shownRefs = shownRefs;
    this.allTagsShown = allTagsShown;
  }

  /** A request that can't be granted; the message is for the client. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(PlainText.shown(message, "?"));
    }
  }

  /** A packet: a line, or one of the special ones, which have no text. */
  private record Packet(String length, String text) {
    static Packet of(String text) {
      return new Packet(String.format("%04x", text.length() + 4), text);
    }

    boolean is(String word) {
      return text.startsWith(word);
    }

    String argument() {
      String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
      return line.substring(line.indexOf(' ') + 1);
    }
  }

  /** Whether the request, of which nothing is taken, is for the names of refs alone. */
  static boolean listsRefs(InputStream request) throws IOException {
    request.mark(4 + LISTS.length());
    byte[] start = readable(() -> request.readNBytes(4 + LISTS.length()));
    request.reset();
    return new String(start, StandardCharsets.ISO_8859_1).endsWith(LISTS);
  }

  /**
   * The request without what it may not say. Reads it to its end.
   *
   * @param most how many bytes it may be
   */
  InputStream filter(InputStream request, int most) throws IOException {
    List<Packet> packets = readable(() -> read(request, most));
    check(packets);
    Set<ObjectId> wanted = ids(packets, "want ");
    Set<ObjectId> granted = visible.all(wanted);
    for (ObjectId id : wanted) {
      if (!granted.contains(id)) {
        throw new Refused("upload-pack: not our ref " + id.name());
      }
    }
    Set<ObjectId> known = new HashSet<>(ids(packets, "have "));
    known.addAll(ids(packets, "shallow "));
    Set<ObjectId> shown = visible.likely(known);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Packet packet : absolute(packets, wanted, shown)) {
      boolean hidden = (packet.is("have ") || packet.is("shallow ")) && !shown.contains(id(packet));
      if (!hidden && !(packet.is("include-tag") && !allTagsShown)) {
        out.write((packet.length + packet.text).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return new ByteArrayInputStream(out.toByteArray());
  }

  /**
   * The request with {@code --deepen=N} said as {@code --depth=M}, which is all that JGit knows: N
   * more than where the client's history ends. Where it ends in several places, at the farthest, so
   * that no branch becomes shorter and some may become longer than asked.
   */
  private List<Packet> absolute(List<Packet> packets, Set<ObjectId> wanted, Set<ObjectId> shown)
      throws IOException {
    if (packets.stream().noneMatch(packet -> packet.is("deepen-relative"))) {
      return packets;
    }
    Set<ObjectId> ends = ids(packets, "shallow ");
    ends.retainAll(shown);
    int depth = new Reachable(repository, wanted).depth(ends);
    List<Packet> said = new ArrayList<>();
    for (Packet packet : packets) {
      if (packet.is("deepen ") && depth > 0) {
        said.add(Packet.of("deepen " + (depth + more(packet)) + "\n"));
      } else if (!packet.is("deepen ") && !packet.is("deepen-relative")) {
        said.add(packet);
      }
    }
    return said;
  }

  private static long more(Packet packet) throws Refused {
    try {
      // JGit counts with an int; far more than any history has is whole
      return Math.min(Long.parseLong(packet.argument()), MOST_DEEPENED);
    } catch (NumberFormatException e) {
      throw new Refused("upload-pack: invalid deepen: " + packet.argument());
    }
  }

  private void check(List<Packet> packets) throws IOException {
    for (Packet packet : packets) {
      if (packet.is("command=")
          && !packet.argument().equals("command=fetch")
          && !packet.argument().equals("command=ls-refs")) {
        throw new Refused("unknown command");
      }
      if (packet.is("deepen-not ") && !isShown(packet.argument())) {
        throw new Refused("upload-pack: ambiguous deepen-not: " + packet.argument());
      }
      if (packet.is("want-ref ") || packet.is("filter ")) {
        throw new Refused("upload-pack: unexpected line: '" + packet.argument() + "'");
      }
    }
  }

  private boolean isShown(String ref) {
    return shownRefs.contains(ref)
        || shownRefs.contains("refs/" + ref)
        || shownRefs.contains("refs/heads/" + ref)
        || shownRefs.contains("refs/tags/" + ref);
  }

  private static Set<ObjectId> ids(List<Packet> packets, String word) throws IOException {
    Set<ObjectId> ids = new LinkedHashSet<>();
    for (Packet packet : packets) {
      if (packet.is(word)) {
        ids.add(id(packet));
      }
    }
    return ids;
  }

  private static ObjectId id(Packet packet) throws PackProtocolException {
    String argument = packet.argument();
    try {
      return ObjectId.fromString(argument.substring(0, Math.min(ID, argument.length())));
    } catch (InvalidObjectIdException e) {
      throw new PackProtocolException("not an object id: " + argument, e);
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** What can't be read is the client's fault, whatever is wrong with it. */
  private static <T> T readable(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (Refused | PackProtocolException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new PackProtocolException("the request can't be read", e);
    }
  }

  private static List<Packet> read(InputStream in, int most) throws IOException {
    List<Packet> packets = new ArrayList<>();
    long total = 0;
    for (byte[] head = in.readNBytes(4); head.length > 0; head = in.readNBytes(4)) {
      String length = new String(head, StandardCharsets.ISO_8859_1);
      int bytes = length(length);
      total += Math.max(bytes, LEAST_BYTES);
      if (total > most) {
        throw new Refused("the request is larger than " + most + " bytes");
      }
      byte[] text = in.readNBytes(Math.max(0, bytes - 4));
      if (text.length < bytes - 4) {
        throw new PackProtocolException("the request ends within a packet");
      }
      packets.add(new Packet(length, new String(text, StandardCharsets.ISO_8859_1)));
    }
    return packets;
  }

  private static int length(String hex) throws PackProtocolException {
    try {
      int bytes = hex.matches("[0-9a-fA-F]{4}") ? Integer.parseInt(hex, 16) : -1;
      if (bytes >= 0 && bytes != 3) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      throw new PackProtocolException("not the length of a packet", e);
    }
    throw new PackProtocolException("not the length of a packet");
  }
}
