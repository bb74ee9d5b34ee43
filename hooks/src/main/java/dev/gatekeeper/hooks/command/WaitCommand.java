package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.command.StatusCommand.StatusSource;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "wait",
    description =
        "Returns when the agent may push; ends with 1 if that takes too long, or if the agent has"
            + " handed off and has to be reopened.")
public final class WaitCommand extends ConsoleCommand {
  private static final long POLL_MILLIS = 2_000;

  /** For so long a server that was there may be away. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Mixin private final AgentArgument named = new AgentArgument();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "how long at most, such as 30s, 10m, 2h (default: ${DEFAULT-VALUE})",
      defaultValue = "24h")
  private String timeout = "";

  @Option(names = "--json", description = "prints the agent's state as JSON, whenever it changes")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  private String agent = "";

  public WaitCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure, IOException {
    Duration limit =
        TypedDuration.parse(timeout)
            .orElseThrow(
                () ->
                    Failure.usage(
                        "`" + timeout + "` is not a duration", "write it like 30s, 10m, 2h or 1d"));
    agent = named.id(console, repository, "");
    StatusSource source = StatusSource.of(console, repository, "");
    long deadline = System.nanoTime() + limit.toNanos();
    String before = "";
    JsonObject line = find(source.lines());
    while (true) {
      List<JsonObject> waits = line.objects("waitsFor");
      String now = waits.isEmpty() ? agent + " may push" : words(waits);
      if (!now.equals(before)) {
        say(waits.isEmpty(), json ? line.toString() : now);
        before = now;
      }
      if (waits.isEmpty()) {
        return ExitStatus.YES;
      }
      if (isClosed(waits)) {
        reopening(line, waits).forEach(next -> console.say("next: " + Plain.line(next)));
        return ExitStatus.NO;
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        console.say("gatekeeper: " + agent + " may not push yet, after " + timeout);
        return ExitStatus.NO;
      }
      if (!TypedDuration.pause(Math.min(POLL_MILLIS, left))) {
        return ExitStatus.NO;
      }
      line = next(source, deadline);
    }
  }

  /** Whoever has handed off is not opened by waiting (docs/semantics.md, section 6). */
  private static boolean isClosed(List<JsonObject> waits) {
    return waits.stream().anyMatch(wait -> wait.text("code").equals("HANDED_OFF"));
  }

  /** As the state says it that is asked with git alone. */
  private static Set<String> reopening(JsonObject line, List<JsonObject> waits) {
    Set<String> next = new LinkedHashSet<>();
    waits.forEach(wait -> next.add(wait.text("next")));
    for (JsonObject handoff : line.objects("handoff")) {
      String commit = handoff.text("commit");
      String branch = handoff.text("branch");
      if (!commit.isEmpty() && !branch.isEmpty()) { // told to those who may fetch it
        next.add("reopen it: " + Ask.reopen(commit, new RefName(branch)));
      }
    }
    return next;
  }

  /** Changes are said as they come; the answer is the last line. */
  private void say(boolean done, String text) {
    if (json || done) {
      console.answer(text);
      console.out().flush();
    } else {
      text.lines().forEach(console::say);
      console.err().flush();
    }
  }

  /** The next answer. One that does not come is asked for again for a while. */
  private JsonObject next(StatusSource source, long deadline) throws Failure, IOException {
    long patience = Math.min(System.nanoTime() + PATIENCE.toNanos(), deadline);
    while (true) {
      try {
        return find(source.lines());
      } catch (Failure failure) {
        boolean over = System.nanoTime() - patience > 0;
        if (over
            || failure.status() != ExitStatus.UNREADABLE
            || !TypedDuration.pause(POLL_MILLIS)) {
          throw failure;
        }
      }
    }
  }

  private JsonObject find(List<String> lines) throws Failure {
    List<JsonObject> agents = lines.stream().map(JsonObject::lenient).toList();
    for (JsonObject line : agents) {
      if (line.text("agent").equals(agent)) {
        return line;
      }
    }
    throw Failure.usage(
        "the policy has no agent `" + agent + "`",
        "it has: " + String.join(", ", agents.stream().map(l -> l.text("agent")).toList()));
  }

  private String words(List<JsonObject> waits) {
    StringBuilder words = new StringBuilder(agent + " waits:");
    for (JsonObject wait : waits) {
      words.append("\n  ").append(Plain.line(wait.text("why")));
    }
    return words.toString();
  }
}
