package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.model.Location;
import java.util.ArrayList;
import java.util.List;

/**
 * A finding for people: what is the case, the lines of the policy that it is about, each with a
 * caret below the place, then the witness and what to do.
 */
final class FindingText {
  private static final int SHOWN = 6;
  private static final int WIDTH = 180;

  private FindingText() {}

  static List<String> of(Finding finding, SourceLines source) {
    Location at = source.first(finding);
    List<String> text = new ArrayList<>();
    text.add(at + ": " + FindingFormat.severity(finding) + ": " + Plain.line(finding.message()));
    List<Location> places = finding.lines().stream().distinct().toList();
    int gutter = places.stream().mapToInt(p -> Integer.toString(p.line()).length()).max().orElse(0);
    places.stream().limit(SHOWN).forEach(place -> text.addAll(shown(place, gutter, source)));
    if (places.size() > SHOWN) {
      text.add("  and " + (places.size() - SHOWN) + " more lines");
    }
    if (!finding.witness().isEmpty()) {
      text.add("  for example: " + Plain.line(finding.witness()));
    }
    if (!finding.todo().isEmpty()) {
      text.add("  what to do: " + Plain.line(finding.todo()));
    }
    return text;
  }

  private static List<String> shown(Location place, int gutter, SourceLines source) {
    List<String> shown = new ArrayList<>();
    for (String line : source.at(place)) {
      int end = line.offsetByCodePoints(0, Math.min(WIDTH, line.codePointCount(0, line.length())));
      String format = "  %" + gutter + "s | %s";
      // a character for a character, so that the caret stands below the right one
      shown.add(format.formatted(place.line(), Plain.indented(line.substring(0, end))));
      if (place.column() <= WIDTH) {
        shown.add(format.formatted("", " ".repeat(place.column() - 1) + "^"));
      }
    }
    return shown;
  }
}
