package dev.gatekeeper.core.repo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object that has to be as it was written: every field that is asked for is there and of its
 * kind, and nothing else is.
 */
final class JsonTree {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String where;
  private final Map<String, Object> fields;
  private int read;

  private JsonTree(String where, Map<String, Object> fields) {
    this.where = where;
    this.fields = fields;
  }

  /**
   * The object in these bytes.
   *
   * @param where for complaints
   * @throws IOException if it is none
   */
  static JsonTree of(String where, byte[] bytes) throws IOException {
    try (JsonParser json = JSON.createParser(bytes)) {
      json.nextToken();
      Object value = value(json);
      if (json.nextToken() == null && value instanceof Map<?, ?> map) {
        return new JsonTree(where, cast(map));
      }
      throw new IOException(where + " is no JSON object");
    } catch (JsonProcessingException e) {
      throw new IOException(where + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Object value(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> object = new LinkedHashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        object.put(name, value(json));
      }
      return object;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(json));
      }
      return array;
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return json.getLongValue();
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return json.getBooleanValue();
    }
    if (token == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    throw new IOException("unexpected " + token);
  }

  private static Map<String, Object> cast(Map<?, ?> map) {
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    return fields;
  }

  private <T> T get(String name, Class<T> type) throws IOException {
    Object value = fields.get(name);
    read++;
    if (!type.isInstance(value)) {
      throw new IOException(where + ": `" + name + "` is missing or not as it should be");
    }
    return type.cast(value);
  }

  String text(String name) throws IOException {
    return get(name, String.class);
  }

  long number(String name) throws IOException {
    return get(name, Long.class);
  }

  boolean truth(String name) throws IOException {
    return get(name, Boolean.class);
  }

  List<String> texts(String name) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Object item : get(name, List.class)) {
      if (!(item instanceof String text)) {
        throw new IOException(where + ": `" + name + "` holds what is no text");
      }
      texts.add(text);
    }
    return texts;
  }

  JsonTree object(String name) throws IOException {
    return new JsonTree(where + ": `" + name + "`", cast(get(name, Map.class)));
  }

  /** The object of that name, if there is one. */
  Optional<JsonTree> maybe(String name) throws IOException {
    return fields.containsKey(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /** The text of that name, if there is one. */
  Optional<String> maybeText(String name) throws IOException {
    return fields.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
  }

  List<JsonTree> objects(String name) throws IOException {
    List<JsonTree> objects = new ArrayList<>();
    for (Object item : get(name, List.class)) {
      if (!(item instanceof Map<?, ?> map)) {
        throw new IOException(where + ": `" + name + "` holds what is no object");
      }
      objects.add(new JsonTree(where + ": `" + name + "`", cast(map)));
    }
    return objects;
  }

  /** The objects of that name; none if there is no such field. */
  List<JsonTree> maybeObjects(String name) throws IOException {
    return fields.containsKey(name) ? objects(name) : List.of();
  }

  /** The names of its fields, in their order. */
  List<String> names() {
    return List.copyOf(fields.keySet());
  }

  /** Fails if there was more than what was read. */
  void end() throws IOException {
    if (read != fields.size()) {
      throw new IOException(where + " has fields that do not belong there: " + fields.keySet());
    }
  }

  /** Makes something of what was read; what can't be made is an error in the text. */
  <T> T make(Maker<T> maker) throws IOException {
    try {
      return maker.make();
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
  }

  /** Makes something. */
  @FunctionalInterface
  interface Maker<T> {
    T make() throws IOException;
  }
}
