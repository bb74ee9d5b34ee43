package dev.gatekeeper.hooks.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** Fields of what a server answered. */
public final class Fields {
  private static final JsonFactory JSON = new JsonFactory();

  private Fields() {}

  /** A field of an object, a number or a truth as its word; empty if there is none. */
  public static String text(String object, String name) {
    for (String value : values(object, name)) {
      return value;
    }
    return "";
  }

  /** The strings of a list in an object; of a field that is none, its one value. */
  public static List<String> values(String object, String name) {
    List<String> values = new ArrayList<>();
    try (JsonParser json = JSON.createParser(object)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return values;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(name);
        JsonToken value = json.nextToken();
        if (!wanted) {
          json.skipChildren();
        } else if (value == JsonToken.START_ARRAY) {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(json.getText());
            json.skipChildren();
          }
        } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          values.add(json.getText());
        }
      }
    } catch (IOException e) {
      return List.of(); // not from a gatekeeper
    }
    return values;
  }

  /** The objects in a list in an object, or the one object that the field is; none if null. */
  public static List<String> objects(String object, String name) {
    List<String> objects = new ArrayList<>();
    try (JsonParser json = JSON.createParser(object)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return objects;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(name);
        JsonToken value = json.nextToken();
        if (wanted && value == JsonToken.START_OBJECT) {
          objects.add(copy(json));
        } else if (wanted && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            objects.add(copy(json));
          }
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      return List.of(); // not from a gatekeeper
    }
    return objects;
  }

  private static String copy(JsonParser json) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator copy = JSON.createGenerator(out)) {
      copy.copyCurrentStructure(json);
    }
    return out.toString();
  }

  /** A field that is an object, as it stands there; empty if there is none. */
  static String object(String object, String name) {
    try (JsonParser json = JSON.createParser(object)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(name);
        if (json.nextToken() == JsonToken.START_OBJECT && wanted) {
          StringWriter out = new StringWriter();
          try (JsonGenerator copy = JSON.createGenerator(out)) {
            copy.copyCurrentStructure(json);
          }
          return out.toString();
        }
        json.skipChildren();
      }
    } catch (IOException e) {
      return ""; // not from a gatekeeper
    }
    return "";
  }

  /** The problems of a policy, as {@code lint} prints them. */
  static List<String> problems(String object) {
    List<String> lines = new ArrayList<>();
    try (JsonParser json = JSON.createParser(object)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            lines.add(problem(json));
          }
        }
      }
    } catch (IOException e) {
      return lines;
    }
    return lines;
  }

  private static String problem(JsonParser json) throws IOException {
    String file = "";
    String at = "";
    String message = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "file" -> file = json.getText();
        case "line", "column" -> at += json.getIntValue() > 0 ? ":" + json.getText() : "";
        case "message" -> message = json.getText();
        default -> json.skipChildren();
      }
    }
    return file + at + ": " + message;
  }
}
