package dev.gatekeeper.server.api;

import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.server.validate.Validations;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * An answer that is streamed line by line, its result last. Once the caller has left, it throws
 * {@link UncheckedIOException}; what goes on does so all the same.
 */
record NdjsonStream(OutputStream out) {
  static NdjsonStream answering(ApiCall call) throws IOException {
    call.response().setContentType(ApiCall.LINES);
    return new NdjsonStream(call.response().getOutputStream());
  }

  /** Tells how it goes, to its end. */
  <T> void follow(Validations.Underway<T> underway, Function<T, String> json) {
    try {
      Optional<T> result = underway.follow(this::say, () -> write("\n"));
      result.ifPresent(came -> end(json.apply(came)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void say(String line) {
    write(JsonLine.of(json -> json.writeStringField("line", line)) + "\n");
  }

  /** Ends with a result, a JSON object. */
  void end(String result) {
    write("{\"result\":" + result + "}\n");
  }

  private void write(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
