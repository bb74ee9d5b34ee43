package dev.gatekeeper.core.report;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.PushOptions;
import dev.gatekeeper.core.text.PlainText;
import dev.gatekeeper.core.text.ShellWord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The message to the pusher, the same through every door: plain ASCII, the verdict first, what to
 * do next last (docs/interfaces.md). No line but a command to copy is longer than 200 characters.
 */
public final class VerdictMessage {
  private static final int MOST = 20;
  private static final int MOST_REFS = 3;

  private final Verdict verdict;
  private final List<String> lines = new ArrayList<>();

  private VerdictMessage(Verdict verdict) {
    this.verdict = verdict;
  }

  /**
   * The lines to tell at a push, without line ends: none where all is as the pusher wished, unless
   * more is to come.
   *
   * @param options the push options
   */
  public static List<String> lines(Verdict verdict, List<String> options) {
    boolean told =
        !verdict.accepted() || !verdict.violations().isEmpty() || !verdict.notes().isEmpty();
    return told || options.contains(PushOptions.HANDOFF) ? lines(verdict) : List.of();
  }

  /** The lines, without line ends. */
  public static List<String> lines(Verdict verdict) {
    VerdictMessage message = new VerdictMessage(verdict);
    message.write();
    return List.copyOf(message.lines);
  }

  private void write() {
    add(headline());
    for (String note : verdict.notes()) {
      add("  note: " + note);
    }
    verdict.violations().stream().limit(MOST).forEach(v -> add("  " + describe(v)));
    if (verdict.violations().size() > MOST) {
      add("  and " + rest());
    }
    for (Repair repair : verdict.repairs()) {
      writeRepair(repair);
    }
    todos().forEach(todo -> lines.add(PlainText.ascii("next: " + todo)));
    if (!verdict.accepted()) {
      writeQuestions();
    }
  }

  private String headline() {
    List<String> refs = verdict.refs().stream().map(r -> r.update().ref().shortName()).toList();
    String names = String.join(", ", refs.subList(0, Math.min(refs.size(), MOST_REFS)));
    if (refs.size() > MOST_REFS) {
      names += " and " + (refs.size() - MOST_REFS) + " more";
    }
    StringBuilder out =
        new StringBuilder("gatekeeper: ")
            .append(verdict.accepted() ? "accepted " : "refused ")
            .append(names.isEmpty() ? "a push" : PlainText.cut(names, 90));
    if (!verdict.violations().isEmpty()) {
      out.append(" (")
          .append(codes().stream().map(Code::name).collect(Collectors.joining(", ")))
          .append(")");
    }
    long bad = badPaths().size();
    if (bad > 0) {
      out.append(", ")
          .append(bad)
          .append(" of ")
          .append(Math.max(bad, verdict.paths()))
          .append(" paths");
    }
    if (verdict.accepted() && bad > 0) {
      out.append(", allowed by `mode: warn`");
    }
    return out.append(", decision ").append(verdict.id()).toString();
  }

  private Set<Code> codes() {
    return verdict.violations().stream()
        .map(Violation::code)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Set<RepoPath> badPaths() {
    Set<RepoPath> paths = new LinkedHashSet<>();
    for (Violation violation : verdict.violations()) {
      if (violation instanceof Violation.OfPath path) {
        paths.add(path.path());
      }
    }
    return paths;
  }

  private String describe(Violation violation) {
    String code = codes().size() > 1 ? violation.code() + " " : "";
    if (violation instanceof Violation.OfPath p) {
      boolean says =
          p.code().kind() == Code.Kind.PATH && p.ruling().reason() instanceof Ruling.Reason.ByRule;
      String who = says && p.code() != Code.PROTECTED ? agent(p) + " " : "";
      return "%s %s commit %s   %s%s%s"
          .formatted(
              p.change(),
              pad(PlainText.cut(p.path().quoted(), 100)),
              p.commit().abbreviated(),
              code,
              who,
              p.message());
    }
    if (violation instanceof Violation.OfCommit c) {
      return "%s: %scommit %s: %s"
          .formatted(c.ref().shortName(), code, c.commit().abbreviated(), c.message());
    }
    String ref = violation.ref().equals(RefName.UNKNOWN) ? "" : violation.ref().shortName() + ": ";
    return ref + code + violation.message();
  }

  private String agent(Violation violation) {
    for (JudgedRef ref : verdict.refs()) {
      if (ref.update().ref().equals(violation.ref()) && !ref.agents().isEmpty()) {
        return ref.agents().get(0).id();
      }
    }
    return "";
  }

  /** What is left out, counted by owner, or else by code. */
  private String rest() {
    Map<String, Integer> byOwner = new LinkedHashMap<>();
    List<Violation> more = verdict.violations().subList(MOST, verdict.violations().size());
    for (Violation violation : more) {
      String owner = "with " + violation.code();
      if (violation instanceof Violation.OfPath p && p.code() == Code.PATH_NOT_OWNED) {
        List<AgentId> owners = p.ruling().owners();
        owner =
            owners.isEmpty()
                ? "owned by nobody"
                : "owned by "
                    + owners.stream().map(AgentId::id).collect(Collectors.joining(" and "));
      }
      byOwner.merge(owner, 1, Integer::sum);
    }
    return more.size()
        + " more: "
        + byOwner.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "))
        + " (gatekeeper decision "
        + verdict.id()
        + ")";
  }

  private void writeRepair(Repair repair) {
    lines.add(PlainText.ascii((repair.isCommand() ? "fix: " : "next: ") + repair.command()));
    if (repair.isCommand()) {
      Optional<RefUpdate> of = update(repair);
      add(
          "     (with "
              + of.map(update -> update.after().abbreviated()).orElse("")
              + " checked out, on the branch to move; uncommitted changes stay), then push "
              + (isHandoff(repair) ? "with --force, and hand off again" : "again"));
      repair.told().forEach(line -> lines.add(PlainText.ascii("     " + line)));
    }
  }

  private Optional<RefUpdate> update(Repair repair) {
    return verdict.refs().stream()
        .map(JudgedRef::update)
        .filter(update -> update.ref().equals(repair.ref()))
        .findFirst();
  }

  /** Of what was pushed before, and may be rewritten now (docs/semantics.md, section 5). */
  private boolean isHandoff(Repair repair) {
    return update(repair).filter(u -> u.before().equals(u.after())).isPresent();
  }

  /** What to do about refs; where there is a command, that is what to do. */
  private Set<String> todos() {
    Set<RefName> mended =
        verdict.repairs().stream()
            .filter(Repair::isCommand)
            .map(Repair::ref)
            .collect(Collectors.toSet());
    Set<String> todos = new LinkedHashSet<>();
    for (Violation violation : verdict.violations()) {
      if (violation instanceof Violation.OfRef ref
          && !mended.contains(ref.ref())
          && !ref.todo().isEmpty()
          && todos.size() < MOST) {
        todos.add(ref.todo());
      }
    }
    return todos;
  }

  private void writeQuestions() {
    for (Violation violation : verdict.violations()) {
      String agent = agent(violation);
      if (violation instanceof Violation.OfPath p
          && p.code().kind() == Code.Kind.PATH
          && !agent.isEmpty()) {
        lines.add(
            "ask: gatekeeper check --agent " + agent + " --explain -- " + ShellWord.of(p.path()));
        add(
            (verdict.repairs().isEmpty() || !isHandoff(verdict.repairs().get(0))
                    ? "force-pushing, "
                    : "")
                + "pushing another branch or renaming the files will be refused too");
        return;
      }
    }
  }

  private void add(String line) {
    lines.add(PlainText.cut(PlainText.ascii(line), PlainText.WIDTH));
  }

  private static String pad(String text) {
    return text + " ".repeat(Math.max(0, 26 - text.length()));
  }
}
