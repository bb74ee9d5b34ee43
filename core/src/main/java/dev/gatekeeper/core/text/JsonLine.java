package dev.gatekeeper.core.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Helpers that write one JSON object per line, and fields that many objects share. */
public final class JsonLine {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonLine() {}

  /** Writes what goes into the object. */
  @FunctionalInterface
  public interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** The same object over several lines, for people. */
  public static String spread(String line) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonParser parser = JSON.createParser(line);
        JsonGenerator json = JSON.createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      parser.nextToken();
      json.copyCurrentStructure(parser);
    }
    return out.toString();
  }

  public static String of(Content content) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** A field that is a text, or null if there is none. */
  public static void optional(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    } else {
      json.writeNullField(name);
    }
  }

  /** A field that is a list of texts. */
  public static void strings(JsonGenerator json, String name, Iterable<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /** Writes the fields of an object about something. */
  @FunctionalInterface
  public interface Fields<T> {
    void write(T about) throws IOException;
  }

  /** A field that is a list of objects, one about each. */
  public static <T> void objects(
      JsonGenerator json, String name, Iterable<T> about, Fields<T> fields) throws IOException {
    json.writeArrayFieldStart(name);
    for (T one : about) {
      json.writeStartObject();
      fields.write(one);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** A field that is an object about something, or null if there is nothing. */
  public static <T> void object(
      JsonGenerator json, String name, Optional<T> about, Fields<T> fields) throws IOException {
    if (about.isPresent()) {
      json.writeObjectFieldStart(name);
      fields.write(about.get());
      json.writeEndObject();
    } else {
      json.writeNullField(name);
    }
  }
}
