package dev.gatekeeper.core.validate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's data about processes in {@code /proc}. Where there is none, nothing is known; a
 * process that has ended meanwhile, or is another user's, says nothing either.
 */
final class ProcessFiles {
  private static final Path PROC = Path.of("/proc");

  private ProcessFiles() {}

  /**
   * A process.
   *
   * @param start when it began, in ticks; tells it from a later one with its number
   */
  record Stat(long pid, char state, long parent, long session, long start) {
    boolean isAlive() {
      return state != 'Z' && state != 'X';
    }
  }

  /** All processes that can be seen. */
  static List<Stat> all() {
    List<Stat> all = new ArrayList<>();
    if (!Files.isDirectory(PROC)) {
      return all;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path path : found) {
        stat(Long.parseLong(path.getFileName().toString()), all);
      }
    } catch (IOException | RuntimeException e) {
      // What was found so far is what there is.
    }
    return all;
  }

  /** Whether that very process still runs. */
  static boolean isAlive(Stat known) {
    List<Stat> found = new ArrayList<>();
    stat(known.pid(), found);
    return found.stream().anyMatch(now -> now.start() == known.start() && now.isAlive());
  }

  private static void stat(long pid, List<Stat> out) {
    String text = read(pid, "stat");
    // The name stands in parentheses, and may hold some itself.
    int end = text.lastIndexOf(") ");
    String[] fields = end < 0 ? new String[0] : text.substring(end + 2).split(" ");
    if (fields.length > 19) {
      out.add(
          new Stat(
              pid,
              fields[0].charAt(0),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[3]),
              Long.parseLong(fields[19])));
    }
  }

  /** The bytes that a process holds and no file does, each page counted for all that share it. */
  static long memory(long pid) {
    String status = read(pid, "status");
    return kilobytes(status, "RssAnon:") + kilobytes(status, "RssShmem:");
  }

  /** The same, with what is shared divided among those that share it; slower. */
  static long share(long pid) {
    String rollup = read(pid, "smaps_rollup");
    return rollup.contains("Pss_Anon:")
        ? kilobytes(rollup, "Pss_Anon:") + kilobytes(rollup, "Pss_Shmem:")
        : memory(pid);
  }

  private static long kilobytes(String text, String field) {
    int at = text.indexOf("\n" + field);
    if (at < 0) {
      return 0;
    }
    int from = at + 1 + field.length();
    int to = text.indexOf("kB", from);
    return to < 0 ? 0 : Long.parseLong(text.substring(from, to).strip()) << 10;
  }

  /** Whether it was started with this {@code NAME=value}. */
  static boolean hasInEnvironment(long pid, String entry) {
    return ("\0" + read(pid, "environ")).contains("\0" + entry + "\0");
  }

  /** Whether it works in that folder or below. */
  static boolean isIn(long pid, Path folder) {
    try {
      return Files.readSymbolicLink(file(pid, "cwd")).startsWith(folder);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static String read(long pid, String name) {
    try {
      return new String(Files.readAllBytes(file(pid, name)), StandardCharsets.ISO_8859_1);
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  private static Path file(long pid, String name) {
    return PROC.resolve(Long.toString(pid)).resolve(name);
  }
}
