package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The form of what is said of command lines that make no sense, of every command. */
class MessageFormTest {
  private static final Pattern OTHER_QUOTES = Pattern.compile("(?:^|[\\s(:,=])'[^' ]+'");
  private static final Pattern FIRST = Pattern.compile("gatekeeper: (?![A-Z][a-z])[^\\s'].*");

  /** Words that are a library's, or that nobody can do anything with in a terminal. */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "Error:|is not an? (int|long|boolean)|GET /|GET status|…|null|gatekeeper: see");

  @TempDir private Path folder;

  /** Arguments that make no sense behind a command, whatever is done with them. */
  private static List<List<String>> bad(CommandSpec command) {
    List<List<String>> bad = new ArrayList<>();
    bad.add(List.of());
    bad.add(List.of("--nosuch"));
    bad.add(List.of("--nosuch=it's"));
    bad.add(List.of("a", "b", "c", "d", "e", "f"));
    for (OptionSpec option : command.options()) {
      String name = option.longestName();
      if (option.usageHelp() || option.versionHelp()) {
        bad.add(List.of(name, "nosuch"));
      } else if (option.arity().max() == 0) {
        bad.add(List.of(name + "=maybe"));
        bad.add(List.of(name, name));
      } else {
        bad.add(List.of(name));
        bad.add(List.of(name + "="));
        bad.add(List.of(name, "it's none"));
        bad.add(List.of(name, "x", name, "y"));
      }
    }
    return bad;
  }

  @Test
  void whatMakesNoSenseIsSaidInOneForm() throws Exception {
    List<String> faults = new ArrayList<>();
    int said = 0;
    for (Map.Entry<String, CommandSpec> command : WholeProgram.commands().entrySet()) {
      for (List<String> more : bad(command.getValue())) {
        List<String> line = new ArrayList<>(List.of(command.getKey().split(" ")));
        line.addAll(more);
        Sh.Result result = call(line);
        if (result.status() == ExitStatus.USAGE) {
          said++;
          fault(result.output(), true)
              .forEach(f -> faults.add(String.join(" ", line) + ": " + f + "\n" + result.output()));
        } else if (result.status() == ExitStatus.POLICY_INVALID
            || result.status() == ExitStatus.UNREADABLE) {
          fault(result.output(), false)
              .forEach(f -> faults.add(String.join(" ", line) + ": " + f + "\n" + result.output()));
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(said).isGreaterThan(200);
  }

  @Test
  void ofNoCommandToo() throws Exception {
    for (List<String> line :
        List.of(
            List.<String>of(),
            List.of("chekc"),
            List.of("--nosuch"),
            List.of("token"),
            List.of("repo"),
            List.of("export"),
            List.of("help", "nosuch"),
            List.of("attest", "a", "--commit=x", "--evidence=y", "--passed", "--failed"))) {
      Sh.Result result = call(line);
      assertThat(result.status()).as(result.output()).isEqualTo(ExitStatus.USAGE);
      assertThat(fault(result.output(), true)).as(result.output()).isEmpty();
    }
  }

  /** As of a variable that is not set; left out it would mean more. */
  @Test
  void anOptionThatIsEmptyIsRefused() throws Exception {
    for (String line :
        List.of(
            "rollback a --reason x --to",
            "rollback a --reason x --branch",
            "handoff a --commit",
            "stop a --reason x --repo",
            "check a --policy")) {
      List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
      words.add("");
      Sh.Result result = call(words);
      assertThat(result.status()).as(result.output()).isEqualTo(ExitStatus.USAGE);
      assertThat(result.output()).contains("is given, and empty\nnext: ");
    }
  }

  @Test
  void aCommandStaysOnOneLineHoweverLongItIs() {
    String path = "/srv" + "/a folder".repeat(30);
    List<String> printed =
        Failure.unreadable(path + " can't be read", "git -C '" + path + "' fsck").printed();
    assertThat(printed).endsWith("next: git -C '" + path + "' fsck").hasSizeGreaterThan(2);
  }

  private Sh.Result call(List<String> line) throws Exception {
    Path here = Files.createTempDirectory(folder, "x");
    return Called.in(
        here,
        Map.of(
            "HOME", here.toString(),
            "XDG_STATE_HOME", here.toString(),
            "GATEKEEPER_HOME", here.toString(),
            "GIT_CONFIG_GLOBAL", "/dev/null"),
        line);
  }

  /** What is wrong with a message, as a list of one, or none. */
  private static List<String> fault(String message, boolean next) {
    List<String> lines = message.lines().toList();
    if (lines.isEmpty() || !FIRST.matcher(lines.get(0)).matches()) {
      return List.of("it does not begin as it should");
    }
    for (String line : lines) {
      boolean known =
          line.startsWith("gatekeeper: ") || line.startsWith("next: ") || line.startsWith("  ");
      if (!known) {
        return List.of("a line begins otherwise: " + line);
      }
      if (line.startsWith("gatekeeper: gatekeeper ")) {
        return List.of("what to do lacks `next:`: " + line);
      }
    }
    if (OTHER_QUOTES.matcher(message).find()) {
      return List.of("it quotes otherwise than by `");
    }
    if (NOT_OURS.matcher(message).find()) {
      return List.of("it is not in our words");
    }
    return next && lines.stream().noneMatch(line -> line.startsWith("next: "))
        ? List.of("it does not say what is next")
        : List.of();
  }
}
