package dev.gatekeeper.server.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** JSON objects on their way out: an array of them, or one a line. */
final class Lines implements AutoCloseable {
  static final String MEDIA_TYPE = "application/x-ndjson";

  private final OutputStream out;
  private final boolean bare;
  private boolean first = true;

  private Lines(OutputStream out, boolean bare) {
    this.out = out;
    this.bare = bare;
  }

  static Lines to(HttpServletResponse response, boolean bare) throws IOException {
    response.setContentType(bare ? MEDIA_TYPE : "application/json");
    return new Lines(response.getOutputStream(), bare);
  }

  void add(String json) throws IOException {
    String before = first ? "[" : ",";
    first = false;
    write(bare ? json + "\n" : before + json);
  }

  @Override
  public void close() throws IOException {
    if (!bare) {
      write(first ? "[]\n" : "]\n");
    }
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
