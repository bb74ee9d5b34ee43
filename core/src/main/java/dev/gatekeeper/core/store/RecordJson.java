package dev.gatekeeper.core.store;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.OmittedIfEmpty;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.text.JsonObject;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of records: a field for each component, with its name and in its order, so that
 * each record has exactly one form. An {@link Optional} is a field that is there or not; see also
 * {@link OmittedIfEmpty}. What is read has to be as it is written, and nothing else may be there.
 */
public final class RecordJson {
  /** What is written as a text. */
  private static final Map<Type, Text<?>> TEXTS =
      Map.of(
          String.class, new Text<String>(text -> text, text -> text),
          Instant.class, new Text<Instant>(Instant::toString, Instant::parse),
          Oid.class, new Text<Oid>(Oid::hex, Oid::new),
          RefName.class, new Text<RefName>(RefName::name, RefName::new),
          AgentId.class, new Text<AgentId>(AgentId::id, AgentId::new),
          Actor.class, new Text<Actor>(Actor::text, Actor::of),
          CheckOutcome.class, new Text<CheckOutcome>(CheckOutcome::word, CheckOutcome::of),
          Event.Why.class, new Text<Event.Why>(Event.Why::word, Event.Why::of));

  private RecordJson() {}

  private record Text<T>(Function<T, String> writer, Function<String, T> reader) {
    @SuppressWarnings("unchecked")
    String write(Object value) {
      return writer.apply((T) value);
    }
  }

  /** Writes the fields of a record into the object that is open. */
  static void writeFields(JsonGenerator json, Record record) throws IOException {
    for (RecordComponent part : record.getClass().getRecordComponents()) {
      Object value = get(record, part);
      if (!isOmitted(part, value)) {
        json.writeFieldName(part.getName());
        write(json, part.getGenericType(), value);
      }
    }
  }

  private static boolean isOmitted(RecordComponent part, Object value) {
    return value.equals(Optional.empty())
        || (part.isAnnotationPresent(OmittedIfEmpty.class)
            && (value.equals(List.of()) || value.equals(false)));
  }

  private static Object get(Record record, RecordComponent part) {
    try {
      return part.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no " + part, e);
    }
  }

  private static void write(JsonGenerator json, Type type, Object value) throws IOException {
    if (value instanceof Optional<?> there) {
      write(json, argument(type), there.get());
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(json, argument(type), item);
      }
      json.writeEndArray();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (TEXTS.containsKey(type)) {
      json.writeString(TEXTS.get(type).write(value));
    } else {
      json.writeStartObject();
      writeFields(json, (Record) value);
      json.writeEndObject();
    }
  }

  private static Type argument(Type type) {
    return ((ParameterizedType) type).getActualTypeArguments()[0];
  }

  /**
   * Makes something of the fields of an object in the order in which they are.
   *
   * @param where for complaints
   * @throws IOException if it is no such object, or nothing can be made of it
   */
  static <T> T read(String where, byte[] bytes, IoStreams.Question<Fields, T> maker)
      throws IOException {
    try {
      return maker.of(new Fields(where, JsonObject.strict(bytes)));
    } catch (JsonObject.Malformed e) {
      throw new IOException(where + " is not JSON: " + e.getMessage(), e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
  }

  /** The fields of an object; each is taken once, and in the end none may be left. */
  static final class Fields {
    private final String where;
    private final Map<String, Object> left;

    private Fields(String where, JsonObject object) {
      this.where = where;
      this.left = new LinkedHashMap<>(object.values());
    }

    <T> T take(String name, Class<T> type) throws IOException {
      return type.cast(value(name, type, left.remove(name)));
    }

    Fields object(String name) throws IOException {
      return new Fields(in(name), expect(name, JsonObject.class, left.remove(name)));
    }

    /** The names of the fields that are left, in their order. */
    List<String> names() {
      return List.copyOf(left.keySet());
    }

    <T extends Record> T takeAll(Class<T> type) throws IOException {
      RecordComponent[] parts = type.getRecordComponents();
      Object[] values = new Object[parts.length];
      for (int i = 0; i < parts.length; i++) {
        values[i] = value(parts[i]);
      }
      end();
      return make(type, parts, values);
    }

    void end() throws IOException {
      if (!left.isEmpty()) {
        throw new IOException(where + " has unknown fields: " + left.keySet());
      }
    }

    private Object value(RecordComponent part) throws IOException {
      String name = part.getName();
      boolean isThere = left.containsKey(name);
      Object json = left.remove(name);
      if (part.getType() == Optional.class) {
        return isThere
            ? Optional.of(value(name, argument(part.getGenericType()), json))
            : Optional.empty();
      }
      if (!isThere && part.isAnnotationPresent(OmittedIfEmpty.class)) {
        return part.getType() == List.class ? List.of() : false;
      }
      return value(name, part.getGenericType(), json);
    }

    private Object value(String name, Type type, @Nullable Object json) throws IOException {
      if (type == long.class || type == Long.class) {
        return expect(name, Long.class, json);
      }
      if (type == int.class) {
        return Math.toIntExact(expect(name, Long.class, json));
      }
      if (type == boolean.class) {
        return expect(name, Boolean.class, json);
      }
      if (type instanceof ParameterizedType) {
        List<Object> items = new ArrayList<>();
        for (Object item : expect(name, List.class, json)) {
          items.add(value(name, argument(type), item));
        }
        return items;
      }
      Text<?> text = TEXTS.get(type);
      return text != null
          ? text.reader().apply(expect(name, String.class, json))
          : new Fields(in(name), expect(name, JsonObject.class, json))
              .takeAll(((Class<?>) type).asSubclass(Record.class));
    }

    private String in(String name) {
      return where + ": `" + name + "`";
    }

    private <T> T expect(String name, Class<T> type, @Nullable Object json) throws IOException {
      if (!type.isInstance(json)) {
        throw new IOException(where + ": `" + name + "` is missing or malformed");
      }
      return type.cast(json);
    }

    private static <T> T make(Class<T> type, RecordComponent[] parts, Object[] values) {
      Class<?>[] types =
          Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        return type.getDeclaredConstructor(types).newInstance(values);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException refused) {
          throw refused;
        }
        throw new LinkageError("no " + type, e);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("no " + type, e);
      }
    }
  }
}
