package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.diff.PolicyDiff;
import dev.gatekeeper.core.diff.PolicyDiff.PolicyChange;
import dev.gatekeeper.core.diff.PolicyDiff.PolicyChange.Kind;
import dev.gatekeeper.core.diff.Quoted;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    description = {
      "Tells what a change of the policy means: for each agent the paths and branches that it gains"
          + " and loses, each with a shortest one that shows it, and every value that differs.",
      "What is not said is the same: that is proved, however the patterns are written.",
      "Exit status 0 if the policies mean the same, 1 if not."
    })
public final class DiffCommand extends ConsoleCommand {
  @Parameters(
      index = "0",
      paramLabel = "OLD",
      description = "a policy file, or REV:PATH for one that is committed")
  private String old = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "what it becomes, named likewise")
  private String now = "";

  @Option(names = "--json", description = "prints one JSON object a change, on a line of its own")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  public DiffCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure {
    return print(console, policy(old), policy(now), json);
  }

  /** Prints what has changed, and returns the exit status. */
  static int print(Console console, Policy older, Policy newer, boolean json) {
    List<PolicyChange> changes = PolicyDiff.between(older, newer, LocalDate.now(ZoneOffset.UTC));
    changes.forEach(change -> console.answer(json ? json(change) : Plain.line(text(change))));
    if (!json && PolicyDiff.keepsEveryPath(changes)) {
      console.answer("no path changes: every agent may change exactly what it could");
    }
    return changes.isEmpty() ? ExitStatus.YES : ExitStatus.NO;
  }

  private Policy policy(String named) throws Failure {
    return PolicySource.named(console, repository.path(), named).wellFormed();
  }

  private static String text(PolicyChange change) {
    String who = change.agent().map(agent -> agent + ": ").orElse("");
    String path = change.path().map(RepoPath::quoted).orElse("");
    return who
        + switch (change.kind()) {
          case ADDED -> "is new (" + change.after() + ")";
          case REMOVED -> "is gone (" + change.before() + ")";
          case GAINED, LOST ->
              verb(change) + " " + path + ": " + change.after() + "; before: " + change.before();
          case CHANGED ->
              change.key() + ": " + value(change.before()) + " -> " + value(change.after());
          case NOT_COMPARED -> change.key() + " can't be compared: " + change.after();
        };
  }

  private static String verb(PolicyChange change) {
    boolean gained = change.kind() == Kind.GAINED;
    return switch (change.key()) {
      case "protected" -> gained ? "protected now covers" : "protected no longer covers";
      case "branches" -> gained ? "may now push" : "may no longer push";
      default -> gained ? "may now change" : "may no longer change";
    };
  }

  private static String value(String text) {
    return text.isEmpty() ? "(nothing)" : Quoted.value(text);
  }

  private static String json(PolicyChange change) {
    return JsonLine.of(
        out -> {
          out.writeStringField("agent", change.agent().map(AgentId::id).orElse(""));
          out.writeStringField("change", change.kind().name().toLowerCase(Locale.ROOT));
          out.writeStringField("key", change.key());
          if (change.path().isPresent()) {
            RepoPath path = change.path().get();
            out.writeStringField("path", path.text());
          }
          out.writeStringField("before", change.before());
          out.writeStringField("after", change.after());
        });
  }
}
