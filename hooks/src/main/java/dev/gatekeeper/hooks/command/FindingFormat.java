package dev.gatekeeper.hooks.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The ways to print what {@code lint} finds. */
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
}
