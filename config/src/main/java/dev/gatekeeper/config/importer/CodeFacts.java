package dev.gatekeeper.config.importer;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Commands in blocks of code: whose checks they are, if they are any. */
final class CodeFacts {
  private static final Pattern UNDOING =
      Pattern.compile(
          "(?iu)roll(?:ing)?[- ]?back|emergency|revert|recover|\\bundo\\b|\\bfails?\\b|set-?up|install");
  private static final Pattern WHOLE =
      Pattern.compile(
          "(?iu)\\bglobal|\\boverall|after all\\b|\\bintegrat|\\bfinal\\b|\\bmerged?\\b|whole|full suite|full test"
              + "|post-execution|\\brelease|all agents (?:are |have )?(?:complete|finish|done)");
  private static final Pattern EACH = Pattern.compile("(?iu)\\b(?:each|every|all) agents?\\b");
  private static final Pattern IMPERATIVE =
      Pattern.compile("(?iu)^(?:check|verify|ensure|make sure|test)(?: that)?\\s+");

  private final Draft draft;
  private final AgentNames names;

  CodeFacts(Draft draft, AgentNames names) {
    this.draft = draft;
    this.names = names;
  }

  void read(Block.Code code) {
    List<Said> above = code.above();
    boolean checks =
        above.stream().anyMatch(said -> said.sentence().equals(Optional.of(Topic.CHECKS)))
            || above.stream().anyMatch(said -> said.has(WHOLE));
    if (above.stream().anyMatch(said -> said.has(UNDOING))) {
      leaveOut(code, "belongs to what is done when something fails");
    } else if (!ShellLines.isShell(code.language())) {
      leaveOut(code, "is no shell");
    } else if (!checks) {
      leaveOut(code, "is not said to be a check");
    } else {
      commands(code);
    }
  }

  private void commands(Block.Code code) {
    List<AgentDraft> whose = whose(code.above());
    String title = "";
    boolean used = false;
    for (ShellLines.Command command : ShellLines.of(code.lines())) {
      List<String> named = names.subjects(command.comment());
      if (command.command().isEmpty() && !named.isEmpty()) {
        whose = named.stream().map(draft::agent).toList();
        title = "";
      } else if (command.command().isEmpty()) {
        title = IMPERATIVE.matcher(command.comment()).replaceFirst("");
      } else {
        for (AgentDraft agent : whose) {
          Facts.check(agent, command.line(), command.command(), title, command.comment());
        }
        used |= !whose.isEmpty();
        title = "";
      }
    }
    if (!used) {
      leaveOut(code, "is nobody's check");
    }
  }

  private List<AgentDraft> whose(List<Said> above) {
    for (Said said : above) {
      String text = said.plain();
      List<String> one = LineFacts.above(names, List.of(said));
      if (!one.isEmpty()) {
        return one.stream().map(draft::agent).toList();
      }
      if (WHOLE.matcher(text).find()) {
        return List.of(draft.whole());
      }
      if (EACH.matcher(text).find()) {
        return draft.agents();
      }
    }
    return List.of();
  }

  private void leaveOut(Block.Code code, String why) {
    String first =
        code.lines().stream()
            .map(Said::text)
            .filter(t -> !t.isBlank())
            .findFirst()
            .orElse("")
            .strip();
    draft.leaveOut(code.line(), "the code `" + first + "` " + why);
  }
}
