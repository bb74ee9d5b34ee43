package dev.gatekeeper.core.repo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every decision, accepted and refused, one JSON object a line, in {@code
 * gatekeeper/decisions.jsonl}. A file that has grown to 16 MiB is put aside as {@code
 * decisions-<UTC time>.jsonl}; the last 64 of those are kept, and of these as many as take 2 GiB at
 * most, since one decision can be large. Written under the repository's lock.
 */
public final class DecisionLog {
  private static final String PREFIX = "decisions-";
  private static final String SUFFIX = ".jsonl";
  private static final long FULL = 16L << 20;
  private static final int KEPT = 64;
  private static final long KEPT_BYTES = 2L << 30;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final GatekeeperFolder folder;

  public DecisionLog(GatekeeperFolder folder) {
    this.folder = folder;
  }

  /** Adds a decision: an object on one line, without its end. */
  void append(String json, Instant now) throws IOException {
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
        SharedMode.give(folder, file);
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
    long bytes = 0;
    List<Path> all = asideNewestFirst();
    for (int i = 0; i < all.size(); i++) {
      bytes += Files.size(all.get(i));
      if (i >= KEPT || (i > 0 && bytes > KEPT_BYTES)) {
        Files.delete(all.get(i));
      }
    }
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
    List<Path> files = new ArrayList<>();
    if (Files.exists(folder.decisionLog())) {
      files.add(folder.decisionLog());
    }
    files.addAll(asideNewestFirst());
    String start = "{\"id\":\"" + id + "\"";
    for (Path file : files) {
      // Not Files.newBufferedReader, which fails where a torn line ends within a character.
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          if (line.startsWith(start)) {
            return List.of(line);
          }
        }
      }
    }
    return List.of();
  }
}
