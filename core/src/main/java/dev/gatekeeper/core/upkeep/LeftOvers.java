package dev.gatekeeper.core.upkeep;

import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.ProcessIdentity;
import dev.gatekeeper.core.store.RepositoryLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The remains of killed processes in a repository that git's own {@code gc} does not remove: it
 * leaves locks alone, fails at a pack without an index, and takes two weeks for the rest.
 */
final class LeftOvers {
  /** The files of a pack come together within moments, its index last. */
  private static final Duration HALF_PACK = Duration.ofMinutes(10);

  /** Nobody holds the lock of a file for so long without writing to it. */
  private static final Duration LOCK = Duration.ofHours(1);

  /** In which git's {@code gc} fails, however, if it is not removed (seen with git 2.39). */
  private static final Duration UNFINISHED = Duration.ofHours(1);

  private static final Duration GUARD = Duration.ofDays(1);

  /** {@code .keep} says to everybody that the pack stays, so it is none of these. */
  private static final Pattern OF_PACK =
      Pattern.compile("(pack-[0-9a-f]{40})\\.(pack|rev|bitmap|mtimes)");

  /** What repack writes before it renames it (builtin/repack.c). */
  private static final Pattern OF_REPACK = Pattern.compile("\\.tmp-([0-9]{1,18})-pack-.*");

  /** Who guards a pack only while refs are moved on to it says so in the file. */
  private static final Pattern PASSING =
      Pattern.compile("(receive-pack|fetch-pack) .*", Pattern.DOTALL);

  private final Path git;
  private final Instant now;
  private final List<String> removed = new ArrayList<>();

  private LeftOvers(GatekeeperFolder repository, Instant now) {
    this.git = repository.gitDirectory();
    this.now = now;
  }

  /** Removes the folders of pushes whose process is gone; which they were. */
  static List<String> ofPushes(GatekeeperFolder repository, Instant now) throws IOException {
    LeftOvers leftOvers = new LeftOvers(repository, now);
    leftOvers.incoming();
    return leftOvers.removed;
  }

  /** Removes all that is left over; what it was. What pushes are in the way of waits. */
  static List<String> all(GatekeeperFolder repository, Duration patience, Instant now)
      throws IOException {
    LeftOvers leftOvers = new LeftOvers(repository, now);
    leftOvers.incoming();
    // Whoever moves packs in or refs on for the gate holds this lock meanwhile.
    try (RepositoryLock lock = RepositoryLock.take(repository, patience)) {
      leftOvers.packs();
      leftOvers.locks();
    } catch (RepositoryLock.Busy e) {
      return leftOvers.removed;
    }
    return leftOvers.removed;
  }

  private void incoming() throws IOException {
    for (Path folder : entries(git.resolve("objects"))) {
      if (IncomingFolder.isDead(folder, now)) {
        IncomingFolder.delete(folder);
        removed.add(name(folder));
      }
    }
  }

  private void packs() throws IOException {
    Path folder = git.resolve("objects/pack");
    for (Path file : entries(folder)) {
      String name = file.getFileName().toString();
      var part = OF_PACK.matcher(name);
      if (part.matches() && !Files.exists(folder.resolve(part.group(1) + ".idx"))) {
        removeOlder(file, HALF_PACK);
      } else if (isOfDeadRepack(name)) {
        removeOlder(file, UNFINISHED);
      } else if (name.endsWith(".keep") && isPassing(file)) {
        removeOlder(file, GUARD);
      }
    }
  }

  /** Whether no process here writes it; its age is what tells of those in other containers. */
  private static boolean isOfDeadRepack(String name) throws IOException {
    var ofRepack = OF_REPACK.matcher(name);
    return ofRepack.matches() && ProcessIdentity.of(Long.parseLong(ofRepack.group(1))).isEmpty();
  }

  /** Removes what a repack that has just been ended by us left unfinished. */
  static void ofRepack(GatekeeperFolder repository, Set<Long> pids) throws IOException {
    for (Path file : entries(repository.gitDirectory().resolve("objects/pack"))) {
      var ofRepack = OF_REPACK.matcher(file.getFileName().toString());
      if (ofRepack.matches() && pids.contains(Long.parseLong(ofRepack.group(1)))) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean isPassing(Path keep) throws IOException {
    try {
      return Files.size(keep) < 4096
          && PASSING.matcher(Files.readString(keep, StandardCharsets.ISO_8859_1)).matches();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** A ref whose lock has stayed could never be moved again, and nothing be collected. */
  private void locks() throws IOException {
    for (String name :
        new String[] {
          "packed-refs.lock",
          "packed-refs.new",
          "HEAD.lock",
          "objects/info/commit-graph.lock",
          "gc.pid.lock"
        }) {
      removeOlder(git.resolve(name), LOCK);
    }
    for (Path lock : lockedRefs()) {
      removeOlder(lock, LOCK);
    }
  }

  private List<Path> lockedRefs() throws IOException {
    try (Stream<Path> files = Files.walk(git.resolve("refs"))) {
      return files.filter(file -> file.toString().endsWith(".lock")).toList();
    } catch (UncheckedIOException e) {
      return List.of(); // a folder went while it was looked through
    }
  }

  private void removeOlder(Path file, Duration age) throws IOException {
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && IncomingFolder.age(file, now).compareTo(age) > 0
          && Files.deleteIfExists(file)) {
        removed.add(name(file));
      }
    } catch (NoSuchFileException e) {
      // gone by itself
    }
  }

  private String name(Path file) {
    return git.relativize(file).toString();
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
