package dev.gatekeeper.server.api;

import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.Served;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many repositories and refs there are. Whoever asks often costs no more: the folders are
 * looked through every ten seconds at most, a repository every minute, and for a tenth of a second
 * at once.
 */
final class RefCount {
  private static final Logger LOG = LoggerFactory.getLogger(RefCount.class);
  private static final long LIST_NANOS = 10_000_000_000L;
  private static final long COUNT_NANOS = 60_000_000_000L;
  private static final long AT_ONCE_NANOS = 100_000_000L;

  private final Repositories repositories;
  private Map<String, Counted> counts = new HashMap<>();
  private long listedAt = System.nanoTime() - LIST_NANOS;

  private record Counted(long refs, long at) {}

  RefCount(Repositories repositories) {
    this.repositories = repositories;
  }

  synchronized int repositories() {
    look();
    return counts.size();
  }

  synchronized long refs() {
    look();
    return counts.values().stream().mapToLong(Counted::refs).sum();
  }

  private void look() {
    long now = System.nanoTime();
    if (now - listedAt < LIST_NANOS) {
      return;
    }
    listedAt = now;
    try {
      count(repositories.all(), now);
    } catch (IOException e) {
      LOG.warn("the repositories can't be counted", e);
    }
  }

  private void count(List<Served> all, long now) {
    Map<String, Counted> next = new HashMap<>();
    for (Served served : all) {
      Counted known = counts.getOrDefault(served.name(), new Counted(0, now - COUNT_NANOS));
      boolean due = now - known.at() >= COUNT_NANOS && System.nanoTime() - now < AT_ONCE_NANOS;
      next.put(served.name(), due ? counted(served, now) : known);
    }
    counts = next;
  }

  private static Counted counted(Served served, long now) {
    try (Repository repository = served.open()) {
      return new Counted(repository.getRefDatabase().getRefsByPrefix("refs/").size(), now);
    } catch (IOException e) {
      LOG.debug("the refs of {} can't be counted", served.name(), e);
      return new Counted(0, now);
    }
  }
}
