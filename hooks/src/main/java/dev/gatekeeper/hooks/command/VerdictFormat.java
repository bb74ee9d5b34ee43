package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.report.VerdictJson;
import dev.gatekeeper.core.report.VerdictMessage;
import java.util.List;
import java.util.Locale;

/** The output formats of a verdict. */
public enum VerdictFormat {
  /** What a push says. */
  TEXT {
    @Override
    List<String> lines(Verdict verdict) {
      return VerdictMessage.lines(verdict);
    }
  },
  /** docs/interfaces.md. */
  JSON {
    @Override
    List<String> lines(Verdict verdict) {
      return List.of(VerdictJson.write(verdict));
    }
  },
  /** Workflow commands of GitHub Actions: an annotation a violation. */
  GITHUB {
    @Override
    List<String> lines(Verdict verdict) {
      String level = verdict.accepted() ? "warning" : "error";
      return verdict.violations().stream().map(v -> annotation(level, v)).toList();
    }
  },
  /** SARIF 2.1.0, for code scanning. */
  SARIF {
    @Override
    List<String> lines(Verdict verdict) {
      return List.of(SarifReport.of(verdict));
    }
  };

  abstract List<String> lines(Verdict verdict);

  /** Whether the notes of a verdict have no place in it. */
  boolean leavesOutNotes() {
    return this == GITHUB || this == SARIF;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String annotation(String level, Violation violation) {
    return violation instanceof Violation.OfPath path
        ? FindingFormat.Annotation.of(
            level, path.path().text(), 1, 0, violation.code().name(), violation.message())
        : FindingFormat.Annotation.of(level, violation.code().name(), violation.message());
  }
}
