package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What must come of a push: the outcome, and every violation of its decision; neither one too few
 * nor one too many.
 */
record Expectation(Outcome outcome, List<Finding> findings, String words) {

  /** What becomes of a push. */
  enum Outcome {
    /** The refs moved. */
    ACCEPTED,
    /** Asked, let in and answered with no: no ref moved, and git ends with an error. */
    FAILED,
    /** Decided by the gate: no ref moved. */
    REFUSED,
    /** Refused with these words before the gate could decide: by git, or by the hook itself. */
    REJECTED
  }

  Expectation {
    findings = List.copyOf(findings);
  }

  /**
   * One expected violation.
   *
   * @param path the path as git quotes it, "" for any or none
   * @param change the letter of the change, "" for any or none
   */
  record Finding(String code, String path, String change) {

    boolean matches(Decision.Violation violation) {
      return code.equals(violation.code())
          && (path.isEmpty() || path.equals(violation.path()))
          && (change.isEmpty() || change.equals(violation.change()));
    }

    @Override
    public String toString() {
      return (code + " " + path + " " + change).strip();
    }
  }

  /** Reads what stands behind the arrow, and the findings below it. */
  static Expectation parse(Step step, String text) {
    String[] parts = text.split(" ", 2);
    String rest = parts.length == 2 ? parts[1].strip() : "";
    if (parts[0].equals("rejected")) {
      return new Expectation(Outcome.REJECTED, List.of(), rest);
    }
    List<Finding> findings = new ArrayList<>();
    if (!rest.isEmpty()) {
      findings.add(finding(step, rest));
    }
    step.body().lines().forEach(line -> findings.add(finding(step, line)));
    Outcome outcome =
        switch (parts[0]) {
          case "accepted" -> Outcome.ACCEPTED;
          case "failed" -> Outcome.FAILED;
          case "refused" -> Outcome.REFUSED;
          default -> throw new BadScenario(step.at(), "accepted, failed, refused or rejected?");
        };
    if (outcome == Outcome.REFUSED && findings.isEmpty()) {
      throw new BadScenario(step.at(), "say with which code it is refused");
    }
    return new Expectation(outcome, findings, "");
  }

  private static Finding finding(Step step, String line) {
    List<RepoPath> words = Words.paths(step, line);
    String code = words.get(0).text().toUpperCase(Locale.ROOT);
    if (words.size() > 3 || !isCode(code)) {
      throw new BadScenario(step.at(), "a finding is `CODE [PATH [CHANGE]]`, not `" + line + "`");
    }
    return new Finding(
        code,
        words.size() > 1 ? words.get(1).quoted() : "",
        words.size() > 2 ? words.get(2).text() : "");
  }

  private static boolean isCode(String word) {
    for (Code code : Code.values()) {
      if (code.name().equals(word)) {
        return true;
      }
    }
    return false;
  }
}
