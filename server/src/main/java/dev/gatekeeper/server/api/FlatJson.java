package dev.gatekeeper.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.gatekeeper.core.text.NearMiss;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A JSON object of texts, truths and lists of texts, nothing below them. What is null is as if it
 * were left out.
 */
record FlatJson(
    Map<String, String> texts, Map<String, Boolean> flags, Map<String, List<String>> lists) {
  private static final int MOST_FIELDS = 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxStringLength(1 << 16)
                  .maxNameLength(100)
                  .maxNumberLength(20)
                  .build())
          .build();

  static FlatJson of(byte[] body) throws Problem, IOException {
    try (JsonParser json = JSON.createParser(body)) {
      FlatJson read = read(json);
      if (json.nextToken() != null) {
        throw Problem.bad("something follows the JSON object", "send one object");
      }
      return read;
    } catch (CharConversionException e) {
      throw Problem.bad(
          "the body is no UTF-8: " + Call.shown(String.valueOf(e.getMessage())), "send one object");
    } catch (JsonProcessingException e) {
      throw Problem.bad(
          "the JSON is malformed: " + Call.shown(e.getOriginalMessage()), "send one object");
    }
  }

  private static FlatJson read(JsonParser json) throws Problem, IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, Boolean> flags = new LinkedHashMap<>();
    Map<String, List<String>> lists = new LinkedHashMap<>();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw Problem.bad("the request has to be an object", "GET /api/v1/openapi.json has its form");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        texts.put(field, json.getText());
      } else if (value.isBoolean()) {
        flags.put(field, json.getBooleanValue());
      } else if (value == JsonToken.START_ARRAY) {
        lists.put(field, strings(json, field));
      } else if (value != JsonToken.VALUE_NULL) {
        throw shape(field, "a string, true, false or a list of strings");
      }
      if (texts.size() + flags.size() + lists.size() > MOST_FIELDS) {
        throw Problem.bad("there are too many fields", "GET /api/v1/openapi.json has its form");
      }
    }
    return new FlatJson(texts, flags, lists);
  }

  private static List<String> strings(JsonParser json, String field) throws Problem, IOException {
    List<String> strings = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        throw shape(field, "a list of strings");
      }
      strings.add(json.getText());
    }
    return strings;
  }

  /**
   * The same, if all its fields are known and of their form.
   *
   * @param what takes them, as messages have it, such as {@code a handoff}
   */
  FlatJson of(String what, List<String> texts, List<String> flags, List<String> lists)
      throws Problem {
    List<String> known = Stream.of(texts, flags, lists).flatMap(List::stream).sorted().toList();
    checkForm(what, this.texts.keySet(), texts, "a string", known);
    checkForm(what, this.flags.keySet(), flags, "true or false", known);
    checkForm(what, this.lists.keySet(), lists, "a list of strings", known);
    return this;
  }

  private static void checkForm(
      String what, Set<String> given, List<String> of, String form, List<String> known)
      throws Problem {
    for (String name : given) {
      String shown = Call.shown(name);
      if (!known.contains(name)) {
        throw Problem.bad(
            what + " takes no `" + shown + "`" + NearMiss.hint(shown, known),
            "known fields: " + String.join(", ", known));
      }
      if (!of.contains(name)) {
        throw Problem.bad(
            "`" + shown + "` of " + what + " can't be " + form,
            "GET /api/v1/openapi.json has its form");
      }
    }
  }

  private static Problem shape(String field, String form) {
    return Problem.bad(
        "`" + Call.shown(field) + "` has to be " + form, "GET /api/v1/openapi.json has its form");
  }
}
