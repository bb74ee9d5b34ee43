package dev.gatekeeper.server.api;

import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.core.text.NearMiss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A JSON object of strings, booleans and lists of strings, without nesting. What is null is as if
 * it were left out.
 */
record FlatJson(
    Map<String, String> texts, Map<String, Boolean> flags, Map<String, List<String>> lists) {

  static FlatJson of(byte[] body) throws ApiProblem {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, Boolean> flags = new LinkedHashMap<>();
    Map<String, List<String>> lists = new LinkedHashMap<>();
    for (Map.Entry<String, Object> field : ApiCall.json(body).values().entrySet()) {
      String name = field.getKey();
      Object value = field.getValue();
      if (value instanceof String text) {
        texts.put(name, text);
      } else if (value instanceof Boolean flag) {
        flags.put(name, flag);
      } else if (value instanceof List<?> list) {
        if (!list.stream().allMatch(String.class::isInstance)) {
          throw shape(name, "a list of strings");
        }
        lists.put(name, list.stream().map(String.class::cast).toList());
      } else if (value != JsonObject.NULL) {
        throw shape(name, "a string, true, false or a list of strings");
      }
    }
    return new FlatJson(texts, flags, lists);
  }

  /**
   * The same, if all its fields are known and of their form.
   *
   * @param what takes them, as messages have it, such as {@code a handoff}
   */
  FlatJson of(String what, List<String> texts, List<String> flags, List<String> lists)
      throws ApiProblem {
    List<String> known = Stream.of(texts, flags, lists).flatMap(List::stream).sorted().toList();
    checkForm(what, this.texts.keySet(), texts, "a string", known);
    checkForm(what, this.flags.keySet(), flags, "true or false", known);
    checkForm(what, this.lists.keySet(), lists, "a list of strings", known);
    return this;
  }

  private static void checkForm(
      String what, Set<String> given, List<String> of, String form, List<String> known)
      throws ApiProblem {
    for (String name : given) {
      String shown = ApiCall.shown(name);
      if (!known.contains(name)) {
        throw ApiProblem.bad(
            what + " takes no `" + shown + "`" + NearMiss.hint(shown, known),
            "known fields: " + String.join(", ", known));
      }
      if (!of.contains(name)) {
        throw ApiProblem.bad(
            "`" + shown + "` of " + what + " can't be " + form,
            "GET /api/v1/openapi.json has its form");
      }
    }
  }

  private static ApiProblem shape(String field, String form) {
    return ApiProblem.bad(
        "`" + ApiCall.shown(field) + "` has to be " + form,
        "GET /api/v1/openapi.json has its form");
  }
}
