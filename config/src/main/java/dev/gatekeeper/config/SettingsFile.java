package dev.gatekeeper.config;

import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.PolicyProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of settings: keys with a value or a list of them, nothing deeper. */
public final class SettingsFile {
  private SettingsFile() {}

  /** What a key is set to, and where. */
  public record Setting(List<String> values, Location at) {
    public Setting {
      values = List.copyOf(values);
    }
  }

  /**
   * What a file says, or all that is wrong with it.
   *
   * @param settings by key; to be used only without problems
   */
  public record Read(Map<String, Setting> settings, List<PolicyProblem> problems) {
    public Read {
      settings = Map.copyOf(settings);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads a file.
   *
   * @param fileName as the user knows it, for messages
   * @param keys those that there are; others are problems
   */
  public static Read read(String fileName, byte[] bytes, List<String> keys) {
    Problems problems = new Problems();
    Map<String, Setting> settings = new LinkedHashMap<>();
    try {
      Yaml root = YamlReader.read(Source.of(fileName, bytes), problems);
      if (root instanceof Yaml.Mapping mapping) {
        Fields fields = Fields.of(mapping.at(), mapping, "a file of settings", keys, problems);
        for (String key : keys) {
          fields.get(key).ifPresent(value -> settings.put(key, setting(key, value, problems)));
        }
      } else if (!(root instanceof Yaml.Broken)) {
        problems.add(root.at(), "settings are keys with values, not " + root.described());
      }
    } catch (Source.Unreadable e) {
      problems.add(e.problem());
    }
    return new Read(settings, problems.sorted());
  }

  private static Setting setting(String key, Yaml value, Problems problems) {
    List<String> values = new ArrayList<>();
    List<Yaml> items = value instanceof Yaml.Sequence list ? list.items() : List.of(value);
    for (Yaml item : items) {
      if (item instanceof Yaml.Scalar scalar && scalar.kind() != Yaml.Kind.NOTHING) {
        values.add(scalar.value());
      } else if (!(item instanceof Yaml.Broken)) {
        problems.add(item.at(), "`" + key + "` needs a value, not " + item.described());
      }
    }
    return new Setting(values, value.at());
  }
}
