package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.store.LockFile;
import dev.gatekeeper.core.store.Pause;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.server.GatekeeperServer;
import dev.gatekeeper.server.Inspection;
import dev.gatekeeper.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    description = {
      "Serves bare repositories over HTTP, behind the gate.",
      "Every option is a variable as well (--tls-cert is GATEKEEPER_TLS_CERT) and a key of the file"
          + " that --config names (tls-cert). An option counts before a variable, that before the"
          + " file."
    })
public final class ServeCommand extends ConsoleCommand {
  private static final int LOCK_TRIES = 40;
  private static final int LOCK_PAUSE = 50;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      paramLabel = "REPO",
      arity = "0..*",
      description = "bare repositories to serve by their own names")
  private List<String> repositories = new ArrayList<>();

  @Option(names = "--config", paramLabel = "FILE", description = "a YAML file of settings")
  private String file = "";

  @Option(
      names = "--check",
      description = "says what is wrong with settings, repositories and policies, and ends")
  private boolean check;

  @Option(
      names = "--lock",
      hidden = true,
      paramLabel = "FILE",
      description = "locked while the server runs; its process id and address are written there")
  private String lock = "";

  private ServeCommand(Console console) {
    super(console);
  }

  /** The command with an option for every setting. */
  public static CommandLine of(Console console) {
    CommandLine command = new CommandLine(new ServeCommand(console));
    for (ServeSetting setting : ServeSetting.values()) {
      if (setting != ServeSetting.REPOS) {
        command.getCommandSpec().addOption(option(setting));
      }
    }
    return command;
  }

  private static OptionSpec option(ServeSetting setting) {
    String byDefault = setting.byDefault();
    boolean said = !byDefault.isEmpty() && !setting.isFlag();
    OptionSpec.Builder option =
        OptionSpec.builder(setting.option())
            .description(setting.description() + (said ? " (" + byDefault + ")" : ""));
    return setting.isFlag()
        ? option.type(boolean.class).arity("0").build()
        : option
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel(setting.label())
            .build();
  }

  @Override
  public Integer call() throws Failure {
    String config =
        file.isEmpty() ? console.environment().getOrDefault("GATEKEEPER_CONFIG", "") : file;
    Optional<LockFile> held = lock.isEmpty() ? Optional.empty() : Optional.of(held());
    Settings settings = ServeSettings.of(console, options(), config);
    Inspection inspection = Inspection.of(settings);
    if (check) {
      return report(inspection);
    }
    if (!inspection.faults().isEmpty()) {
      inspection.faults().forEach(fault -> console.say("gatekeeper: " + fault));
      return ExitStatus.UNREADABLE;
    }
    inspection.warnings().forEach(warning -> console.say("gatekeeper: warning: " + warning));
    console.err().flush();
    serve(settings, held);
    return ExitStatus.YES;
  }

  private Map<ServeSetting, List<String>> options() {
    Map<ServeSetting, List<String>> options = new EnumMap<>(ServeSetting.class);
    if (!repositories.isEmpty()) {
      options.put(ServeSetting.REPOS, repositories);
    }
    ParseResult parsed = spec.commandLine().getParseResult();
    for (ServeSetting setting : ServeSetting.values()) {
      if (setting != ServeSetting.REPOS && parsed.hasMatchedOption(setting.option())) {
        options.put(
            setting,
            setting.isFlag()
                ? List.of("true")
                : parsed.matchedOption(setting.option()).originalStringValues());
      }
    }
    return options;
  }

  private int report(Inspection inspection) throws Failure {
    inspection.faults().forEach(fault -> console.say("gatekeeper: " + fault));
    inspection.warnings().forEach(warning -> console.say("gatekeeper: " + warning));
    if (!inspection.faults().isEmpty()) {
      return ExitStatus.UNREADABLE;
    }
    if (!inspection.warnings().isEmpty()) {
      return ExitStatus.POLICY_INVALID;
    }
    console.answer("gatekeeper: all is well");
    return ExitStatus.YES;
  }

  /** A process that tests the lock holds it for a moment, so it is tried several times. */
  private LockFile held() throws Failure {
    Path file = console.file(lock);
    try {
      for (int n = 0; n < LOCK_TRIES; n++) {
        Optional<LockFile> taken = LockFile.take(file, StandardOpenOption.CREATE);
        if (taken.isPresent()) {
          return taken.get();
        }
        Pause.of(LOCK_PAUSE, "waiting for " + file);
      }
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` can't be locked: " + e.getMessage());
    }
    throw Failure.unreadable("another server holds `" + file + "`");
  }

  private void serve(Settings settings, Optional<LockFile> held) throws Failure {
    GatekeeperServer server = start(settings);
    if (held.isPresent()) {
      try {
        held.get().write(ProcessHandle.current().pid() + " " + server.address() + "\n");
      } catch (IOException e) {
        throw Failure.unreadable("`" + lock + "` can't be written: " + e.getMessage());
      }
    }
    // A JVM that is ended by a signal has a status of its own; one that ended as it was told to has
    // done what it should.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "gatekeeper-stop"));
    console.answer("gatekeeper: serving " + server.address());
    console.out().flush();
    try {
      server.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static GatekeeperServer start(Settings settings) throws Failure {
    try {
      return GatekeeperServer.start(settings);
    } catch (Exception e) {
      throw Failure.unreadable("the server can't start: " + e.getMessage());
    }
  }

  private static void stop(GatekeeperServer server) {
    int status = ExitStatus.YES;
    try {
      server.close();
    } catch (IOException e) {
      status = ExitStatus.UNREADABLE;
    }
    Runtime.getRuntime().halt(status);
  }
}
