package dev.gatekeeper.server.api;

import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.repository.ServedRepository;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One listener to events. What is told to it waits until it can be written, and no thread waits
 * with it; one who does not keep up is let go, and can come back for what it missed.
 */
final class StreamListener implements WriteListener, AsyncListener {
  private static final int CHARACTERS = 8 << 20;

  private final ServedRepository served;
  private final Caller caller;
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Consumer<StreamListener> gone;
  private final Deque<String> waiting = new ArrayDeque<>();
  private long size;
  private boolean open;
  private boolean unflushed;
  private boolean ending;
  private boolean ended;

  /**
   * @param gone is told when it is over
   */
  StreamListener(
      ServedRepository served,
      Caller caller,
      AsyncContext context,
      ServletOutputStream out,
      Consumer<StreamListener> gone) {
    this.served = served;
    this.caller = caller;
    this.context = context;
    this.out = out;
    this.gone = gone;
  }

  ServedRepository served() {
    return served;
  }

  Caller caller() {
    return caller;
  }

  /** From now on writes what there is. */
  void start() {
    context.addListener(this);
    out.setWriteListener(this);
  }

  synchronized void tell(String text) {
    if (size + text.length() > CHARACTERS) {
      ending = true;
      waiting.clear();
      size = 0;
    } else if (!ending) {
      waiting.addLast(text);
      size += text.length();
    }
    write();
  }

  /** Lets it go when it has heard what it was told. */
  synchronized void end() {
    ending = true;
    write();
  }

  private void write() {
    if (!open || ended) {
      return;
    }
    try {
      while (out.isReady()) {
        String next = waiting.pollFirst();
        if (next != null) {
          size -= next.length();
          unflushed = true;
          out.write(next.getBytes(StandardCharsets.UTF_8));
        } else if (unflushed) {
          unflushed = false;
          out.flush();
        } else {
          if (ending) {
            finish();
          }
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      finish(); // it has gone away
    }
  }

  private void finish() {
    if (!ended) {
      ended = true;
      gone.accept(this);
      try {
        context.complete();
      } catch (IllegalStateException e) {
        // the container was first
      }
    }
  }

  @Override
  public synchronized void onWritePossible() {
    open = true;
    write();
  }

  @Override
  public synchronized void onError(Throwable error) {
    finish();
  }

  @Override
  public synchronized void onComplete(AsyncEvent event) {
    finish();
  }

  @Override
  public synchronized void onTimeout(AsyncEvent event) {
    finish();
  }

  @Override
  public synchronized void onError(AsyncEvent event) {
    finish();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
