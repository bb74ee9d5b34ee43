package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.upkeep.RepositoryCondition;
import dev.gatekeeper.core.upkeep.Upkeep;
import dev.gatekeeper.core.upkeep.UpkeepReport;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.install.Installer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "upkeep",
    description = {
      "Keeps a bare repository fast and small, while it is in use: packs objects and refs, indexes"
          + " the history, clears away what dead processes left behind. Runs git.",
      "`gatekeeper serve` does it by itself. Run it, as the user who owns the repository, where"
          + " pushes come through the native hooks."
    })
public final class UpkeepCommand extends ConsoleCommand {
  private static final String ROOT = "root";

  @Parameters(
      paramLabel = "REPO",
      arity = "0..1",
      description = "the bare repository; the current folder's if not given")
  private String repository = "";

  @Option(
      names = "--full",
      description =
          "packs all objects again, with `git gc`, and removes those that no ref has reached for"
              + " two weeks (gc.pruneExpire)")
  private boolean full;

  @Option(names = "--json", description = "prints what was done as one JSON object")
  private boolean json;

  public UpkeepCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure {
    Path named = console.file(repository);
    if (Files.exists(named.resolve(".git"))) {
      throw Failure.usage("`" + named + "` is a working copy: git keeps those up by itself");
    }
    GatekeeperFolder folder = Installer.repository(named);
    try {
      checkOwner(folder.gitDirectory());
      boolean loud = Boolean.getBoolean("gatekeeper.terminal") && !json;
      Upkeep upkeep = new Upkeep(folder, Clock.systemUTC(), loud, step -> begins(step, loud));
      UpkeepReport report = upkeep.run(full ? Upkeep.Extent.FULL : Upkeep.Extent.ROUTINE);
      if (json) {
        console.answer(report.json());
      } else {
        report(report);
      }
      return ExitStatus.YES;
    } catch (Upkeep.UnderWay e) {
      throw Failure.unreadable(String.valueOf(e.getMessage()), "wait until it has ended");
    } catch (IOException e) {
      throw Failure.unreadable(
          "upkeep of `" + folder.gitDirectory() + "` failed: " + e.getMessage(),
          "what was done so far stays, and nothing is lost; run it again");
    }
  }

  /** What root writes the repository's owner could not change any more. */
  private static void checkOwner(Path git) throws IOException, Failure {
    UserPrincipal owner = Files.getOwner(git.resolve("objects"));
    if (System.getProperty("user.name", "").equals(ROOT) && !owner.getName().equals(ROOT)) {
      throw Failure.usage(
          "`" + git + "` belongs to " + owner.getName() + ", and files of root would be in its way",
          "run it as " + owner.getName());
    }
  }

  private void begins(UpkeepReport.Task step, boolean loud) {
    if (loud) {
      console.say("gatekeeper: " + step);
      console.err().flush();
    }
  }

  private void report(UpkeepReport report) {
    String steps =
        report.steps().isEmpty()
            ? "nothing to do"
            : report.steps().stream()
                .map(UpkeepReport.Task::toString)
                .collect(Collectors.joining(", "));
    console.answer("gatekeeper: " + report.repository() + ": " + steps);
    RepositoryCondition before = report.before();
    RepositoryCondition after = report.after();
    change("packs", before.packs(), after.packs());
    change("KiB in packs", before.packBytes() >> 10, after.packBytes() >> 10);
    change("loose objects", before.looseObjects(), after.looseObjects());
    change("loose refs", before.looseRefs(), after.looseRefs());
    report.removed().forEach(what -> console.answer("  removed        " + what));
  }

  private void change(String what, long before, long after) {
    console.answer(String.format("  %-14s %d -> %d", what, before, after));
  }
}
