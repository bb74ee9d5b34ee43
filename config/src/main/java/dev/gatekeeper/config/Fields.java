package dev.gatekeeper.config;

import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.text.NearMiss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of a mapping by their keys; keys it may not have were reported. */
record Fields(Location at, Map<String, Yaml> values, Problems problems) {
  /**
   * @param at where to report a key that is missing
   * @param whose the mapping in a message, such as {@code an agent}
   */
  static Fields of(
      Location at, Yaml.Mapping mapping, String whose, List<String> keys, Problems problems) {
    Map<String, Yaml> values = new HashMap<>();
    for (Yaml.Entry entry : mapping.entries()) {
      String key = entry.key().value();
      if (keys.contains(key)) {
        values.put(key, entry.value());
      } else {
        problems.add(entry.key().at(), unknown(key, whose, keys));
      }
    }
    return new Fields(at, values, problems);
  }

  private static String unknown(String key, String whose, List<String> keys) {
    String start = "unknown key `" + MessageParts.shortened(key) + "`";
    if (key.equals("<<")) {
      return start + "; merging is not supported, write out what it refers to";
    }
    return start
        + NearMiss.of(key, keys)
            .map(near -> "; did you mean `" + near + "`?")
            .orElse("; " + whose + " has " + MessageParts.list(keys));
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<Yaml> get(String key) {
    @Nullable Yaml value = values.get(key);
    return value == null ? Optional.empty() : Optional.of(value);
  }

  /** As {@link #get}; that it is missing is reported, with what to do. */
  Optional<Yaml> require(String key, String advice) {
    if (!values.containsKey(key)) {
      problems.add(at, "`" + key + "` is missing; " + advice);
    }
    return get(key);
  }
}
