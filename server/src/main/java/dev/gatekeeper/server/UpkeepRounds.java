package dev.gatekeeper.server;

import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.upkeep.Upkeep;
import dev.gatekeeper.core.upkeep.UpkeepReport;
import dev.gatekeeper.server.api.Metrics;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.ServedRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of upkeep over the served repositories that are quiet, one at a time. What it knows of
 * pushes it sees by the decision log, which pushes through any door are written to.
 */
final class UpkeepRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UpkeepRounds.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration TO_END = Duration.ofSeconds(10);

  /** What changes without a push that is judged, or waits for its time of grace, is found so. */
  private static final Duration ANYWAY = Duration.ofHours(1);

  /** Where pushes never cease for long enough, upkeep comes after this many times as long. */
  private static final int PATIENCE = 12;

  private final Repositories repositories;
  private final Optional<Duration> quiet;
  private final Metrics metrics;
  private final Clock clock;
  private final Instant started;
  private final Thread thread = new Thread(this::run, "gatekeeper-upkeep");
  private final Map<Path, Instant> last = new HashMap<>();
  private final Map<Path, String> failed = new HashMap<>();

  /**
   * @param quiet for how long there has to be no push, or none if nothing is to be done but clear
   *     away what a dead server left
   */
  UpkeepRounds(Repositories repositories, Optional<Duration> quiet, Metrics metrics, Clock clock) {
    this.repositories = repositories;
    this.quiet = quiet;
    this.metrics = metrics;
    this.clock = clock;
    this.started = clock.instant();
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      each(this::clearAway);
      while (quiet.isPresent()) {
        Duration wanted = quiet.get();
        each(folder -> lookAfter(folder, wanted));
        Thread.sleep(shorter(PAUSE, wanted).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the upkeep of repositories has ended; it begins again with the server", e);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private interface Work {
    void on(GatekeeperFolder repository) throws IOException;
  }

  private void each(Work work) throws InterruptedException {
    List<ServedRepository> all;
    try {
      all = repositories.all();
    } catch (IOException e) {
      LOG.debug("the repositories can't be listed", e); // `/readyz` says so
      return;
    }
    for (ServedRepository served : all) {
      long nanos = System.nanoTime();
      try {
        work.on(served.folder());
      } catch (IOException e) {
        // an interrupted thread meets all kinds of them
        if (!Thread.currentThread().isInterrupted()) {
          failed(served.folder(), e, Duration.ofNanos(System.nanoTime() - nanos));
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void clearAway(GatekeeperFolder repository) throws IOException {
    tell(repository, Upkeep.clearAway(repository, clock));
  }

  private static void tell(GatekeeperFolder repository, List<String> removed) {
    removed.forEach(
        what -> LOG.info("{}: {} was left over, and is gone", repository.gitDirectory(), what));
  }

  private void lookAfter(GatekeeperFolder repository, Duration wanted) throws IOException {
    Instant now = clock.instant();
    if (!isDue(repository, wanted, now)) {
      return;
    }
    last.put(repository.gitDirectory(), now);
    try {
      UpkeepReport report = new Upkeep(repository, clock, false, step -> {}).run(Upkeep.Extent.DUE);
      failed.remove(repository.gitDirectory());
      metrics.upkept(clock.instant(), report.took());
      tell(repository, report.removed());
      if (!report.steps().isEmpty()) {
        LOG.info(
            "{}: upkeep: {} in {} ms",
            repository.gitDirectory(),
            report.steps(),
            report.took().toMillis());
      }
    } catch (Upkeep.UnderWay e) {
      LOG.debug("another process is doing it", e);
    }
  }

  private boolean isDue(GatekeeperFolder repository, Duration wanted, Instant now)
      throws IOException {
    Instant pushed = pushed(repository);
    boolean isQuiet = !pushed.plus(wanted).isAfter(now);
    Instant before = last.get(repository.gitDirectory());
    if (before == null) {
      return isQuiet || isLongAgo(started, wanted, now);
    }
    return pushed.isAfter(before)
        ? isQuiet || isLongAgo(before, wanted, now)
        : isQuiet && !before.plus(ANYWAY).isAfter(now);
  }

  private static boolean isLongAgo(Instant before, Duration wanted, Instant now) {
    return !before.plus(wanted.multipliedBy(PATIENCE)).isAfter(now);
  }

  /** When there was a push; before this server began nobody knows of any. */
  private Instant pushed(GatekeeperFolder repository) throws IOException {
    try {
      Instant pushed = Files.getLastModifiedTime(repository.decisionLog()).toInstant();
      return pushed.isAfter(started) ? pushed : started;
    } catch (NoSuchFileException e) {
      return started;
    }
  }

  /** The same failure again is not told again. */
  private void failed(GatekeeperFolder repository, IOException error, Duration took) {
    metrics.upkeepFailed(took);
    String message = String.valueOf(error.getMessage());
    boolean known =
        error instanceof Upkeep.NoGit
            ? failed.containsValue(message)
            : message.equals(failed.get(repository.gitDirectory()));
    failed.put(repository.gitDirectory(), message);
    if (!known) {
      LOG.warn(
          "{}: upkeep failed, and is tried again later: {}", repository.gitDirectory(), message);
    }
  }

  /** Ends it at once, with the git that is at it. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(TO_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
