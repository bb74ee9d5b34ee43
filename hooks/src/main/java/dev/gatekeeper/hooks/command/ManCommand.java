package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatekeeper man-pages FOLDER}: what install.sh puts into share/man. */
@Command(name = "man-pages", hidden = true, description = "Writes the manual pages into a folder.")
public final class ManCommand extends ConsoleCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "where to; made if it is not there")
  private String folder = "";

  public ManCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    Path target = Files.createDirectories(console.file(folder));
    CommandLine root = spec.root().commandLine();
    write(target, root);
    for (CommandLine command : root.getSubcommands().values()) {
      if (!command.getCommandSpec().usageMessage().hidden()) {
        write(target, command);
      }
    }
    return 0;
  }

  private static void write(Path folder, CommandLine command) throws IOException {
    String name = command.getCommandSpec().qualifiedName("-");
    Files.writeString(folder.resolve(name + ".1"), ManPage.of(command));
  }

  /** A manual page in man(7)'s macros, made of what picocli knows of a command. */
  private static final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    static String of(CommandLine command) {
      ManPage made = new ManPage();
      made.write(command);
      return made.page.toString();
    }

    private void write(CommandLine command) {
      CommandSpec spec = command.getCommandSpec();
      String name = spec.qualifiedName("-");
      String[] description = spec.usageMessage().description();
      macro("TH", name.toUpperCase(Locale.ROOT), "1", "", "gatekeeper", "Gatekeeper");
      macro("SH", "NAME");
      text(name + " - " + (description.length == 0 ? "" : description[0]));
      macro("SH", "SYNOPSIS");
      text(command.getHelp().synopsis(0).strip().replaceAll("\\s+", " "));
      macro("SH", "DESCRIPTION");
      Arrays.stream(description).forEach(this::paragraph);
      arguments(spec);
      commands(spec);
      exitStatus(spec.root());
      seeAlso(spec);
    }

    private void arguments(CommandSpec spec) {
      if (spec.options().isEmpty() && spec.positionalParameters().isEmpty()) {
        return;
      }
      macro("SH", "OPTIONS");
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        item(parameter.paramLabel(), parameter);
      }
      for (OptionSpec option : spec.options()) {
        String label = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
        item(String.join(", ", option.names()) + label, option);
      }
    }

    private void item(String head, ArgSpec argument) {
      if (!argument.hidden()) {
        item(head, String.join(" ", argument.description()));
      }
    }

    private void item(String head, String body) {
      page.append(".TP\n.B ");
      text(head);
      text(Ansi.OFF.string(body));
    }

    private void commands(CommandSpec spec) {
      if (spec.subcommands().isEmpty()) {
        return;
      }
      macro("SH", "COMMANDS");
      for (Map.Entry<String, CommandLine> entry : spec.subcommands().entrySet()) {
        CommandSpec sub = entry.getValue().getCommandSpec();
        if (!sub.usageMessage().hidden()) {
          List<String> lines = List.of(sub.usageMessage().description());
          item(entry.getKey(), lines.isEmpty() ? "" : lines.get(0));
        }
      }
    }

    private void exitStatus(CommandSpec root) {
      macro("SH", "EXIT STATUS");
      root.usageMessage().exitCodeList().forEach(this::item);
    }

    private void seeAlso(CommandSpec spec) {
      macro("SH", "SEE ALSO");
      text(spec.parent() == null ? "git(1), githooks(5), gitignore(5)" : "gatekeeper(1)");
    }

    private void paragraph(String words) {
      macro("PP");
      text(Ansi.OFF.string(words));
    }

    private void macro(String name, String... arguments) {
      page.append('.').append(name);
      for (String argument : arguments) {
        page.append(" \"").append(escape(argument)).append('"');
      }
      page.append('\n');
    }

    private void text(String words) {
      String line = escape(words);
      page.append(line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line).append('\n');
    }

    private static String escape(String words) {
      return words.replace("\\", "\\e").replace("-", "\\-").replace("%n", " ").replace("\n", " ");
    }
  }
}
