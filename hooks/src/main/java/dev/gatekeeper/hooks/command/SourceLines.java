package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.model.Location;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The lines of a policy file, to be shown below what is said of them.
 *
 * @param name the file as the user knows it
 */
record SourceLines(String name, List<String> lines) {
  SourceLines {
    lines = List.copyOf(lines);
  }

  /** Bytes that are no UTF-8 are shown as U+FFFD. */
  static SourceLines of(String name, byte[] bytes) {
    return new SourceLines(name, new String(bytes, StandardCharsets.UTF_8).lines().toList());
  }

  /** The file as a whole. */
  Location start() {
    return Location.ofDefault(name);
  }

  /** Where a finding is reported. */
  Location first(Finding finding) {
    return finding.lines().stream().findFirst().orElse(start());
  }

  /** The line at a place, as a list of one, or none if the file has no such line. */
  List<String> at(Location place) {
    boolean isThere = !place.isDefault() && place.line() <= lines.size();
    return isThere ? List.of(lines.get(place.line() - 1)) : List.of();
  }
}
