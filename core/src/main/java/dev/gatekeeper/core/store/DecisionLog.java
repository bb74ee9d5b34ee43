package dev.gatekeeper.core.store;

import dev.gatekeeper.core.history.IoStreams;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The log of all decisions, accepted and refused, one JSON object per line, in {@code
 * gatekeeper/decisions.jsonl}. A file that has grown to 16 MiB is put aside as {@code
 * decisions-<UTC time>.jsonl}; the last 64 of those are kept, and of these as many as take 2 GiB at
 * most, since one decision can be large. Of what is older the accepted ones are kept, in {@code
 * decisions-<UTC time>.accepted.jsonl}, up to 2 GiB of them: whoever is refused often enough can
 * push other refusals out, and nothing else. Written under the repository's lock.
 */
public record DecisionLog(GatekeeperFolder folder) {
  private static final String PREFIX = "decisions-";
  private static final String SUFFIX = ".jsonl";
  private static final String THINNED = ".accepted" + SUFFIX;

  /** Within a text of JSON's the quotes would be escaped. */
  private static final String ACCEPTED = ",\"accepted\":true,";

  private static final int LONGEST_LINE = 64 << 20;
  private static final long FULL = 16L << 20;
  private static final int KEPT = 64;
  private static final long KEPT_BYTES = 2L << 30;
  private static final long PAGE = 4L << 20;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Adds a decision: an object on one line, without its end. */
  public void append(String json, Instant now) throws IOException {
    Files.createDirectories(folder.path());
    Path file = folder.decisionLog();
    if (Files.exists(file) && Files.size(file) >= FULL) {
      rotate(file, now);
    }
    boolean isNew = !Files.exists(file);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (isNew) {
        SharedRepositoryMode.give(folder, file);
      }
      long end = channel.size();
      // What a killed process left half written must not swallow the next decision.
      String line = (endsLine(channel, end) ? "" : "\n") + json + "\n";
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      try {
        for (long at = end; bytes.hasRemaining(); ) {
          at += channel.write(bytes, at);
        }
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
    }
  }

  private static boolean endsLine(FileChannel channel, long end) throws IOException {
    if (end == 0) {
      return true;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.read(last, end - 1) == 1 && last.get(0) == '\n';
  }

  private void rotate(Path file, Instant now) throws IOException {
    List<Path> earlier = asideNewestFirst();
    Files.move(file, folder.path().resolve(PREFIX + STAMP.format(after(earlier, now)) + SUFFIX));
    for (Path old : beyond(KEPT, asideNewestFirst().stream().filter(f -> !isThinned(f)).toList())) {
      thin(old);
    }
    for (Path old :
        beyond(Integer.MAX_VALUE, asideNewestFirst().stream().filter(f -> isThinned(f)).toList())) {
      Files.delete(old);
    }
  }

  private static List<Path> beyond(int kept, List<Path> newestFirst) throws IOException {
    long bytes = 0;
    for (int i = 0; i < newestFirst.size(); i++) {
      bytes += Files.size(newestFirst.get(i));
      if (i >= kept || (i > 0 && bytes > KEPT_BYTES)) {
        return newestFirst.subList(i, newestFirst.size());
      }
    }
    return List.of();
  }

  private static boolean isThinned(Path file) {
    return file.getFileName().toString().endsWith(THINNED);
  }

  /** Not line by line as text: what is no log may be one line of any length. */
  private static void copyAccepted(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      int start = 0;
      for (int i = 0; i < n; i++) {
        if (buffer[i] == '\n') {
          line.write(buffer, start, i + 1 - start);
          if (line.toString(StandardCharsets.UTF_8).contains(ACCEPTED)) {
            line.writeTo(out);
          }
          line.reset();
          start = i + 1;
        }
      }
      if (line.size() < LONGEST_LINE) {
        line.write(buffer, start, n - start);
      }
    }
  }

  /** Leaves of a file what was accepted. */
  private void thin(Path file) throws IOException {
    String name = file.getFileName().toString();
    Path draft = folder.path().resolve("thinned.new");
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
      copyAccepted(in, out);
    }
    if (Files.size(draft) == 0) {
      Files.delete(draft);
    } else {
      SharedRepositoryMode.give(folder, draft);
      Files.move(
          draft,
          file.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + THINNED),
          StandardCopyOption.ATOMIC_MOVE);
    }
    Files.delete(file);
  }

  /**
   * Now, or where the clock has gone back the least time that is later than all names that are
   * there: what was put aside last must never count as the oldest.
   */
  private static Instant after(List<Path> newestFirst, Instant time) {
    Instant now = time.truncatedTo(ChronoUnit.MILLIS);
    for (Path path : newestFirst) {
      String name = path.getFileName().toString();
      String stamp = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
      try {
        Instant last = STAMP.parse(stamp, Instant::from);
        return now.isAfter(last) ? now : last.plusMillis(1);
      } catch (DateTimeParseException e) {
        // somebody gave it another name
      }
    }
    return now;
  }

  private List<Path> asideNewestFirst() throws IOException {
    if (!Files.isDirectory(folder.path())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder.path())) {
      return entries
          .filter(p -> p.getFileName().toString().matches(PREFIX + ".*\\" + SUFFIX))
          .sorted(Comparator.comparing((Path p) -> p.getFileName().toString()).reversed())
          .toList();
    }
  }

  /** The line of that decision: a list of one, or none if it is not on record. */
  public List<String> find(String id) throws IOException {
    for (Path file : newestFirst()) {
      List<String> found = new ArrayList<>();
      read(
          file,
          line -> {
            if (isOf(line, id)) {
              found.add(line);
            }
            return found.isEmpty();
          });
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /**
   * Decisions, the newest first. A page ends early where it would be larger than 4 MiB.
   *
   * @param limit at most how many
   * @param before the id of the decision that they are older than, or empty for the newest
   * @param sight which of them
   */
  public List<String> page(int limit, String before, IoStreams.Question<String, Boolean> sight)
      throws IOException {
    List<String> page = new ArrayList<>();
    boolean[] reached = {before.isEmpty()};
    for (Path file : newestFirst()) {
      // the last ones of this file that are wanted, up to the one they are older than
      Deque<String> last = new ArrayDeque<>();
      int room = limit - page.size();
      boolean[] met = {false};
      read(
          file,
          line -> {
            if (!reached[0] && isOf(line, before)) {
              met[0] = true;
              return false;
            }
            if (sight.of(line)) {
              last.addFirst(line);
              trim(last, room);
            }
            return true;
          });
      if (reached[0] || met[0]) {
        page.addAll(last);
        reached[0] = true;
      }
      if (page.size() >= limit || (size(page) >= PAGE && !page.isEmpty())) {
        break;
      }
    }
    return page;
  }

  private static void trim(Deque<String> lines, int room) {
    while (lines.size() > Math.max(1, room) || (lines.size() > 1 && size(lines) > PAGE)) {
      lines.removeLast();
    }
  }

  private static long size(Collection<String> lines) {
    return lines.stream().mapToLong(String::length).sum();
  }

  private static boolean isOf(String line, String id) {
    return line.startsWith("{\"id\":\"" + id + "\"");
  }

  private List<Path> newestFirst() throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.exists(folder.decisionLog())) {
      files.add(folder.decisionLog());
    }
    files.addAll(asideNewestFirst());
    return files;
  }

  /** Shows the lines of a file in their order, as long as {@code more} wants to see them. */
  private static void read(Path file, IoStreams.Question<String, Boolean> more) throws IOException {
    // Not Files.newBufferedReader, which fails where a torn line ends within a character.
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null && more.of(line)) {
        line = reader.readLine();
      }
    }
  }
}
