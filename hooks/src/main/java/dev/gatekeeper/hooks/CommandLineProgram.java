package dev.gatekeeper.hooks;

import dev.gatekeeper.core.git.IncompleteHistory;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.command.AttestCommand;
import dev.gatekeeper.hooks.command.BriefCommand;
import dev.gatekeeper.hooks.command.CandidatesCommand;
import dev.gatekeeper.hooks.command.CheckCommand;
import dev.gatekeeper.hooks.command.CompletionCommand;
import dev.gatekeeper.hooks.command.DecisionCommand;
import dev.gatekeeper.hooks.command.DiffCommand;
import dev.gatekeeper.hooks.command.DownCommand;
import dev.gatekeeper.hooks.command.ExportCommand;
import dev.gatekeeper.hooks.command.FindingFormat;
import dev.gatekeeper.hooks.command.GatekeeperCommand;
import dev.gatekeeper.hooks.command.GatekeeperCommand.Version;
import dev.gatekeeper.hooks.command.HandoffCommand;
import dev.gatekeeper.hooks.command.InitCommand;
import dev.gatekeeper.hooks.command.InstallCommand;
import dev.gatekeeper.hooks.command.IntegrateCommand;
import dev.gatekeeper.hooks.command.LintCommand;
import dev.gatekeeper.hooks.command.LogCommand;
import dev.gatekeeper.hooks.command.ManCommand;
import dev.gatekeeper.hooks.command.PolicyCommand;
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
import dev.gatekeeper.hooks.command.UpCommand;
import dev.gatekeeper.hooks.command.UpkeepCommand;
import dev.gatekeeper.hooks.command.VerdictFormat;
import dev.gatekeeper.hooks.command.VerifyCommand;
import dev.gatekeeper.hooks.command.WaitCommand;
import dev.gatekeeper.hooks.command.WhoamiCommand;
import dev.gatekeeper.hooks.command.WorktreeCommand;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The command line for people, built on picocli. */
final class CommandLineProgram {
  private CommandLineProgram() {}

  private record Entry(String name, Function<Console, Object> made) {}

  /** In the order of the help. */
  private static final List<Entry> COMMANDS =
      List.of(
          new Entry("check", CheckCommand::new),
          new Entry("verify", VerifyCommand::new),
          new Entry("lint", LintCommand::new),
          new Entry("init", InitCommand::new),
          new Entry("export", ExportCommand::new),
          new Entry("diff", DiffCommand::new),
          new Entry("policy", PolicyCommand::new),
          new Entry("install", InstallCommand::new),
          new Entry("uninstall", UninstallCommand::new),
          new Entry("decision", DecisionCommand::new),
          new Entry("up", UpCommand::new),
          new Entry("down", DownCommand::new),
          new Entry("serve", ServeCommand::of),
          new Entry("token", TokenCommand::new),
          new Entry("whoami", WhoamiCommand::new),
          new Entry("repo", RepoCommand::new),
          new Entry("status", StatusCommand::new),
          new Entry("upkeep", UpkeepCommand::new),
          new Entry("brief", BriefCommand::new),
          new Entry("worktree", WorktreeCommand::new),
          new Entry("preflight", PreflightCommand::new),
          new Entry("handoff", HandoffCommand::new),
          new Entry("wait", WaitCommand::new),
          new Entry("stop", StopCommand::new),
          new Entry("resume", ResumeCommand::new),
          new Entry("reopen", ReopenCommand::new),
          new Entry("rollback", RollbackCommand::new),
          new Entry("integrate", IntegrateCommand::new),
          new Entry("attest", AttestCommand::new),
          new Entry("log", LogCommand::new),
          new Entry("candidates", CandidatesCommand::new),
          new Entry("completion", CompletionCommand::new),
          new Entry("man-pages", ManCommand::new),
          new Entry("help", console -> new HelpCommand()));

  /** Those that speak of all the others. */
  private static final Set<String> OF_ALL = Set.of("completion", "man-pages", "help");

  static int run(List<String> args, Console console) {
    return of(console, wanted(args)).execute(args.toArray(new String[0]));
  }

  /**
   * The commands that take part: the one that is called where that is clear from the first word,
   * since to describe all of them takes longer than most of them do.
   */
  private static List<Entry> wanted(List<String> args) {
    return COMMANDS.stream()
        .filter(command -> !args.isEmpty() && command.name().equals(args.get(0)))
        .filter(command -> !OF_ALL.contains(command.name()))
        .findFirst()
        .map(List::of)
        .orElse(COMMANDS);
  }

  static CommandLine all(Console console) {
    return of(console, COMMANDS);
  }

  private static CommandLine of(Console console, List<Entry> commands) {
    CommandLine program = new CommandLine(new GatekeeperCommand());
    commands.forEach(
        command -> program.addSubcommand(command.name(), command.made().apply(console)));
    program
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    return program
        .setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setColorScheme(Help.defaultColorScheme(console.hasColours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(Math.max(60, Math.min(100, console.width())))
        .registerConverter(
            InstallCommand.Host.class, word -> choice(word, InstallCommand.Host.values()))
        .registerConverter(VerdictFormat.class, word -> choice(word, VerdictFormat.values()))
        .registerConverter(FindingFormat.class, word -> choice(word, FindingFormat.values()))
        .setExecutionStrategy(CommandLineProgram::execute)
        .setParameterExceptionHandler((problem, args) -> usage(problem, console))
        .setExecutionExceptionHandler((crash, command, parsed) -> failed(crash, command, console));
  }

  /**
   * Help is given of what there is: with a word that is none, picocli would give that of all. An
   * option without a value is refused.
   */
  private static int execute(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      List<String> unmatched = command.getParseResult().unmatched();
      if (!unmatched.isEmpty()) {
        throw new CommandLine.UnmatchedArgumentException(command, unmatched);
      }
      for (OptionSpec option : command.getParseResult().matchedOptions()) {
        // of a variable that is not set, say; not given at all it may mean more
        if (option.originalStringValues().stream().anyMatch(String::isBlank)) {
          throw new ParameterException(
              command, "`" + option.longestName() + "` is given, and empty");
        }
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static <T> T choice(String word, T[] choices) {
    for (T choice : choices) {
      if (choice.toString().equals(word)) {
        return choice;
      }
    }
    String known = Arrays.stream(choices).map(Object::toString).collect(Collectors.joining(", "));
    throw new TypeConversionException("`" + word + "` is not one of " + known);
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static int usage(ParameterException problem, Console console) {
    String message = inOurWords(String.valueOf(problem.getMessage()));
    console.say("gatekeeper: " + message + suggestion(problem));
    console.say("next: " + help(problem.getCommandLine()));
    return ExitStatus.USAGE;
  }

  /** What picocli says, quoted as all messages are, and with no word that is Java's. */
  private static String inOurWords(String message) {
    String plain =
        message
            .strip()
            .replaceAll("\\s+", " ")
            .replaceFirst("^Error: ", "")
            .replaceAll("(?<=^|[\\s(:,])'(.*?)'(?=$|[\\s,:;.)])", "`$1`")
            .replaceAll("(?<=^|[ (])(--?[a-z][a-z-]*)", "`$1`")
            .replaceFirst("is not an? (int|long)$", "is not a whole number")
            .replaceFirst(
                "^Invalid value for (option `[^`]*`): (`.*`) is not a boolean$",
                "$1 takes no value, but has $2");
    return plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
  }

  private static String help(CommandLine command) {
    return command.getCommandSpec().qualifiedName() + " --help";
  }

  private static String suggestion(ParameterException problem) {
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
      for (String suggestion : unmatched.getSuggestions()) {
        return ", did you mean `" + suggestion.strip() + "`?";
      }
    }
    return "";
  }

  private static int failed(Exception crash, CommandLine command, Console console) {
    if (crash instanceof IncompleteHistory incomplete) {
      String message = String.valueOf(incomplete.getMessage());
      return Main.report(Failure.unreadable(message, incomplete.next()), console);
    }
    if (crash instanceof Failure failure) {
      int status = Main.report(failure, console);
      if (status == ExitStatus.USAGE && failure.next().isEmpty()) {
        console.say("next: " + help(command));
      }
      return status;
    }
    return Main.crashed(crash, console);
  }
}
