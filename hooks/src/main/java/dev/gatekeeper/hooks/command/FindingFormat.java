package dev.gatekeeper.hooks.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The output formats of {@code lint}. */
public enum FindingFormat {
  /** For people, with the lines of the policy. */
  TEXT {
    @Override
    List<String> lines(List<Finding> findings, SourceLines source) {
      return findings.stream().flatMap(f -> FindingText.of(f, source).stream()).toList();
    }
  },
  /** An object a line (docs/interfaces.md). */
  JSON {
    @Override
    List<String> lines(List<Finding> findings, SourceLines source) {
      return findings.stream()
          .map(finding -> JsonLine.of(out -> write(out, finding, source)))
          .toList();
    }
  },
  /** Workflow commands of GitHub Actions: an annotation a finding. */
  GITHUB {
    @Override
    List<String> lines(List<Finding> findings, SourceLines source) {
      return findings.stream().map(finding -> annotation(finding, source)).toList();
    }
  },
  /** SARIF 2.1.0, for code scanning. */
  SARIF {
    @Override
    List<String> lines(List<Finding> findings, SourceLines source) {
      return List.of(
          SarifReport.of(findings.stream().map(finding -> result(finding, source)).toList()));
    }
  };

  abstract List<String> lines(List<Finding> findings, SourceLines source);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String severity(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }

  private static void write(JsonGenerator out, Finding finding, SourceLines source)
      throws IOException {
    Location at = source.first(finding);
    out.writeStringField("code", finding.code());
    out.writeStringField("severity", severity(finding));
    out.writeStringField("file", at.file());
    out.writeNumberField("line", at.line());
    out.writeNumberField("column", at.column());
    out.writeArrayFieldStart("lines");
    for (Location line : finding.lines()) {
      out.writeNumber(line.line());
    }
    out.writeEndArray();
    out.writeStringField("message", finding.message());
    out.writeStringField("witness", finding.witness());
    out.writeStringField("todo", finding.todo());
  }

  private static String annotation(Finding finding, SourceLines source) {
    Location at = source.first(finding);
    String level = severity(finding).equals("note") ? "notice" : severity(finding);
    return Annotation.of(
        level, at.file(), Math.max(1, at.line()), at.column(), finding.code(), finding.sentence());
  }

  private static SarifReport.Result result(Finding finding, SourceLines source) {
    List<Location> places = finding.lines().isEmpty() ? List.of(source.start()) : finding.lines();
    return new SarifReport.Result(
        finding.code(),
        severity(finding),
        finding.sentence(),
        places.stream()
            .map(
                at ->
                    new SarifReport.Place(
                        SarifReport.uri(RepoPath.of(at.file())), at.line(), at.column()))
            .toList());
  }

  /**
   * A workflow command of GitHub Actions that shows a message, where wished at a place in a file.
   */
  static final class Annotation {
    private Annotation() {}

    /**
     * One that belongs to no file.
     *
     * @param level {@code error}, {@code warning} or {@code notice}
     */
    static String of(String level, String title, String message) {
      return "::" + level + " title=" + property(title) + "::" + data(message);
    }

    /**
     * One at a place.
     *
     * @param level {@code error}, {@code warning} or {@code notice}
     * @param line from 1
     * @param column from 1, or 0 for the whole line
     */
    static String of(
        String level, String file, int line, int column, String title, String message) {
      return "::%s file=%s,line=%d,%stitle=%s::%s"
          .formatted(
              level,
              property(file),
              line,
              column > 0 ? "col=" + column + "," : "",
              property(title),
              data(message));
    }

    /**
     * Line ends as the host wants them; nothing that a terminal would obey, as in {@link Plain}.
     */
    private static String data(String text) {
      StringBuilder out = new StringBuilder();
      text.codePoints().forEach(c -> out.append(escaped(c)));
      return out.toString();
    }

    private static String escaped(int c) {
      return switch (c) {
        case '%' -> "%25";
        case '\r' -> "%0D";
        case '\n' -> "%0A";
        default -> PlainText.shown(Character.toString(c), " ");
      };
    }

    private static String property(String text) {
      return data(text).replace(":", "%3A").replace(",", "%2C");
    }
  }

  /**
   * A finding for people: what is the case, the lines of the policy that it is about, each with a
   * caret below the place, then the witness and what to do.
   */
  static final class FindingText {
    private static final int SHOWN = 6;
    private static final int WIDTH = 180;

    private FindingText() {}

    static List<String> of(Finding finding, SourceLines source) {
      Location at = source.first(finding);
      List<String> text = new ArrayList<>();
      text.add(at + ": " + FindingFormat.severity(finding) + ": " + Plain.line(finding.message()));
      List<Location> places = finding.lines().stream().distinct().toList();
      int gutter =
          places.stream().mapToInt(p -> Integer.toString(p.line()).length()).max().orElse(0);
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
        int end =
            line.offsetByCodePoints(0, Math.min(WIDTH, line.codePointCount(0, line.length())));
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
}
