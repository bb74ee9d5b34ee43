package dev.gatekeeper.server.auth;

import dev.gatekeeper.core.text.JsonLine;

/** The form of an error in all of the API (RFC 9457). */
public final class ProblemDetails {
  /** What it is sent as. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** What every type begins with. */
  public static final String TYPE = "urn:gatekeeper:problem:";

  private ProblemDetails() {}

  /**
   * The object, on one line.
   *
   * @param word which problem it is
   * @param next what to do
   */
  public static String json(int status, String word, String title, String detail, String next) {
    return json(status, word, title, detail, next, json -> {});
  }

  /**
   * The same with more in it.
   *
   * @param more writes the fields that it has besides
   */
  public static String json(
      int status, String word, String title, String detail, String next, JsonLine.Content more) {
    return JsonLine.of(
        json -> {
          json.writeStringField("type", TYPE + word);
          json.writeStringField("title", title);
          json.writeNumberField("status", status);
          json.writeStringField("detail", detail);
          json.writeStringField("next", next);
          more.write(json);
        });
  }
}
