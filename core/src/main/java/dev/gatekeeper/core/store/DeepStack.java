package dev.gatekeeper.core.store;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A thread with a deep stack for recursion over folders and merges that a pusher may nest at will.
 * The memory is taken as it is used.
 */
public final class DeepStack {
  private static final long STACK_BYTES = 512L << 20;

  private DeepStack() {}

  /**
   * What {@code task} returns, or what {@code otherwise} makes of what it threw, an {@link Error}
   * included.
   */
  public static <T> T call(Callable<T> task, Function<Throwable, T> otherwise) {
    AtomicReference<T> result = new AtomicReference<>();
    AtomicReference<Throwable> error =
        new AtomicReference<>(new IllegalStateException("the judging thread ended early"));
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                result.set(task.call());
              } catch (Throwable e) {
                error.set(e);
              }
            },
            "gatekeeper-judge",
            STACK_BYTES);
    thread.setDaemon(true);
    try {
      thread.start();
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise.apply(e);
    } catch (Throwable e) {
      return otherwise.apply(e);
    }
    T value = result.get();
    return value != null ? value : otherwise.apply(error.get());
  }
}
