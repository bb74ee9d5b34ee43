package dev.gatekeeper.config.importer;

import java.util.ArrayList;
import java.util.List;

/**
 * A check as it comes together.
 *
 * @param name for people; may be empty
 * @param lines the check itself as lines of YAML, such as {@code run: pytest}
 * @param remarks what has to be said about it
 */
record CheckDraft(String name, List<String> lines, List<String> remarks) {
  private static final int LONGEST_NAME = 120;

  CheckDraft {
    String shown = YamlText.clean(name).strip();
    name = shown.length() > LONGEST_NAME ? "" : shown;
    lines = List.copyOf(lines);
    remarks = List.copyOf(remarks);
  }

  /** The same for the same check, whatever its name. */
  String key() {
    return String.join("\n", lines);
  }

  /** All its lines of YAML. */
  List<String> written() {
    List<String> all = new ArrayList<>();
    if (!name.isEmpty()) {
      all.add("name: " + YamlText.value(name));
    }
    all.addAll(lines);
    return all;
  }
}
