package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.server.repository.ServedRepository;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stream of server-sent events. */
public final class EventStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final int LISTENERS = 64;
  private static final int OF_ONE_CALLER = 8;

  /** Then a listener has to come back, and show its credential again. */
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private final String run = Integer.toHexString(new SecureRandom().nextInt());
  private final Map<String, Buffer> buffers = new HashMap<>();
  private final Set<StreamListener> listeners = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor heart =
      new ScheduledThreadPoolExecutor(1, EventStream::thread);
  private final ScheduledFuture<?> beat;
  private final AgentStates states = new AgentStates(heart, this::state);
  private long count;
  private boolean closed;

  /**
   * @param heartbeat how often listeners are told that nothing happened
   */
  public EventStream(Duration heartbeat) {
    long millis = heartbeat.toMillis();
    this.beat =
        heart.scheduleAtFixedRate(
            () -> listeners.forEach(l -> l.tell(": nothing new\n\n")),
            millis,
            millis,
            TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "events");
    thread.setDaemon(true);
    return thread;
  }

  /** How many listen. */
  public int listeners() {
    return listeners.size();
  }

  /** Tells those who listen of a decision. Never throws: the decision stands. */
  public void decided(ServedRepository served, Verdict verdict) {
    try {
      tell(served, id -> StreamEvent.ofDecision(id, verdict));
    } catch (IOException | RuntimeException e) {
      LOG.error("listeners could not be notified of decision {}", verdict.id(), e);
    }
    if (verdict.accepted()) {
      states.changed(served);
    }
  }

  /** Has a look at the states of a repository's agents, for those who listen. Never throws. */
  public void changed(ServedRepository served) {
    states.changed(served);
  }

  /**
   * Tells those who listen and may hear it how a validation goes. It is told once and not kept: the
   * ledger has all of it in the end. Never throws.
   *
   * @param about whose validation it is, or nobody's if it is that of the whole
   * @param line as it is told to who asked for it
   */
  public void output(ServedRepository served, Optional<AgentId> about, String line) {
    List<StreamListener> concerned = listeners(served);
    if (concerned.isEmpty()) {
      return;
    }
    String text =
        "event: output\ndata: "
            + JsonLine.of(
                json -> {
                  JsonLine.optional(json, "agent", about.map(AgentId::id));
                  json.writeStringField("line", line);
                })
            + "\n\n";
    try {
      LoadedPolicy policy = served.policy();
      for (StreamListener listener : concerned) {
        List<RepositoryView> seen = seen(policy, listener);
        boolean hears =
            !seen.isEmpty()
                && (seen.get(0).seesAll()
                    || about.filter(seen.get(0).visibility()::isOwn).isPresent());
        if (hears) {
          listener.tell(text);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("listeners could not be notified of a validation in {} goes", served.name(), e);
    }
  }

  private List<StreamListener> listeners(ServedRepository served) {
    return listeners.stream().filter(l -> l.served().name().equals(served.name())).toList();
  }

  private static List<RepositoryView> seen(LoadedPolicy policy, StreamListener listener) {
    return policy instanceof LoadedPolicy.Valid valid
        ? RepositoryView.under(valid, listener.served(), listener.caller())
        : List.of();
  }

  AgentStates states() {
    return states;
  }

  private void state(ServedRepository served, String state) {
    try {
      tell(served, id -> StreamEvent.ofState(id, state));
    } catch (IOException | RuntimeException e) {
      LOG.error("listeners could not be notified of a state in {}", served.name(), e);
    }
  }

  private synchronized void tell(ServedRepository served, Function<String, StreamEvent> made)
      throws IOException {
    StreamEvent event = made.apply(run + "-" + ++count);
    buffers.computeIfAbsent(served.name(), n -> new Buffer()).add(event);
    List<StreamListener> concerned = listeners(served);
    if (!concerned.isEmpty()) {
      tell(concerned, event, served.policy());
    }
  }

  /** Under the policy of now: who is no longer named hears no more. */
  private static void tell(List<StreamListener> listeners, StreamEvent event, LoadedPolicy policy) {
    for (StreamListener listener : listeners) {
      List<RepositoryView> seen = seen(policy, listener);
      if (seen.isEmpty()) {
        listener.end();
      } else {
        listener.tell(event.text(new DecisionSight(seen.get(0))));
      }
    }
  }

  synchronized void listen(ApiCall call, RepositoryView seen) throws ApiProblem, IOException {
    Pusher who = seen.caller().pusher();
    long own = listeners.stream().filter(l -> l.caller().pusher().equals(who)).count();
    if (closed || listeners.size() >= LISTENERS || own >= OF_ONE_CALLER) {
      throw ApiProblem.busy("too many listen already", 30);
    }
    StringBuilder first = new StringBuilder("retry: 3000\n: listening\n\n");
    String last = call.request().getHeader("Last-Event-ID");
    if (last != null) {
      missed(first, last, seen);
    }
    call.response().setContentType("text/event-stream");
    call.response().setCharacterEncoding("UTF-8");
    AsyncContext context = call.request().startAsync();
    context.setTimeout(LIFETIME.toMillis());
    StreamListener listener =
        new StreamListener(
            seen.served(),
            seen.caller(),
            context,
            call.response().getOutputStream(),
            listeners::remove);
    listeners.add(listener);
    listener.tell(first.toString());
    listener.start();
  }

  private void missed(StringBuilder text, String last, RepositoryView seen) {
    Buffer buffer = buffers.getOrDefault(seen.served().name(), new Buffer());
    List<List<StreamEvent>> known = buffer.after(last);
    if (known.isEmpty()) {
      text.append("event: gap\ndata: {}\n\n"); // it has to look for itself what there is
      return;
    }
    DecisionSight sight = new DecisionSight(seen);
    for (StreamEvent event : known.get(0)) {
      text.append(event.text(sight));
    }
  }

  /** Lets all go; a server that stops does not wait for them. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    beat.cancel(false);
    heart.shutdown();
    listeners.forEach(StreamListener::end);
  }

  /** The last events of one repository, for those who come back. */
  private static final class Buffer {
    private static final int MOST = 256;
    private static final int CHARACTERS = 4 << 20;

    private final Deque<StreamEvent> events = new ArrayDeque<>();
    private long size;

    void add(StreamEvent event) {
      events.addLast(event);
      size += event.size();
      while (events.size() > MOST || (events.size() > 1 && size > CHARACTERS)) {
        size -= events.removeFirst().size();
      }
    }

    /**
     * What came after that event: a list of one, which holds the events, or none if the event is
     * not known, so that some may have been missed.
     */
    List<List<StreamEvent>> after(String id) {
      List<StreamEvent> later = new ArrayList<>();
      boolean met = false;
      for (StreamEvent event : events) {
        if (met) {
          later.add(event);
        }
        met |= event.id().equals(id);
      }
      return met ? List.of(later) : List.of();
    }
  }
}
