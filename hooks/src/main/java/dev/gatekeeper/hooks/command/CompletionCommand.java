package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = {
      "Prints a completion script for bash and zsh.",
      "Use it with: source <(gatekeeper completion)"
    })
public final class CompletionCommand extends ConsoleCommand {
  /** In zsh there is no such command, and in a function an alias of it is none either. */
  private static final String ALIAS = "alias compopt=complete";

  private static final String FUNCTION = "compopt() { return 0; }";

  /**
   * What a repository has is asked of it: the library's script knows only what is the same
   * everywhere.
   */
  private static final String ASKED =
      """

      _gatekeeper_asked() {
        _complete_gatekeeper "$@"
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} kind= word i
        local -a where=()
        case $prev in
          --agent|--agents|--without|COMMANDS) kind=agents ;;
          --branch) kind=branches ;;
          decision) kind=decisions ;;
          *) return 0 ;;
        esac
        for ((i = 1; i < COMP_CWORD; i++)); do
          case ${COMP_WORDS[i]} in --repo) where=(--repo "${COMP_WORDS[i+1]}") ;; esac
        done
        while IFS= read -r word; do
          case $word in "$cur"*) COMPREPLY+=("$word") ;; esac
        done <<< "$(GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=true \
          "${COMP_WORDS[0]}" candidates $kind "${where[@]}" 2>/dev/null </dev/null)"
      }
      complete -F _gatekeeper_asked -o default gatekeeper
      """;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  public CompletionCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    CommandLine program = spec.root().commandLine();
    String script = AutoComplete.bash("gatekeeper", program).replace(ALIAS, FUNCTION);
    console.answer(script + ASKED.replace("COMMANDS", ofAgents(program)));
    return ExitStatus.YES;
  }

  /** The commands that an agent is named to, as the pattern of a shell has them. */
  private static String ofAgents(CommandLine program) {
    return program.getSubcommands().entrySet().stream()
        .filter(
            command ->
                command.getValue().getCommandSpec().positionalParameters().stream()
                    .anyMatch(parameter -> parameter.paramLabel().equals("AGENT")))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining("|"));
  }
}
