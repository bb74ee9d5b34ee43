package dev.gatekeeper.core.store;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tickets: pushes that were accepted through the native hook and whose refs git is still moving
 * (docs/semantics.md, section 9).
 *
 * <p>A ticket is a file named by the process id of receive-pack: a line {@code start} with what
 * tells that process from a later one of the same id, then a line {@code agent} or {@code ref} for
 * each it concerns. The {@code post-receive} hook removes it; one whose process is gone counts for
 * nothing. Read and written under the repository's lock.
 */
public record Tickets(GatekeeperFolder repository) {
  /** A ticket, or what a killed process left of the making of one. */
  private static final Pattern OURS = Pattern.compile("[0-9]{1,18}|\\.[0-9]{1,18}\\.new");

  /** What a push concerns, as tickets name it. */
  public static Set<String> concerns(List<JudgedRef> refs) {
    Set<String> concerns = new LinkedHashSet<>();
    for (JudgedRef ref : refs) {
      concerns.add(concern(ref.update().ref()));
      ref.agents().forEach(agent -> concerns.add(concern(agent)));
    }
    return concerns;
  }

  /** An agent, as tickets name it. */
  public static String concern(AgentId agent) {
    return "agent " + agent;
  }

  /** The ref alone, as tickets name it. */
  public static String concern(RefName ref) {
    return "ref " + ref;
  }

  /** Leaves a ticket for a process that is about to move refs. */
  public void leave(long pid, Set<String> concerns) throws IOException {
    Files.createDirectories(folder());
    List<String> lines = new ArrayList<>();
    lines.add("start " + startOf(pid));
    lines.addAll(concerns);
    Path draft = folder().resolve("." + pid + ".new");
    Files.write(draft, lines, StandardCharsets.UTF_8);
    SharedRepositoryMode.give(repository, draft);
    Files.move(draft, folder().resolve(Long.toString(pid)), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes a ticket back. */
  public void remove(long pid) throws IOException {
    Files.deleteIfExists(folder().resolve(Long.toString(pid)));
  }

  /** Whether a live ticket concerns any of these; void ones are cleared away. */
  boolean isTaken(Set<String> concerns) throws IOException {
    return !Collections.disjoint(live(), concerns);
  }

  /**
   * What the live tickets concern; void ones are cleared away. A push that is not among them has
   * moved its refs: whoever looks at the repository after this call sees them moved.
   */
  public Set<String> live() throws IOException {
    if (!Files.isDirectory(folder())) {
      return Set.of();
    }
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder())) {
      files = entries.toList();
    }
    Set<String> concerns = new HashSet<>();
    for (Path file : files) {
      if (isLive(file)) {
        concerns.addAll(read(file));
      }
    }
    return concerns;
  }

  /** What the gate has not made stays, and counts for nothing. */
  private static boolean isLive(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (!OURS.matcher(name).matches() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    // A draft of somebody who holds the lock is nobody's: the lock is ours.
    String start = name.startsWith(".") ? "" : startOf(Long.parseLong(name));
    if (!start.isEmpty() && read(file).contains("start " + start)) {
      return true;
    }
    Files.deleteIfExists(file);
    return false;
  }

  private static List<String> read(Path file) throws IOException {
    try {
      // Not Files.readAllLines, which fails where bytes are no UTF-8.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException e) {
      return List.of(); // post-receive takes no lock
    }
  }

  /**
   * What tells a process from another of the same id: on Linux its start in clock ticks since boot
   * (proc(5), field 22 of {@code stat}), which no change of the clock touches; elsewhere its start
   * as the system tells it. Empty if there is no such process.
   */
  public static String startOf(long pid) throws IOException {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    if (Files.isDirectory(Path.of("/proc/self"))) {
      try {
        String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return fields[0].equals("Z") ? "" : fields[19];
      } catch (NoSuchFileException e) {
        return "";
      } catch (IOException e) {
        if (Files.exists(stat)) {
          throw e;
        }
        return "";
      }
    }
    return ProcessHandle.of(pid)
        .flatMap(p -> p.info().startInstant())
        .map(Instant::toString)
        .orElse("");
  }

  private Path folder() {
    return repository.tickets();
  }
}
