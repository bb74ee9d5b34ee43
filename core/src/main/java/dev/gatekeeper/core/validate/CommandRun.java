package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.git.CommitFiles;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.validate.Sandbox.SandboxSession;
import dev.gatekeeper.core.validate.Validation.Cancellation;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of a command in a fresh checkout, ended with all its processes. The thread that starts it
 * must live as long as it does: a sandbox ends when the thread that made it ends, so that none
 * outlives a gate that is killed.
 */
final class CommandRun {
  /** How much of what it prints is kept, and how much is passed on while it comes. */
  static final int KEPT = 1 << 20;

  private static final Duration PREPARATION = Duration.ofMinutes(10);
  private static final long LOOK_MILLIS = 100;
  private static final long PIPES_MILLIS = 5_000;

  private final Path gitDirectory;
  private final Oid commit;
  private final Check.Run check;
  private final Sandbox sandbox;
  private final Cancellation cancellation;
  private final KeptOutput stdout = new KeptOutput(KEPT);
  private final KeptOutput text = new KeptOutput(KEPT);
  private final ControlSequences readable = new ControlSequences(text::add);
  private final KeptOutput printed = new KeptOutput(KEPT);
  private final String mark = "[" + UUID.randomUUID() + "]";
  private final MarkedOutput errors = new MarkedOutput(mark);
  private final ExecutorService teller =
      Executors.newSingleThreadExecutor(work -> daemon("listener", work));
  private final LiveOutput liveOutput;
  private final LiveOutput liveErrors;
  private volatile String unpacking = "";

  /**
   * @param listener is given what is printed, by one call at a time; it must not throw
   */
  CommandRun(
      Path gitDirectory,
      Oid commit,
      Check.Run check,
      Sandbox sandbox,
      Cancellation cancellation,
      Consumer<String> listener) {
    this.gitDirectory = gitDirectory;
    this.commit = commit;
    this.check = check;
    this.sandbox = sandbox;
    this.cancellation = cancellation;
    // What waits for a slow listener is bounded, since no more than this is passed on.
    Consumer<String> live = text -> teller.execute(() -> listener.accept(text));
    this.liveOutput = new LiveOutput(live, KEPT);
    this.liveErrors = new LiveOutput(live, KEPT);
  }

  /**
   * Runs it to its end, or to a limit.
   *
   * @throws CancellationException if the validation is cancelled; nothing is left then either
   */
  Ended run() throws IOException {
    try (SandboxSession cell = sandbox.open(gitDirectory, mark)) {
      ProcessBuilder builder =
          new ProcessBuilder(cell.wrap(cell.limits().set(mark, check.command())));
      builder.directory(cell.folder().toFile());
      builder.environment().clear();
      builder.environment().putAll(cell.environment());
      Process process = builder.start();
      ProcessTree tree = new ProcessTree(process, cell::isStray);
      return run(process, tree);
    } catch (Sandbox.Refused e) {
      return ended(Ended.Way.NOT_BEGUN, 0, String.valueOf(e.getMessage()));
    } finally {
      teller.shutdown();
    }
  }

  private Ended run(Process process, ProcessTree tree) {
    Thread archive = start("archive", () -> unpack(process.getOutputStream()));
    Thread out = start("output", () -> pump(process.getInputStream(), this::takeOutput));
    Thread err = start("errors", () -> pump(process.getErrorStream(), this::takeErrors));
    Ended.Way way = Ended.Way.NOT_ENDED;
    boolean areEnded = false;
    try {
      way = watch(process, tree);
    } finally {
      areEnded = tree.end();
      join(out, err, archive);
      process.destroyForcibly();
      liveOutput.end();
      liveErrors.end();
      endTelling();
    }
    cancellation.check();
    if (!unpacking.isEmpty() || !errors.isMarked()) {
      return ended(Ended.Way.NOT_BEGUN, 0, trouble(way, areEnded ? process.exitValue() : -1));
    }
    if (!areEnded || out.isAlive() || err.isAlive()) {
      return ended(Ended.Way.NOT_ENDED, 0, "");
    }
    return ended(way, way == Ended.Way.EXITED ? process.exitValue() : 0, "");
  }

  /** Waits until it ends or has to. */
  private Ended.Way watch(Process process, ProcessTree tree) {
    long deadline = System.nanoTime() + PREPARATION.toNanos();
    boolean isBegun = false;
    while (true) {
      try {
        if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return Ended.Way.EXITED;
        }
      } catch (InterruptedException e) {
        cancellation.ask();
        Thread.currentThread().interrupt();
      }
      tree.look();
      if (!isBegun && errors.isMarked()) {
        isBegun = true;
        deadline = System.nanoTime() + check.timeout().toNanos();
      }
      if (!unpacking.isEmpty()) {
        return Ended.Way.NOT_BEGUN;
      }
      if (cancellation.isAsked() || System.nanoTime() - deadline > 0) {
        return Ended.Way.TIMED_OUT;
      }
      if (tree.memory(sandbox.settings().memory()) > sandbox.settings().memory()) {
        return Ended.Way.OUT_OF_MEMORY;
      }
    }
  }

  /**
   * Gives the archive to the one that unpacks it. A pipe that it no longer reads is its trouble.
   */
  private void unpack(OutputStream pipe) {
    ArchivePipe out = new ArchivePipe(pipe);
    try (CommitFiles files = CommitFiles.open(gitDirectory, commit)) {
      CheckoutArchive.write(files, out, cancellation);
    } catch (IOException | RuntimeException e) {
      if (!out.isBroken()) {
        // Not closed: an archive that ends too soon could pass for a whole one.
        unpacking = String.valueOf(e.getMessage());
      }
    }
  }

  private String trouble(Ended.Way way, int exit) {
    if (!unpacking.isEmpty()) {
      return unpacking;
    }
    return switch (way) {
      case TIMED_OUT -> "it took longer than " + CheckDetails.time(PREPARATION);
      case OUT_OF_MEMORY -> "it took more than " + CheckDetails.size(sandbox.settings().memory());
      default -> errors.before().isEmpty() ? "it ended with status " + exit : errors.before();
    };
  }

  private void takeOutput(byte[] bytes, int length) {
    stdout.add(bytes, 0, length);
    readable.add(bytes, 0, length);
    printed.add(bytes, 0, length);
    liveOutput.add(bytes, 0, length);
  }

  private void takeErrors(byte[] bytes, int length) {
    int from = errors.skip(bytes, length);
    printed.add(bytes, from, length - from);
    liveErrors.add(bytes, from, length - from);
  }

  private interface Taker {
    void take(byte[] bytes, int length);
  }

  private static void pump(InputStream in, Taker taker) {
    byte[] bytes = new byte[1 << 13];
    try (in) {
      for (int n; (n = in.read(bytes)) >= 0; ) {
        taker.take(bytes, n);
      }
    } catch (IOException e) {
      // The pipe was closed under us, since its process was ended.
    }
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = daemon(name, work);
    thread.start();
    return thread;
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, "check-" + name);
    thread.setDaemon(true);
    return thread;
  }

  private void endTelling() {
    teller.shutdown();
    boolean interrupted = Thread.interrupted();
    try {
      teller.awaitTermination(PIPES_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    teller.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** They end when the last process does that has the pipes. */
  private static void join(Thread... threads) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PIPES_MILLIS);
    boolean interrupted = Thread.interrupted();
    for (Thread thread : threads) {
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Ended ended(Ended.Way way, int exit, String trouble) {
    return new Ended(way, exit, stdout, text, printed, trouble);
  }

  /**
   * How a command ended.
   *
   * @param exit its status, if it {@link Way#EXITED}
   * @param stdout what it printed on standard output
   * @param text the same without {@link ControlSequences}
   * @param printed what it printed, errors too, as it came
   * @param trouble why it was not begun, if so
   */
  record Ended(
      Way way, int exit, KeptOutput stdout, KeptOutput text, KeptOutput printed, String trouble) {

    enum Way {
      EXITED,
      /** It was not begun: there was no sandbox, or no checkout. */
      NOT_BEGUN,
      TIMED_OUT,
      OUT_OF_MEMORY,
      /** It left something that could not be ended. */
      NOT_ENDED
    }
  }

  /**
   * The way to whoever unpacks an archive, which tells a reader that has gone from other failures.
   */
  private static final class ArchivePipe extends FilterOutputStream {
    private boolean isBroken;

    ArchivePipe(OutputStream out) {
      super(out);
    }

    /** Whether nobody reads any more. */
    boolean isBroken() {
      return isBroken;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        isBroken = true;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        isBroken = true;
        throw e;
      }
    }
  }

  /**
   * Tells what is printed while a command is prepared from what it prints itself: between them
   * stands a mark that the command can't know beforehand.
   */
  private static final class MarkedOutput {
    private static final int MOST = 1 << 16;

    private final byte[] mark;
    private final ByteArrayOutputStream before = new ByteArrayOutputStream();
    private int matched;
    private volatile boolean isMarked;

    MarkedOutput(String mark) {
      this.mark = mark.getBytes(StandardCharsets.US_ASCII);
    }

    boolean isMarked() {
      return isMarked;
    }

    /** How many of these bytes do not belong to the command: they come up to the mark. */
    int skip(byte[] bytes, int length) {
      int i = 0;
      while (i < length && !isMarked) {
        byte b = bytes[i++];
        // The mark's first character occurs in it once, so that a try that fails begins anew here.
        matched = b == mark[matched] ? matched + 1 : b == mark[0] ? 1 : 0;
        if (before.size() < MOST) {
          before.write(b);
        }
        isMarked = matched == mark.length;
      }
      return i;
    }

    /** What was printed without the mark having come. */
    String before() {
      return before.toString(StandardCharsets.UTF_8).strip();
    }
  }
}
