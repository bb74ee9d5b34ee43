package dev.gatekeeper.server;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.server.api.Api;
import dev.gatekeeper.server.api.EventStream;
import dev.gatekeeper.server.api.Health;
import dev.gatekeeper.server.api.Metrics;
import dev.gatekeeper.server.git.Slots;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.ServedRepository;
import dev.gatekeeper.server.settings.Settings;
import dev.gatekeeper.server.validate.Validations;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;

/**
 * The observers of pushes while they are judged.
 *
 * @param events who listens
 * @param metrics what is counted
 * @param health whether it can work
 */
record Watch(EventStream events, Metrics metrics, Health health)
    implements AutoCloseable, Validations.Looker {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  static Watch of(Settings settings, Repositories repositories, Slots receives, Slots uploads) {
    Duration half = settings.limits().idle().dividedBy(2);
    EventStream events = new EventStream(half.compareTo(HEARTBEAT) < 0 ? half : HEARTBEAT);
    Metrics metrics = new Metrics(repositories, receives, uploads, events);
    return new Watch(events, metrics, new Health(settings));
  }

  /** Is told of every decision. */
  void decided(ServedRepository served, Verdict verdict) {
    metrics.decided("http", verdict);
    events.decided(served, verdict);
  }

  @Override
  public void changed(ServedRepository served) {
    events.changed(served);
  }

  @Override
  public void told(ServedRepository served, Optional<AgentId> about, String line) {
    events.output(served, about, line);
  }

  /** Adds the API and the metrics to what is served. */
  void serve(ServletContextHandler context, Api api) {
    ServletHolder asked = new ServletHolder(api.servlet());
    asked.setAsyncSupported(true);
    context.addServlet(asked, "/api/*");
    context.addServlet(new ServletHolder(metrics.servlet()), "/metrics");
  }

  /** Says so, and lets those go who would wait for ever. */
  void stopping() {
    health.stopping();
    events.close();
  }

  @Override
  public void close() {
    metrics.close();
  }
}
