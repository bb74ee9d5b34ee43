package dev.gatekeeper.hooks;

import dev.gatekeeper.hooks.command.AttestCommand;
import dev.gatekeeper.hooks.command.BriefCommand;
import dev.gatekeeper.hooks.command.CheckCommand;
import dev.gatekeeper.hooks.command.CompletionCommand;
import dev.gatekeeper.hooks.command.DecisionCommand;
import dev.gatekeeper.hooks.command.DiffCommand;
import dev.gatekeeper.hooks.command.ExportCommand;
import dev.gatekeeper.hooks.command.FindingFormat;
import dev.gatekeeper.hooks.command.GatekeeperCommand;
import dev.gatekeeper.hooks.command.HandoffCommand;
import dev.gatekeeper.hooks.command.InitCommand;
import dev.gatekeeper.hooks.command.InstallCommand;
import dev.gatekeeper.hooks.command.IntegrateCommand;
import dev.gatekeeper.hooks.command.LintCommand;
import dev.gatekeeper.hooks.command.LogCommand;
import dev.gatekeeper.hooks.command.ManCommand;
import dev.gatekeeper.hooks.command.PreflightCommand;
import dev.gatekeeper.hooks.command.ReopenCommand;
import dev.gatekeeper.hooks.command.RepoCommand;
import dev.gatekeeper.hooks.command.ResumeCommand;
import dev.gatekeeper.hooks.command.RollbackCommand;
import dev.gatekeeper.hooks.command.ServeCommand;
import dev.gatekeeper.hooks.command.StatusCommand;
import dev.gatekeeper.hooks.command.StopCommand;
import dev.gatekeeper.hooks.command.TokenCommand;
import dev.gatekeeper.hooks.command.UninstallCommand;
import dev.gatekeeper.hooks.command.UpkeepCommand;
import dev.gatekeeper.hooks.command.VerdictFormat;
import dev.gatekeeper.hooks.command.VerifyCommand;
import dev.gatekeeper.hooks.command.Version;
import dev.gatekeeper.hooks.command.WaitCommand;
import dev.gatekeeper.hooks.command.WorktreeCommand;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The commands that people type, through picocli. */
final class CommandLineProgram {
  private CommandLineProgram() {}

  static int run(List<String> args, Console console) {
    return of(console).execute(args.toArray(new String[0]));
  }

  private static CommandLine of(Console console) {
    CommandLine program = new CommandLine(new GatekeeperCommand());
    List.of(
            new CheckCommand(console),
            new VerifyCommand(console),
            new LintCommand(console),
            new InitCommand(console),
            new ExportCommand(console),
            new DiffCommand(console),
            new InstallCommand(console),
            new UninstallCommand(console),
            new DecisionCommand(console),
            ServeCommand.of(console),
            new TokenCommand(console),
            new RepoCommand(console),
            new StatusCommand(console),
            new UpkeepCommand(console),
            new BriefCommand(console),
            new WorktreeCommand(console),
            new PreflightCommand(console),
            new HandoffCommand(console),
            new WaitCommand(console),
            new StopCommand(console),
            new ResumeCommand(console),
            new ReopenCommand(console),
            new RollbackCommand(console),
            new IntegrateCommand(console),
            new AttestCommand(console),
            new LogCommand(console),
            new CompletionCommand(console),
            new ManCommand(console),
            new HelpCommand())
        .forEach(program::addSubcommand);
    program
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    return program
        .setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setColorScheme(Help.defaultColorScheme(console.hasColours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .registerConverter(
            InstallCommand.Host.class, word -> choice(word, InstallCommand.Host.values()))
        .registerConverter(VerdictFormat.class, word -> choice(word, VerdictFormat.values()))
        .registerConverter(FindingFormat.class, word -> choice(word, FindingFormat.values()))
        .setParameterExceptionHandler((problem, args) -> usage(problem, console))
        .setExecutionExceptionHandler((crash, command, parsed) -> failed(crash, console));
  }

  /** The one of {@code choices} that is written as {@code word}. */
  private static <T> T choice(String word, T[] choices) {
    for (T choice : choices) {
      if (choice.toString().equals(word)) {
        return choice;
      }
    }
    String known = Arrays.stream(choices).map(Object::toString).collect(Collectors.joining(", "));
    throw new TypeConversionException("`" + word + "` is none of " + known);
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static int usage(ParameterException problem, Console console) {
    String message = String.valueOf(problem.getMessage()).strip().replaceAll("\\s+", " ");
    String first = message.substring(0, 1).toLowerCase(Locale.ROOT);
    console.say("gatekeeper: " + first + message.substring(1) + suggestion(problem));
    String command = problem.getCommandLine().getCommandSpec().qualifiedName();
    console.say("gatekeeper: see `" + command + " --help`");
    return ExitStatus.USAGE;
  }

  private static String suggestion(ParameterException problem) {
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
      for (String suggestion : unmatched.getSuggestions()) {
        return ", did you mean `" + suggestion.strip() + "`?";
      }
    }
    return "";
  }

  private static int failed(Exception crash, Console console) {
    return crash instanceof Failure failure
        ? Main.report(failure, console)
        : CrashReport.print(crash, console);
  }
}
