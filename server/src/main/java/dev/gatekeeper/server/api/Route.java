package dev.gatekeeper.server.api;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A method and an address, with their handler.
 *
 * @param template an address in which {@code {name}} stands for any one segment
 */
record Route(String method, String template, Endpoint endpoint) {

  /**
   * Whether it answers that method; what answers GET answers HEAD too, and no more is sent of it.
   */
  boolean answers(String asked) {
    return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
  }

  /** The variables of an address that fits, as a list of one, or none if it does not. */
  List<Map<String, String>> match(String address) {
    String[] wanted = template.split("/", -1);
    String[] given = address.split("/", -1);
    if (wanted.length != given.length) {
      return List.of();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{")) {
        variables.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return List.of();
      }
    }
    return List.of(variables);
  }

  /** Something that the API answers. */
  @FunctionalInterface
  interface Endpoint {
    void answer(ApiCall call) throws ApiProblem, IOException;
  }
}
