package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.git.Slots;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.ServedRepository;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics for operators, in Prometheus' format. Names no repository and no agent: who may read
 * it is anybody with a credential.
 */
public final class Metrics implements AutoCloseable {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final AtomicLong upkeepAt = new AtomicLong();
  private final Timer upkeepDone = upkeep("done");
  private final Timer upkeepFailed = upkeep("failed");

  public Metrics(Repositories repositories, Slots receives, Slots uploads, EventStream events) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
    slots("gatekeeper.receives", "pushes", receives);
    slots("gatekeeper.uploads", "fetches", uploads);
    RefCount counted = new RefCount(repositories);
    gauge("gatekeeper.repositories", "repositories that are served", counted::repositories);
    gauge("gatekeeper.refs", "refs in them, counted now and then", counted::refs);
    gauge("gatekeeper.listeners", "who listens to events", events::listeners);
    TimeGauge.builder("gatekeeper.upkeep.last", upkeepAt::get, TimeUnit.SECONDS)
        .description("when the upkeep of a repository last succeeded, since 1970")
        .register(registry);
  }

  private void slots(String name, String what, Slots slots) {
    gauge(name + ".running", what + " in progress", slots::running);
    gauge(name + ".waiting", what + " that wait for a place", slots::waiting);
  }

  private void gauge(String name, String what, java.util.function.Supplier<Number> value) {
    Gauge.builder(name, value).description(what).register(registry);
  }

  /** Counts a decision. */
  public void decided(String door, Verdict verdict) {
    String code =
        verdict.violations().isEmpty() ? "none" : verdict.violations().get(0).code().name();
    Counter.builder("gatekeeper.pushes")
        .description("pushes judged, by the first code of their violations")
        .tags("door", door, "verdict", verdict.accepted() ? "accepted" : "refused", "code", code)
        .register(registry)
        .increment();
    Timer.builder("gatekeeper.judging")
        .description("how long it takes to judge a push")
        .tags("door", door)
        .serviceLevelObjectives(BOUNDS)
        .register(registry)
        .record(Duration.ofMillis(verdict.millis()));
  }

  private Timer upkeep(String result) {
    return Timer.builder("gatekeeper.upkeep")
        .description("how long the upkeep of a repository takes")
        .tags("result", result)
        .register(registry);
  }

  /** Counts an upkeep that had nothing in its way. */
  public void upkept(Instant at, Duration took) {
    upkeepDone.record(took);
    upkeepAt.set(at.getEpochSecond());
  }

  public void upkeepFailed(Duration took) {
    upkeepFailed.record(took);
  }

  public HttpServlet servlet() {
    return new HttpServlet() {
      private static final long serialVersionUID = 1L;

      @Override
      protected void doGet(HttpServletRequest request, HttpServletResponse response)
          throws IOException {
        if (!Caller.of(request).isNamed()) {
          ApiProblem.needsCredential().answer(response);
          return;
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain; version=0.0.4; charset=utf-8");
        response.getOutputStream().write(registry.scrape().getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  /**
   * How many repositories and refs there are. Whoever asks often costs no more: the folders are
   * looked through every ten seconds at most, a repository every minute, and for a tenth of a
   * second at once.
   */
  private static final class RefCount {
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

    private void count(List<ServedRepository> all, long now) {
      Map<String, Counted> next = new HashMap<>();
      for (ServedRepository served : all) {
        Counted known = counts.getOrDefault(served.name(), new Counted(0, now - COUNT_NANOS));
        boolean due = now - known.at() >= COUNT_NANOS && System.nanoTime() - now < AT_ONCE_NANOS;
        next.put(served.name(), due ? counted(served, now) : known);
      }
      counts = next;
    }

    private static Counted counted(ServedRepository served, long now) {
      try (Repository repository = served.open()) {
        return new Counted(repository.getRefDatabase().getRefsByPrefix("refs/").size(), now);
      } catch (IOException e) {
        LOG.debug("the refs of {} can't be counted", served.name(), e);
        return new Counted(0, now);
      }
    }
  }
}
