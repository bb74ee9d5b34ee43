package dev.gatekeeper.core.store;

import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.Refs;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A ticket: a file of lines, each a word and what belongs to it.
 *
 * <ul>
 *   <li>{@code boot ID} and {@code namespace ID}: where its process id means something
 *   <li>{@code process PID START}: the receive-pack that moves the refs, if it is known
 *   <li>{@code left UPTIME SECONDS}: when, in seconds since boot and since 1970
 *   <li>{@code ref OLD NEW NAME} and {@code agent ID}: what it concerns
 * </ul>
 *
 * <p>A line that can't be read says nothing, and what is not said makes no ticket void.
 */
record Ticket(
    Path file,
    String boot,
    String namespace,
    Optional<ProcessIdentity> process,
    double uptime,
    Instant left,
    Map<RefName, Oid> before,
    Set<String> concerns) {

  /** So long git may take to move refs once its hook has ended. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");

  Ticket {
    before = Map.copyOf(before);
    concerns = Set.copyOf(concerns);
  }

  /** The lines of a ticket that is left now. */
  static List<String> lines(
      Optional<ProcessIdentity> receivePack, List<JudgedRef> refs, Instant now) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("boot " + Machine.boot());
    lines.add("namespace " + Machine.processNamespace());
    receivePack.ifPresent(git -> lines.add("process " + git.pid() + " " + git.start()));
    lines.add("left " + Machine.uptime() + " " + now.getEpochSecond());
    for (JudgedRef ref : refs) {
      RefUpdate move = ref.update();
      lines.add("ref " + move.before() + " " + move.after() + " " + move.ref());
      ref.agents().forEach(agent -> lines.add(Tickets.concern(agent)));
    }
    return lines;
  }

  /** What a file says; empty if it is gone. */
  static Optional<Ticket> read(Path file) throws IOException {
    List<String> lines;
    Instant modified;
    try {
      // not Files.readAllLines, which fails where bytes are no UTF-8
      lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
      modified = Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    String boot = "";
    String namespace = "";
    Optional<ProcessIdentity> process = Optional.empty();
    double uptime = -1;
    Instant left = modified;
    Map<RefName, Oid> before = new LinkedHashMap<>();
    Set<String> concerns = new LinkedHashSet<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      switch (words[0] + " " + words.length) {
        case "boot 2" -> boot = words[1];
        case "namespace 2" -> namespace = words[1];
        case "process 3" -> process = process(words[1], words[2]);
        case "left 3" -> {
          if (SECONDS.matcher(words[1]).matches() && SECONDS.matcher(words[2]).matches()) {
            uptime = Double.parseDouble(words[1]);
            left = Instant.ofEpochSecond((long) Double.parseDouble(words[2]));
          }
        }
        case "ref 4" -> {
          concerns.add("ref " + words[3]);
          if (Oid.isValid(words[1])) {
            before.put(new RefName(words[3]), new Oid(words[1]));
          }
        }
        case "ref 2", "agent 2" -> concerns.add(line);
        default -> {}
      }
    }
    return Optional.of(new Ticket(file, boot, namespace, process, uptime, left, before, concerns));
  }

  private static Optional<ProcessIdentity> process(String pid, String start) {
    return pid.matches("[0-9]{1,18}")
        ? Optional.of(new ProcessIdentity(Long.parseLong(pid), start))
        : Optional.empty();
  }

  /** Whether neither the end of its process nor its age makes it void. */
  boolean isLive(Instant now) throws IOException {
    return !isProcessDead() && age(now).compareTo(LIMIT) <= 0;
  }

  /** Only here a process can be known to be dead: elsewhere its id is that of another. */
  private boolean isProcessDead() throws IOException {
    return process.isPresent()
        && boot.equals(Machine.boot())
        && namespace.equals(Machine.processNamespace())
        && !process.get().isAlive();
  }

  /** By the time since boot, which nobody sets; after another boot by the clock, set or not. */
  private Duration age(Instant now) throws IOException {
    double running = Machine.uptime() - uptime;
    return boot.equals(Machine.boot()) && uptime >= 0 && running >= 0
        ? Duration.ofMillis((long) (1000 * running))
        : Duration.between(left, now).abs();
  }

  /** Whether none of its refs is where it was, so that git has done what it is going to do. */
  boolean isMoved(Refs refs) throws IOException {
    return !before.isEmpty()
        && IoStreams.all(before.keySet(), ref -> !refs.tip(ref).equals(before.get(ref)));
  }
}
