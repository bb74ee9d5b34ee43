package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.store.LedgerChain;
import dev.gatekeeper.core.store.LedgerPage;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "log", description = "Prints the ledger, the newest event first.")
public final class LogCommand extends ConsoleCommand {
  private static final int MOST = 1_000_000;
  private static final int PAGE = 100;
  private static final Pattern OUTPUT = Pattern.compile("([0-9]{1,15})(?:/(.+))?");

  @Option(names = "--agent", paramLabel = "AGENT", description = "only the events of this agent")
  private String agent = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "how many events at most (default: ${DEFAULT-VALUE})",
      defaultValue = "20")
  private int limit;

  @Option(names = "--verify", description = "checks the whole ledger instead of printing it")
  private boolean verify;

  @Option(
      names = "--output",
      paramLabel = "EVENT[/CHECK]",
      description =
          "prints what the checks of that validation or integration printed, or the one of that"
              + " number or name")
  private String output = "";

  @Option(names = "--json", description = "prints one JSON object an event")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  public LogCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure, IOException {
    if (limit < 1 || limit > MOST) {
      throw Failure.usage("`--limit " + limit + "` is not a number of events", "give 1 or more");
    }
    if (!agent.isEmpty()) {
      var unused = AgentArgument.checked(agent);
    }
    if (verify) {
      return verify();
    }
    if (!output.isEmpty()) {
      return output();
    }
    List<String> events = events();
    if (events.isEmpty() && !agent.isEmpty()) {
      checkAgent();
    }
    events.forEach(line -> console.answer(json ? line : text(line)));
    return ExitStatus.YES;
  }

  private static String text(String line) {
    JsonObject event = JsonObject.lenient(line);
    String by = Plain.line(event.text("by"));
    String words = Plain.line(event.text("words"));
    return "%s  %s  %s  %s"
        .formatted(
            event.text("n"),
            event.text("at").replaceFirst("\\.[0-9]+Z$", "Z"),
            by,
            words.startsWith(by + ": ") ? words.substring(by.length() + 2) : words);
  }

  /** Nothing of an agent may be on record, but not of one that nobody has heard of. */
  private void checkAgent() throws Failure {
    Optional<Remote> remote = repository.remote(console, "");
    if (remote.isPresent()) {
      var unused = remote.get().lines("/check?path=x&agent=" + agent, "");
      return;
    }
    Workspace workspace = LocalPlan.toRead(console, repository.path());
    Optional<PolicySource> source = PolicySource.find(workspace, console, "");
    if (source.isPresent()) {
      var unused = AgentArgument.selected(source.get().wellFormed(), agent, "");
    }
  }

  private List<String> events() throws Failure, IOException {
    Optional<Remote> remote = repository.remote(console, "");
    if (remote.isPresent()) {
      return pages(remote.get());
    }
    Workspace workspace = LocalPlan.toRead(console, repository.path());
    return reading(
        () ->
            LedgerPage.newest(
                workspace.repository().gitDirectory(), new LedgerPage.Wanted(agent, 0, 0, limit)));
  }

  private List<String> pages(Remote remote) throws Failure {
    List<String> lines = new ArrayList<>();
    String before = "";
    while (true) {
      int size = Math.min(PAGE, limit - lines.size());
      List<String> page =
          remote.lines(
              "/ledger?limit=" + size + before + (agent.isEmpty() ? "" : "&agent=" + agent), "");
      lines.addAll(page);
      if (page.size() < size || lines.size() >= limit) {
        return lines;
      }
      before = "&before=" + JsonObject.lenient(page.get(page.size() - 1)).text("n");
    }
  }

  private int verify() throws Failure, IOException {
    JsonObject found = JsonObject.lenient(verified());
    List<String> problems = found.texts("problems");
    if (found.text("events").isEmpty()) {
      throw Failure.unreadable("the server did not say whether its ledger is sound");
    }
    if (json) {
      console.answer(found.toString());
    } else if (problems.isEmpty()) {
      console.answer("the ledger is sound: " + found.text("events") + " events");
    } else {
      problems.forEach(problem -> console.answer(Plain.line(problem)));
    }
    return problems.isEmpty() ? ExitStatus.YES : ExitStatus.NO;
  }

  private String verified() throws Failure, IOException {
    Optional<Remote> remote = repository.remote(console, "");
    if (remote.isPresent()) {
      return remote.get().lines("/ledger/verification", "").get(0);
    }
    Workspace workspace = LocalPlan.toRead(console, repository.path());
    return reading(() -> LedgerPage.verified(workspace.repository()));
  }

  private int output() throws Failure, IOException {
    Matcher wanted = OUTPUT.matcher(output);
    if (!wanted.matches()) {
      throw Failure.usage(
          "`--output " + output + "` names no event", "give its number, as in 12 or 12/1");
    }
    String check = wanted.group(2) == null ? "" : wanted.group(2);
    List<String> found = new ArrayList<>();
    for (String line : outputs(Long.parseLong(wanted.group(1)))) {
      JsonObject ran = JsonObject.lenient(line);
      if (check.isEmpty() || check.equals(ran.text("number")) || check.equals(ran.text("check"))) {
        found.add(line);
      }
    }
    if (found.isEmpty()) {
      throw Failure.usage(
          "event %s has no check%s"
              .formatted(wanted.group(1), check.isEmpty() ? "" : " `" + check + "`"),
          "gatekeeper log shows which events are the ends of validations and integrations");
    }
    found.forEach(line -> print(line, check.isEmpty()));
    return ExitStatus.YES;
  }

  /** As it is where one check is asked for, so that it can be compared. */
  private void print(String line, boolean headed) {
    JsonObject ran = JsonObject.lenient(line);
    String printed = ran.text("output");
    if (json) {
      console.answer(line);
    } else if (headed) {
      String detail = Plain.line(ran.text("detail"));
      console.answer(
          "%s %s: %s%s"
              .formatted(
                  ran.text("number"),
                  Plain.line(ran.text("check")),
                  ran.text("outcome"),
                  detail.isEmpty() ? "" : ", " + detail));
      printed.lines().forEach(text -> console.answer("  | " + Plain.indented(text)));
    } else {
      console.out().print(printed);
    }
  }

  private List<String> outputs(long event) throws Failure, IOException {
    Optional<Remote> remote = repository.remote(console, "");
    if (remote.isPresent()) {
      return remote.get().lines("/ledger/" + event + "/outputs", "");
    }
    Workspace workspace = LocalPlan.toRead(console, repository.path());
    return reading(
        () -> {
          try (LedgerChain chain = LedgerChain.open(workspace.repository().gitDirectory())) {
            for (LedgerChain.CommittedEvent link : LedgerPage.find(chain, event)) {
              return LedgerPage.outputs(chain, link);
            }
            throw Failure.usage("the ledger has no event " + event, "see gatekeeper log");
          }
        });
  }

  private static <T> T reading(LocalPlan.Work<T> work) throws Failure {
    return LocalPlan.doing(work);
  }
}
