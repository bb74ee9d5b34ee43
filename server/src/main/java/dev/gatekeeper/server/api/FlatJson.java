package dev.gatekeeper.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A JSON object of texts and truths, nothing below them. What is null is as if it were left out.
 */
record FlatJson(Map<String, String> texts, Map<String, Boolean> flags) {
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
      } else if (value != JsonToken.VALUE_NULL) {
        throw Problem.bad(
            "`" + Call.shown(field) + "` has to be a string, true or false",
            "GET /api/v1/openapi.json has its form");
      }
      if (texts.size() + flags.size() > MOST_FIELDS) {
        throw Problem.bad("there are too many fields", "GET /api/v1/openapi.json has its form");
      }
    }
    return new FlatJson(texts, flags);
  }
}
