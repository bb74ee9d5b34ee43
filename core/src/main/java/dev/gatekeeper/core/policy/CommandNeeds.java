package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.policy.ShellCommands.Word;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The programs and scripts that a check's command needs, as far as its text shows.
 *
 * @param programs names to be found on the search path, and absolute paths
 * @param scripts files of the repository, by their paths
 */
public record CommandNeeds(Set<String> programs, Set<String> scripts) {
  /** What stands before a command, or begins one that is none. */
  private static final Set<String> BEFORE =
      Set.of("if", "then", "else", "elif", "while", "until", "do", "!", "{", "exec", "command");

  private static final Set<String> NO_PROGRAMS =
      Set.of(
          "for",
          "case",
          "in",
          "esac",
          "fi",
          "done",
          "}",
          "function",
          ":",
          "alias",
          "bg",
          "break",
          "cd",
          "continue",
          "eval",
          "exit",
          "export",
          "fg",
          "getopts",
          "hash",
          "jobs",
          "local",
          "read",
          "readonly",
          "return",
          "set",
          "shift",
          "times",
          "trap",
          "type",
          "ulimit",
          "umask",
          "unalias",
          "unset",
          "wait",
          "[",
          "test",
          "echo",
          "printf",
          "true",
          "false",
          "pwd",
          "kill",
          "time");

  /** Programs that run a script, and the options that may stand before it. */
  private static final Map<String, String> RUNNERS =
      Map.of(
          "sh", "-[efnuvx]+",
          "bash", "-[efnuvx]+",
          "dash", "-[efnuvx]+",
          "python", "-[BEIOPSbdqsuv]+",
          "python3", "-[BEIOPSbdqsuv]+",
          "node", "(?!)",
          "ruby", "-[vw]+",
          "perl", "-[Twt]+",
          "php", "(?!)");

  private static final String SCRIPT = ".*(/.*|\\.(py|sh|bash|js|mjs|cjs|ts|rb|pl|php))";

  public CommandNeeds {
    programs = Set.copyOf(programs);
    scripts = Set.copyOf(scripts);
  }

  public static CommandNeeds of(Check.Run run) {
    Collector needs = new Collector();
    List<String> command = run.command();
    boolean isLine =
        command.size() == 3 && command.get(0).equals("sh") && command.get(1).equals("-c");
    if (isLine) {
      ShellCommands.of(command.get(2)).forEach(needs::add);
    } else {
      needs.add(command.stream().map(word -> new Word(word, true)).toList());
    }
    return new CommandNeeds(needs.programs, needs.scripts);
  }

  private static final class Collector {
    private final Set<String> programs = new LinkedHashSet<>();
    private final Set<String> scripts = new LinkedHashSet<>();
    private boolean moved;

    void add(List<Word> words) {
      int first = 0;
      while (first < words.size() && isBefore(words.get(first).text())) {
        first++;
      }
      if (first == words.size() || !words.get(first).known()) {
        return;
      }
      String program = words.get(first).text();
      List<Word> arguments = words.subList(first + 1, words.size());
      if (program.equals("cd")) {
        moved = true; // where to is not known
      } else if (program.equals(".") || program.equals("source")) {
        arguments.stream().limit(1).filter(a -> a.text().contains("/")).forEach(this::script);
      } else if (program.contains("/") && !program.startsWith("/")) {
        script(words.get(first));
      } else if (!program.isEmpty() && !NO_PROGRAMS.contains(program)) {
        programs.add(program);
        if (RUNNERS.containsKey(program)) {
          arguments.stream()
              .dropWhile(argument -> argument.text().matches(RUNNERS.get(program)))
              .limit(1)
              .filter(argument -> argument.text().matches(SCRIPT))
              .forEach(this::script);
        }
      }
    }

    private static boolean isBefore(String word) {
      return BEFORE.contains(word) || word.matches("[A-Za-z_][A-Za-z0-9_]*=.*");
    }

    /** Where it lies is not known after a change of folder, and outside the checkout nowhere. */
    private void script(Word word) {
      String path = word.text().replaceFirst("^(\\./+)+", "");
      boolean isOdd = path.startsWith("-") || path.matches("(.*/)?\\.{0,2}(/.*)?");
      if (word.known() && !moved && !isOdd) {
        scripts.add(path);
      }
    }
  }
}
