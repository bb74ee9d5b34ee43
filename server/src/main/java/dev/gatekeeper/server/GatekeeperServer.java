package dev.gatekeeper.server;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.gatekeeper.server.api.Api;
import dev.gatekeeper.server.auth.Authentication;
import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.auth.Tokens;
import dev.gatekeeper.server.git.GitDoor;
import dev.gatekeeper.server.git.Slots;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.settings.Settings;
import dev.gatekeeper.server.settings.Tls;
import dev.gatekeeper.server.validate.PushedAsks;
import dev.gatekeeper.server.validate.Validations;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.RequestLogWriter;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The server: one port with git, the API, and the addresses for operators. */
public final class GatekeeperServer implements AutoCloseable {
  private static final int HEADER_BYTES = 16 << 10;
  private static final int THREADS = 200;
  private static final int REQUESTS = 160;
  private static final int REQUESTS_OF_ONE = 40;
  private static final int FOLLOW_SECONDS = 5;
  private static final int ACCESS_LOG_DAYS = 30;

  private static final String FORMAT =
      "%{client}a - %{" + Caller.LOGGED + "}attr %t \"%m %U %H\" %s %O \"-\" \"%{User-Agent}i\"";

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private static final Pattern TOKEN = Pattern.compile("gk_[A-Za-z0-9_-]+");

  private static final ThreadFactory DAEMON =
      task -> {
        Thread thread = new Thread(task, "gatekeeper-scheduler");
        thread.setDaemon(true);
        return thread;
      };

  private final Settings settings;
  private final ScheduledExecutorService scheduler;
  private final Server jetty;
  private final ServerConnector connector;
  private final GracefulHandler requests;
  private final Watch watch;
  private final UpkeepRounds upkeep;
  private final Validations validations;

  private GatekeeperServer(
      Settings settings,
      Server jetty,
      ServerConnector connector,
      GracefulHandler requests,
      ScheduledExecutorService scheduler,
      Watch watch,
      UpkeepRounds upkeep,
      Validations validations) {
    this.settings = settings;
    this.scheduler = scheduler;
    this.jetty = jetty;
    this.connector = connector;
    this.requests = requests;
    this.watch = watch;
    this.upkeep = upkeep;
    this.validations = validations;
  }

  public static GatekeeperServer start(Settings settings) throws Exception {
    Repositories repositories =
        Repositories.of(settings.content().repositories(), settings.content().roots());
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(DAEMON);
    Server jetty = new Server(threads());
    ServerConnector connector = connector(jetty, settings, scheduler);
    jetty.addConnector(connector);
    jetty.addBean(new NetworkConnectionLimit(settings.limits().connections(), connector));
    jetty.setRequestLog(accessLog(settings));
    ServletContextHandler context = new ServletContextHandler("/");
    context.setErrorHandler(new ErrorPages());
    jetty.setErrorHandler(new ErrorPages());
    Slots receives =
        new Slots(
            settings.limits().receives(), settings.limits().queue(), settings.limits().patience());
    Slots uploads =
        new Slots(
            settings.limits().uploads(), settings.limits().queue(), settings.limits().patience());
    Watch watch = Watch.of(settings, repositories, receives, uploads);
    Validations validations =
        new Validations(settings.validating().most(), settings.validating().sandbox(), watch);
    GitDoor git =
        new GitDoor(
            repositories,
            receives,
            uploads,
            watch::decided,
            new PushedAsks(validations, watch::decided));
    git.recover();
    Tokens tokens = new Tokens(settings.content().home(), Clock.systemUTC());
    filter(
        context, new FilterHolder(new Authentication(tokens, settings.anonymousRead(), scheduler)));
    filter(context, new FilterHolder(new InFlight(REQUESTS, REQUESTS_OF_ONE)));
    filter(context, new FilterHolder((Filter) GatekeeperServer::knownMethods));
    filter(context, new FilterHolder(git.cleaner()));
    context.addServlet(new ServletHolder(git.servlet()), "/*");
    watch.serve(context, new Api(repositories, watch.events(), validations));
    GracefulHandler requests = new GracefulHandler(context);
    jetty.setHandler(
        new HostNames(
            settings.listening().names(), new Handler.Sequence(watch.health(), requests)));
    jetty.setStopTimeout(settings.limits().stop().toMillis());
    jetty.start();
    UpkeepRounds upkeep =
        new UpkeepRounds(repositories, settings.quiet(), watch.metrics(), Clock.systemUTC());
    upkeep.start();
    scheduler.execute(() -> Validations.recover(repositories));
    return new GatekeeperServer(
        settings, jetty, connector, requests, scheduler, watch, upkeep, validations);
  }

  /**
   * Lets through the methods that mean something here. A servlet answers others by itself: TRACE
   * with what was sent, any to {@code info/refs} with refs.
   */
  private static void knownMethods(
      ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    boolean api = asked.getServletPath().startsWith("/api"); // says itself what it has where
    if (api || METHODS.contains(asked.getMethod())) {
      chain.doFilter(request, response);
    } else {
      HttpServletResponse answer = (HttpServletResponse) response;
      answer.setHeader("Allow", "GET, HEAD, POST");
      answer.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 8);
    threads.setName("gatekeeper");
    if (VirtualThreads.areSupported()) {
      threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request-"));
    }
    return threads;
  }

  private static ServerConnector connector(
      Server jetty, Settings settings, ScheduledExecutorService scheduler) throws IOException {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    ServerConnector connector;
    if (settings.listening().tls().isPresent()) {
      Tls tls = new Tls(settings.listening().tls().get());
      http.addCustomizer(new SecureRequestCustomizer(false));
      connector = new ServerConnector(jetty, tls.context(), new HttpConnectionFactory(http));
      var unused =
          scheduler.scheduleWithFixedDelay(tls::follow, FOLLOW_SECONDS, FOLLOW_SECONDS, SECONDS);
    } else {
      connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
    }
    connector.setHost(settings.listening().host());
    connector.setPort(settings.listening().port());
    connector.setIdleTimeout(settings.limits().idle().toMillis());
    return connector;
  }

  /**
   * Apache's combined format, which every tool reads; the user is the principal. Who puts a token
   * into the address, by mistake, does not find it there.
   */
  private static @Nullable RequestLog accessLog(Settings settings) {
    if (settings.accessLog().isEmpty()) {
      return null;
    }
    if (settings.accessLog().get().toString().equals("-")) {
      return new CustomRequestLog(line -> System.out.println(withoutTokens(line)), FORMAT);
    }
    RequestLogWriter file =
        new RequestLogWriter(settings.accessLog().get().toString()) {
          @Override
          public void write(String line) throws IOException {
            super.write(withoutTokens(line));
          }
        };
    file.setAppend(true);
    file.setRetainDays(ACCESS_LOG_DAYS);
    return new CustomRequestLog(file, FORMAT);
  }

  private static String withoutTokens(String line) {
    return TOKEN.matcher(line).replaceAll("(token)");
  }

  private static void filter(ServletContextHandler context, FilterHolder filter) {
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
  }

  /** Where it can be reached. */
  public URI address() {
    String scheme = settings.listening().tls().isPresent() ? "https" : "http";
    String host =
        settings.listening().host().contains(":")
            ? "[" + settings.listening().host() + "]"
            : settings.listening().host();
    return URI.create(scheme + "://" + host + ":" + connector.getLocalPort() + "/");
  }

  /** Waits until it has stopped. */
  public void join() throws InterruptedException {
    jetty.join();
  }

  @Override
  public void close() throws IOException {
    watch.stopping();
    upkeep.close();
    validations.close();
    if (requests.getCurrentRequestCount() == 0) { // what is open then waits for nothing
      connector.setShutdownIdleTimeout(1);
    }
    try (watch) {
      jetty.stop();
    } catch (Exception e) {
      throw new IOException("the server could not be stopped", e);
    } finally {
      scheduler.shutdownNow();
    }
  }
}
