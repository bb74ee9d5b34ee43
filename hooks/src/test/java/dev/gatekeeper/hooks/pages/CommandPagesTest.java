package dev.gatekeeper.hooks.pages;

import static dev.gatekeeper.hooks.pages.Both.unknown;
import static dev.gatekeeper.hooks.pages.PagesTest.none;
import static dev.gatekeeper.hooks.pages.PagesTest.said;
import static dev.gatekeeper.hooks.pages.PagesTest.same;

import dev.gatekeeper.hooks.WholeProgram;
import dev.gatekeeper.hooks.pages.Page.Part;
import dev.gatekeeper.hooks.pages.Page.Said;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Commands and their options, and the settings of the server: in the pages as in the program. */
class CommandPagesTest {
  private static final Page INTERFACES = Page.of("docs/interfaces.md");
  private static final Page README = Page.of("README.md");
  private static final List<Page> PAGES = Page.all();
  private static final Pattern OPTION =
      Pattern.compile("(?<![A-Za-z0-9-])(--?[a-z](?:[a-z-]*[a-z])?)(?![a-z-])");

  private static final Pattern CALL =
      Pattern.compile("(?:^|[ (|;$])gatekeeper ([a-zA-Z][^|;&)#]*)");

  /** What every command has. */
  private static final Set<String> EVERYWHERE = Set.of("--help", "-h", "--version", "-V");

  /** Options of git and of others that the pages name. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "-o", // of git push
          "--atomic",
          "--deepen",
          "--filter",
          "--no-index",
          "--no-renames",
          "--no-thin",
          "--name-only",
          "--receive-pack",
          "--shallow-exclude",
          "--shallow-since",
          "--show-signature",
          "--signed",
          "--skip-worktree",
          "--die-with-parent");

  /** Where more than a paragraph is about a command. */
  private static final Map<String, Set<String>> SECTIONS =
      Map.of(
          "The server", Set.of("serve", "token new", "token list", "token revoke"),
          "Native hooks", Set.of("install", "uninstall"),
          "Upkeep", Set.of("upkeep"));

  private final Map<String, Set<String>> commands = commands();

  private static Map<String, Set<String>> commands() {
    Map<String, Set<String>> commands = new TreeMap<>();
    WholeProgram.commands()
        .forEach(
            (name, spec) -> {
              Set<String> options = new TreeSet<>();
              spec.options().stream()
                  .filter(option -> !option.hidden())
                  .forEach(option -> options.addAll(Arrays.asList(option.names())));
              options.removeAll(EVERYWHERE);
              commands.put(name, options);
            });
    Sources.find("case \"([a-z]+-receive)\" ->", "hooks/src/main/java/dev/gatekeeper/hooks")
        .forEach(verb -> commands.put("hook " + verb, hookOptions(verb)));
    return commands;
  }

  private static Set<String> hookOptions(String verb) {
    return verb.equals("proc-receive")
        ? Set.of("--receive-pack", "--before")
        : Set.of("--receive-pack");
  }

  @Test
  void everyCommandIsInTheTables() {
    List<Said> ofTable = new ArrayList<>();
    for (Part row : INTERFACES.rows("Commands", "command")) {
      String first = "";
      for (Said code : row.code(0)) {
        String named = named(code.text(), first);
        first = first.isEmpty() ? word(code.text()) : first;
        ofTable.add(new Said(named.isEmpty() ? code.text() : named, code.at()));
      }
    }
    same("command", "docs/interfaces.md, Commands", ofTable, commands.keySet());
    Set<String> inReadme =
        README.rows("Reference", "command").stream()
            .flatMap(row -> row.code(0).stream())
            .flatMap(code -> Arrays.stream(code.text().split(" ")))
            .collect(Collectors.toSet());
    none(
        commands.keySet().stream()
            .map(CommandPagesTest::word)
            .filter(command -> !command.equals("hook") && !inReadme.contains(command))
            .map(command -> "README.md, Reference: the command `" + command + "` is missing here")
            .toList());
  }

  /** The command that {@code text} begins with, perhaps after {@code first}, or "". */
  private String named(String text, String first) {
    List<String> words = List.of(text.split(" "));
    String one = words.get(0);
    String two = words.size() > 1 ? one + " " + words.get(1) : one;
    return Stream.of(two, one, first + " " + one)
        .filter(commands::containsKey)
        .findFirst()
        .orElse("");
  }

  @Test
  void whatThePagesCallIsThere() {
    List<String> wrong = new ArrayList<>();
    Set<String> firsts =
        commands.keySet().stream().map(CommandPagesTest::word).collect(Collectors.toSet());
    firsts.addAll(List.of("COMMAND", "help", "man-pages"));
    for (Said code : PAGES.stream().flatMap(Page::code).toList()) {
      for (String call : calls(code.text())) {
        if (!firsts.contains(word(call))) {
          wrong.addAll(unknown("command", List.of(new Said(call, code.at())), Set.of()));
        }
        String command = named(call, "");
        if (!command.isEmpty()) {
          wrong.addAll(unknown("option of " + command, options(call, code.at()), known(command)));
        }
      }
    }
    none(wrong);
  }

  /** The first word. */
  private static String word(String text) {
    return text.replaceFirst(" .*", "");
  }

  private Set<String> known(String command) {
    Set<String> known = new HashSet<>(EVERYWHERE);
    known.addAll(commands.getOrDefault(command, Set.of()));
    return known;
  }

  /** What is called in a text: behind {@code gatekeeper}, or a command with an option. */
  private List<String> calls(String text) {
    List<String> calls = new ArrayList<>();
    CALL.matcher(text).results().forEach(call -> calls.add(call.group(1).strip()));
    if (calls.isEmpty() && text.contains(" -") && !named(text, "").isEmpty()) {
      calls.add(text);
    }
    return calls;
  }

  private static List<Said> options(String text, String at) {
    String quiet = text.replaceAll("'[^']*'|\"[^\"]*\"", "");
    return OPTION
        .matcher(quiet)
        .results()
        .map(MatchResult::group)
        .map(option -> new Said(option, at))
        .toList();
  }

  @Test
  void whatStandsAloneIsAnOptionOfSomething() {
    Set<String> there = new HashSet<>(EVERYWHERE);
    commands.values().forEach(there::addAll);
    there.addAll(OF_OTHERS);
    there.addAll(Sources.find("(?m)^ +(--[a-z-]+)", "install.sh"));
    List<Said> alone =
        PAGES.stream()
            .flatMap(Page::code)
            .filter(code -> code.text().matches("--?[a-z].*"))
            .flatMap(code -> options(code.text(), code.at()).stream())
            .toList();
    none(unknown("option", alone, there));
  }

  @Test
  void everyOptionIsSomewhere() {
    List<String> missing = new ArrayList<>();
    commands.forEach(
        (command, options) -> {
          Set<String> said = saidOf(command);
          for (String option : options) {
            if (!said.contains(option)) {
              missing.add(
                  "docs/interfaces.md: `"
                      + option
                      + "` of `"
                      + command
                      + "` stands in no row and no"
                      + " paragraph that names the command");
            }
          }
        });
    none(missing);
  }

  /** The options in rows and paragraphs that have the command in code, or are in its section. */
  private Set<String> saidOf(String command) {
    Set<String> said = new TreeSet<>();
    String[] words = command.split(" ");
    for (Part part : INTERFACES.parts()) {
      boolean about =
          SECTIONS.getOrDefault(part.heading(), Set.of()).contains(command)
              || part.code().stream()
                  .map(Said::text)
                  .map(text -> text.replaceFirst("^\\$? ?gatekeeper ", ""))
                  .anyMatch(text -> Arrays.asList(text.split(" ")).containsAll(List.of(words)));
      if (about) {
        part.code().forEach(code -> options(code.text(), "").forEach(o -> said.add(o.text())));
      }
    }
    return said;
  }

  @Test
  void settings() {
    Set<String> options = new TreeSet<>(commands.getOrDefault("serve", Set.of()));
    options.removeAll(List.of("--config", "--check"));
    Set<String> keys = options.stream().map(o -> o.substring(2)).collect(Collectors.toSet());
    keys.add("repos");
    Set<String> variables =
        keys.stream()
            .map(key -> "GATEKEEPER_" + key.toUpperCase(Locale.ROOT).replace('-', '_'))
            .collect(Collectors.toSet());
    options.add("REPO…");
    List<Part> rows = INTERFACES.rows("The server", "option");
    String place = "docs/interfaces.md, The server";
    same("option", place, rows.stream().flatMap(r -> r.code(0).stream()).toList(), options);
    same("variable", place, rows.stream().flatMap(r -> r.code(1).stream()).toList(), variables);
    same("key", place, rows.stream().flatMap(r -> r.code(2).stream()).toList(), keys);
    variables.addAll(Sources.find("[^A-Z_](GATEKEEPER_[A-Z_]+)", "core", "server", "hooks"));
    variables.add("GATEKEEPER_PRINCIPAL"); // one that the operator chooses, in an example
    same("variable", "docs/*.md", said("GATEKEEPER_[A-Z_]+", PAGES).toList(), variables);
  }
}
