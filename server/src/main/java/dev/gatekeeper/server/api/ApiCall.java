package dev.gatekeeper.server.api;

import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.server.auth.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One request to the API.
 *
 * @param variables what stands in the address for the names in the route's template
 */
record ApiCall(
    HttpServletRequest request, HttpServletResponse response, Map<String, String> variables) {
  /** An object a line. */
  static final String LINES = "application/x-ndjson";

  static final int BODY_BYTES = 8 << 20;

  Caller caller() {
    return Caller.of(request);
  }

  String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /** Takes no parameter but these, so that a misspelt one is not passed over. */
  void takes(String... names) throws ApiProblem {
    List<String> known = Arrays.asList(names);
    for (String name : request.getParameterMap().keySet()) {
      if (!known.contains(name)) {
        throw ApiProblem.bad(
            "the parameter `" + shown(name) + "` is unknown",
            known.isEmpty() ? "leave it out" : "known parameters: " + String.join(", ", known));
      }
    }
  }

  /** The values of a parameter that may come several times. */
  List<String> parameters(String name) {
    String[] values = request.getParameterValues(name);
    return values == null ? List.of() : List.of(values);
  }

  /** The value of a parameter, empty if it is not given. */
  String parameter(String name) throws ApiProblem {
    List<String> values = parameters(name);
    if (values.size() > 1) {
      throw ApiProblem.bad("the parameter `" + name + "` is given more than once", "give it once");
    }
    return values.isEmpty() ? "" : values.get(0);
  }

  boolean flag(String name) throws ApiProblem {
    String value = parameter(name);
    if (!List.of("", "true", "false").contains(value)) {
      throw ApiProblem.bad(
          "`" + name + "=" + shown(value) + "` is neither true nor false", "give one of them");
    }
    return value.equals("true");
  }

  /** A whole number, {@code usual} if it is not given. */
  int number(String name, int usual, int least, int most) throws ApiProblem {
    String value = parameter(name);
    if (value.isEmpty()) {
      return usual;
    }
    if (value.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw ApiProblem.bad(
        "`" + name + "=" + shown(value) + "` is not a number in range",
        "give one from " + least + " to " + most);
  }

  /** The number of an event, 0 if it is not given. */
  long event(String name) throws ApiProblem {
    String value = parameter(name);
    if (!value.matches("[0-9]{0,15}")) {
      throw ApiProblem.bad(
          "`" + name + "=" + shown(value) + "` is not the number of an event",
          "give a whole number");
    }
    return value.isEmpty() ? 0 : Long.parseLong(value);
  }

  /** The body of the request, which has to be JSON. */
  byte[] body() throws ApiProblem, IOException {
    String type = request.getContentType();
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      throw ApiProblem.notJson();
    }
    if (request.getContentLengthLong() > BODY_BYTES) {
      throw tooLarge();
    }
    byte[] body = request.getInputStream().readNBytes(BODY_BYTES + 1);
    if (body.length > BODY_BYTES) {
      throw tooLarge();
    }
    return body;
  }

  /**
   * Reads on for a while, unless the client waits to be asked for what it sends: a connection that
   * is closed with bytes unread is reset, and the answer can be lost.
   */
  private ApiProblem tooLarge() throws IOException {
    InputStream in = request.getInputStream();
    long left = request.getHeader("Expect") == null ? BODY_BYTES : 0;
    for (long read = 1; left > 0 && read > 0; left -= read) {
      read = in.skip(left);
    }
    return ApiProblem.tooLarge("a request may have up to " + (BODY_BYTES >> 20) + " MiB");
  }

  static JsonObject json(byte[] body) throws ApiProblem {
    try {
      return JsonObject.bounded(body);
    } catch (JsonObject.Malformed e) {
      throw ApiProblem.bad(
          "the JSON is malformed: " + shown(String.valueOf(e.getMessage())),
          "send one object; GET /api/v1/openapi.json has its form");
    }
  }

  /** Whether the caller asks for JSON, where there is something else as well. */
  boolean wantsJson() {
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains("application/json");
  }

  void answer(String json) throws IOException {
    response.setContentType("application/json");
    write(json + "\n");
  }

  /** Answers with several: one a line, or an array of them, as the caller asks. */
  void answer(Stream<String> objects) throws IOException {
    String accept = request.getHeader("Accept");
    boolean bare = accept != null && accept.contains(LINES);
    response.setContentType(bare ? LINES : "application/json");
    String before = "[";
    for (String object : (Iterable<String>) objects::iterator) {
      write(bare ? object + "\n" : before + object);
      before = ",";
    }
    if (!bare) {
      write(before.equals("[") ? "[]\n" : "]\n");
    }
  }

  private void write(String text) throws IOException {
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What a caller sent, short enough and plain enough to be said again. */
  static String shown(String text) {
    String plain = text.replaceAll("[^ -~]", "?");
    return plain.length() > 60 ? plain.substring(0, 60) + "..." : plain;
  }
}
