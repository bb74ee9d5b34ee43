package dev.gatekeeper.server.validate;

import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.operation.Asks;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.HandoffProgressText;
import dev.gatekeeper.core.operation.HandoffRun;
import dev.gatekeeper.core.operation.Handoffs;
import dev.gatekeeper.core.operation.IntegrationProgressText;
import dev.gatekeeper.core.operation.IntegrationRun;
import dev.gatekeeper.core.operation.Integrations;
import dev.gatekeeper.core.operation.OperationRefused;
import dev.gatekeeper.core.operation.PlanRun;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.ServedRepository;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running validations of this server: a limited number at once, of different agents; the others
 * wait for a place. One that has begun goes on whether or not anybody listens any more.
 */
public final class Validations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Validations.class);
  private static final int STOP_SECONDS = 20;

  private final ExecutorService executor;
  private final Sandbox sandbox;
  private final Looker looker;
  private final Set<PlanRun<?>> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /** Looks on while validations go on. */
  public interface Looker {
    /** One has begun or ended. */
    void changed(ServedRepository served);

    /**
     * A line of how it goes.
     *
     * @param about whose it is, or nobody's if it is an integration
     */
    void told(ServedRepository served, Optional<AgentId> about, String line);
  }

  /**
   * @param most how many at once
   */
  public Validations(int most, Sandbox sandbox, Looker looker) {
    this.executor =
        Executors.newFixedThreadPool(most, task -> new Thread(task, "gatekeeper-validation"));
    this.sandbox = sandbox;
    this.looker = looker;
  }

  /** Where commands run. */
  public Sandbox sandbox() {
    return sandbox;
  }

  /**
   * What came of asking.
   *
   * @param <A> the answer
   * @param validation what has begun for it
   */
  public record Answered<A>(A answer, Optional<Underway<HandoffRun.Result>> validation) {}

  /**
   * Something that has begun.
   *
   * @param <T> what comes of it
   */
  public record Underway<T>(Told told, CompletableFuture<T> result) {
    /**
     * Passes on what it tells, until it has ended.
     *
     * @param alive is called now and then while there is nothing to tell; both may throw to leave
     * @return what came of it, or nothing if its result could not be recorded
     */
    public Optional<T> follow(Consumer<String> lines, Runnable alive) throws InterruptedException {
      told.relay(lines, alive);
      return Optional.ofNullable(result.getNow(null));
    }
  }

  /**
   * Begins a handoff.
   *
   * @throws OperationRefused if it can't be made out what is to be handed off
   */
  public Answered<Handoffs.Answer> begin(
      ServedRepository served, Handoffs.Request request, boolean baseline)
      throws IOException, OperationRefused {
    checkServing();
    Handoffs.Answer answer = new Handoffs(served.gated()).begin(request);
    return new Answered<>(
        answer,
        answer instanceof Handoffs.Answer.Begun begun
            ? Optional.of(start(served, begun.attempt(), baseline))
            : Optional.empty());
  }

  /**
   * Answers what is asked with git alone, and begins what has to be run for it.
   *
   * @param push one that the gate has let in
   */
  public Answered<Asks.Answer> ask(ServedRepository served, Push push) {
    Asks.Answer answer = new Asks(served.gated()).answer(push);
    return new Answered<>(answer, answer.begun().map(attempt -> start(served, attempt, false)));
  }

  private Underway<HandoffRun.Result> start(
      ServedRepository served, Handoffs.Attempt attempt, boolean baseline) {
    GatedRepository gated = served.gated();
    Told told = new Told();
    HandoffProgressText story =
        new HandoffProgressText(
            line -> {
              told.tell(line);
              looker.told(served, Optional.of(attempt.agent()), line);
            });
    HandoffRun run = new HandoffRun(gated, attempt, sandbox, story, baseline);
    String what = "the validation of " + attempt.agent();
    return start(run, told, what, () -> looker.changed(served));
  }

  /**
   * Begins an integration.
   *
   * @throws OperationRefused if it can't be done as things are
   */
  public Underway<IntegrationRun.Result> integrate(
      ServedRepository served, Integrations.Request request) throws IOException, OperationRefused {
    checkServing();
    GatedRepository gated = served.gated();
    Integrations.Attempt attempt = new Integrations(gated).begin(request);
    Told told = new Told();
    IntegrationRun run =
        new IntegrationRun(
            gated,
            attempt,
            sandbox,
            new IntegrationProgressText(
                line -> {
                  told.tell(line);
                  looker.told(served, Optional.empty(), line);
                }));
    return start(run, told, "the integration", () -> looker.changed(served));
  }

  private void checkServing() throws OperationRefused {
    if (stopping) {
      throw new OperationRefused("the server is stopping", "ask again when it is back");
    }
  }

  private <T> Underway<T> start(PlanRun<T> run, Told told, String what, Runnable changed) {
    CompletableFuture<T> result = new CompletableFuture<>();
    running.add(run);
    changed.run();
    if (stopping) {
      run.cancel();
    }
    Runnable work =
        () -> {
          try {
            result.complete(run.run());
          } catch (IOException | RuntimeException | Error e) {
            LOG.error("{} could not be ended", what, e);
            told.tell("gatekeeper: its result could not be recorded: " + e.getMessage());
          } finally {
            running.remove(run);
            told.end();
            changed.run();
          }
        };
    try {
      executor.execute(work);
    } catch (RejectedExecutionException e) {
      run.cancel(); // the server was stopped meanwhile
      work.run();
    }
    return new Underway<>(told, result);
  }

  /** How many have begun and not ended. */
  public int size() {
    return running.size();
  }

  /** Records what an earlier server was in the middle of, so that it can begin again. */
  public static void recover(Repositories repositories) {
    try {
      for (ServedRepository served : repositories.all()) {
        recover(served);
      }
    } catch (IOException e) {
      LOG.error("the repositories could not be listed", e);
    }
  }

  private static void recover(ServedRepository served) {
    try (JGitHistory history = JGitHistory.open(served.folder().gitDirectory())) {
      LedgerState state = new Ledger(served.folder()).state(history);
      if (state.agents().values().stream().anyMatch(a -> a.running().isPresent())) {
        served.gated().recover();
      }
    } catch (IOException e) {
      LOG.warn("{}: the plan could not be read: {}", served.name(), e.getMessage());
    }
  }

  /** Ends those that run; they count for nothing, and the ledger says so. */
  @Override
  public void close() {
    stopping = true;
    running.forEach(PlanRun::cancel);
    executor.shutdown();
    try {
      if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("validations did not end in {} s", STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What a validation tells whoever asked for it. It waits for nobody: what a slow client has not
   * taken when the next ten thousand lines have come is left out, and that is said.
   */
  private static final class Told {
    private static final int ROOM = 10_000;
    private static final long PAUSE_MILLIS = 100;
    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(ROOM);
    private final AtomicLong leftOut = new AtomicLong();
    private volatile boolean ended;

    void tell(String line) {
      if (!lines.offer(line)) {
        leftOut.incrementAndGet();
      }
    }

    void end() {
      ended = true;
    }

    /**
     * Passes the lines on as they come, until the end.
     *
     * @param alive is called now and then while there is none, and may throw to leave
     */
    void relay(Consumer<String> to, Runnable alive) throws InterruptedException {
      long quiet = System.nanoTime();
      while (true) {
        boolean last = ended; // before the look, or the last line could be missed
        String line = lines.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        long missing = leftOut.getAndSet(0);
        if (missing > 0) {
          to.accept("      ... " + missing + " lines are left out here");
        }
        if (line != null) {
          to.accept(line);
          quiet = System.nanoTime();
        } else if (last) {
          return;
        } else if (System.nanoTime() - quiet > ALIVE_NANOS) {
          alive.run();
          quiet = System.nanoTime();
        }
      }
    }
  }
}
