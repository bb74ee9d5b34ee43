package dev.gatekeeper.core.upkeep;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.GatekeeperFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/**
 * The record of the last full upkeep, which tells whether another would find anything to do.
 *
 * @param at when it was, the epoch for never
 * @param digest of packs and refs as they were then
 */
record UpkeepState(Instant at, String digest) {
  private static final Duration EVERY = Duration.ofDays(7);

  /** That of the last one. Whatever is wrong with the file, another upkeep mends it. */
  static UpkeepState read(GatekeeperFolder repository) throws IOException {
    if (Files.exists(repository.upkeepState())) {
      String[] words = Files.readString(repository.upkeepState()).strip().split(" ", -1);
      try {
        return new UpkeepState(Instant.parse(words[0]), words.length > 1 ? words[1] : "");
      } catch (DateTimeParseException e) {
        // said above
      }
    }
    return new UpkeepState(Instant.EPOCH, "");
  }

  static UpkeepState of(GatekeeperFolder repository, Instant now) throws IOException {
    return new UpkeepState(now, digest(repository.gitDirectory()));
  }

  void write(GatekeeperFolder repository) throws IOException {
    Path draft = repository.upkeepState().resolveSibling("upkeep.new");
    Files.writeString(draft, at + " " + digest + "\n");
    Files.move(draft, repository.upkeepState(), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Whether a full upkeep is due: a week has gone by, and something has changed since or waits for
   * the end of its grace.
   */
  boolean isDue(GatekeeperFolder repository, RepositoryCondition condition, Instant now)
      throws IOException {
    boolean old = Duration.between(at, now).compareTo(EVERY) > 0 || at.isAfter(now);
    return old
        && (condition.cruft() > 0
            || condition.looseObjects() > 0
            || !digest.equals(digest(repository.gitDirectory())));
  }

  private static String digest(Path git) throws IOException {
    Set<String> lines = new TreeSet<>();
    for (Path index : RepositoryCondition.packs(git)) {
      lines.add(index.getFileName().toString());
    }
    try (Repository repository = OpenRepository.settled(git)) {
      for (Ref ref : repository.getRefDatabase().getRefs()) {
        lines.add(ref.getName() + " " + ref.getObjectId());
      }
    }
    return Policy.digestOf(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }
}
