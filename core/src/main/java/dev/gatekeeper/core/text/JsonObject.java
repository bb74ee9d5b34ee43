package dev.gatekeeper.core.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON object that was read. What is nested deeply is none. */
public final class JsonObject {
  /** Stands for the value null. */
  public static final Object NULL = Optional.empty();

  private static final int DEEPEST = 32;
  private static final int MOST_TOKENS = 400_000;

  private static final JsonFactory LENIENT = factory(false, Long.MAX_VALUE);
  private static final JsonFactory STRICT = factory(true, Long.MAX_VALUE);
  private static final JsonFactory BOUNDED = factory(true, MOST_TOKENS);

  private final Map<String, Object> values;

  private JsonObject(Map<String, Object> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  private static JsonFactory factory(boolean strict, long tokens) {
    return JsonFactory.builder()
        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
        .streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxTokenCount(tokens).build())
        .build();
  }

  /** What was read is not one JSON object. */
  public static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    private Malformed(String message) {
      super(message);
    }
  }

  /** The only thing in these bytes; a field that is there twice has no meaning. */
  public static JsonObject strict(byte[] json) throws Malformed {
    return strict(STRICT, json);
  }

  /** The same of bytes that anybody may have sent: it may have so many parts and no more. */
  public static JsonObject bounded(byte[] json) throws Malformed {
    return strict(BOUNDED, json);
  }

  private static JsonObject strict(JsonFactory factory, byte[] json) throws Malformed {
    try (JsonParser parser = factory.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Malformed("it has to be an object");
      }
      JsonObject read = object(parser, List.of());
      if (parser.nextToken() != null) {
        throw new Malformed("something follows the object");
      }
      return read;
    } catch (Malformed e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw new Malformed("line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
  }

  /**
   * What an object says, the first of fields of one name; of what is no object, nothing.
   *
   * @param wanted the only fields that are of interest; all of them if none is named
   */
  public static JsonObject lenient(String json, String... wanted) {
    try (JsonParser parser = LENIENT.createParser(json)) {
      return parser.nextToken() == JsonToken.START_OBJECT
          ? object(parser, List.of(wanted))
          : new JsonObject(Map.of());
    } catch (IOException e) {
      return new JsonObject(Map.of());
    }
  }

  private static JsonObject object(JsonParser json, List<String> wanted) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (!wanted.isEmpty() && !wanted.contains(name)) {
        json.skipChildren();
      } else {
        values.putIfAbsent(name, value(json));
      }
    }
    return new JsonObject(values);
  }

  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json, List.of());
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(json));
        }
        yield items;
      }
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? json.getBigIntegerValue()
              : (Object) json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDecimalValue();
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      case VALUE_NULL -> NULL;
      default -> json.getText();
    };
  }

  /**
   * The fields in their order: each a {@link String}, {@link Boolean}, {@link Long} (or another
   * number), {@link List} of such, {@link JsonObject}, or {@link #NULL}.
   */
  public Map<String, Object> values() {
    return values;
  }

  /** Whether there is such a field, if only null. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** A field, a number or a truth as its word; empty if there is none. */
  public String text(String name) {
    return texts(name).stream().findFirst().orElse("");
  }

  /** The strings of a list; of a field that is none, its one value. */
  public List<String> texts(String name) {
    return items(name).stream()
        .filter(value -> value != NULL && !(value instanceof JsonObject))
        .map(String::valueOf)
        .toList();
  }

  /** The objects in a list, or the one object that the field is; none if null. */
  public List<JsonObject> objects(String name) {
    return items(name).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  private List<?> items(String name) {
    Object value = values.getOrDefault(name, NULL);
    return value instanceof List<?> list ? list : value == NULL ? List.of() : List.of(value);
  }

  /** The object on one line. */
  @Override
  public String toString() {
    return JsonLine.of(this::write);
  }

  private void write(JsonGenerator json) throws IOException {
    for (Map.Entry<String, Object> field : values.entrySet()) {
      json.writeFieldName(field.getKey());
      write(json, field.getValue());
    }
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof JsonObject object) {
      json.writeStartObject();
      object.write(json);
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(json, item);
      }
      json.writeEndArray();
    } else if (value == NULL) {
      json.writeNull();
    } else {
      json.writePOJO(value);
    }
  }
}
