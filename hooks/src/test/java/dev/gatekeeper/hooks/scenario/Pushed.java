package dev.gatekeeper.hooks.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A push that was made: what git said, what is on record, and the server's refs before and after.
 */
record Pushed(
    Terminal.Result git,
    List<Decision> decisions,
    Map<String, String> before,
    Map<String, String> after) {
  private static final String REMOTE = "remote: ";

  /** With which git overwrites what may stand on a terminal that knows no better. */
  private static final String PADDING = "        ";

  private static final String OWN = "refs/gatekeeper/";
  private static final String LEDGER = OWN + "ledger";
  private static final int MOST_LISTED = 20;
  private static final int MOST_SHOWN = 100;

  Pushed {
    decisions = List.copyOf(decisions);
    before = Map.copyOf(before);
    after = Map.copyOf(after);
  }

  /** What the server said, line by line. */
  List<String> message() {
    return git.err()
        .lines()
        .filter(line -> line.startsWith(REMOTE))
        .map(line -> line.substring(REMOTE.length()))
        .map(line -> line.endsWith(PADDING) ? line.substring(0, line.length() - 8) : line)
        .toList();
  }

  /** The commands that mend it, as printed. */
  List<String> fixes() {
    return message().stream()
        .filter(line -> line.startsWith("fix: "))
        .map(line -> line.substring("fix: ".length()))
        .toList();
  }

  /** Everything that is not as it should be. */
  List<String> faults(Expectation expected) {
    List<String> faults = new ArrayList<>();
    boolean succeeds = expected.outcome() == Expectation.Outcome.ACCEPTED;
    if (git.succeeded() != succeeds) {
      faults.add("git push ended with " + git.status());
    }
    if (!succeeds && !without(before, LEDGER).equals(without(after, LEDGER))) {
      faults.add("refs moved: " + before + " -> " + after);
    }
    if (expected.outcome() == Expectation.Outcome.REJECTED) {
      if (!decisions.isEmpty()) {
        faults.add("it was decided: " + decisions);
      }
      if (!git.err().contains(expected.words())) {
        faults.add("nobody said: " + expected.words());
      }
    } else if (decisions.size() != 1) {
      faults.add(decisions.size() + " decisions are on record, not one");
    } else {
      decided(expected, decisions.get(0), faults);
    }
    return faults;
  }

  private void decided(Expectation expected, Decision decision, List<String> faults) {
    if (decision.accepted() != (expected.outcome() != Expectation.Outcome.REFUSED)) {
      faults.add("the decision is " + (decision.accepted() ? "accepted" : "refused"));
    }
    if (decision.accepted() && !without(moved(decision), OWN).equals(without(after, OWN))) {
      faults.add("refs are not where the decision puts them: " + after);
    }
    for (Decision.Violation violation : decision.violations()) {
      if (expected.findings().stream().noneMatch(f -> f.matches(violation))) {
        faults.add("not expected: " + violation);
      }
    }
    for (Expectation.Finding finding : expected.findings()) {
      if (decision.violations().stream().noneMatch(finding::matches)) {
        faults.add("missing: " + finding);
      }
    }
    String fault = MessageLint.fault(message(), decision);
    if (!fault.isEmpty()) {
      faults.add(fault);
    }
    told(decision, faults);
  }

  /** What the gate moves itself is looked at by {@code expect-ref}. */
  private static Map<String, String> without(Map<String, String> refs, String prefix) {
    Map<String, String> others = new TreeMap<>(refs);
    others.keySet().removeIf(ref -> ref.startsWith(prefix));
    return others;
  }

  /** The message names every path that fits into it. */
  private void told(Decision decision, List<String> faults) {
    String text = String.join("\n", message());
    decision.violations().stream()
        .limit(MOST_LISTED)
        .map(Decision.Violation::path)
        .filter(path -> path.length() <= MOST_SHOWN && !text.contains(path))
        .forEach(path -> faults.add("the message does not name " + path));
  }

  private Map<String, String> moved(Decision decision) {
    Map<String, String> refs = new TreeMap<>(before);
    for (Decision.Moved ref : decision.refs()) {
      refs.put(ref.ref(), ref.after());
      if (ref.after().matches("0+")) {
        refs.remove(ref.ref());
      }
    }
    return refs;
  }
}
