package dev.gatekeeper.hooks.pages;

import static dev.gatekeeper.hooks.pages.Both.unknown;
import static dev.gatekeeper.hooks.pages.PagesTest.none;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.pages.Page.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What pages point to is there: classes, files, and headings of pages. And the tests can fail. */
class ReferencePagesTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]*)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$");
  private static final Pattern CLASS = Pattern.compile("[A-Z][a-z]+(?:[A-Z][a-zA-Z]*)+");

  private static final Pattern PLACED = Pattern.compile("[a-z]+/[A-Z][A-Za-z]+");

  private static final Pattern PROMISE =
      Pattern.compile("(?i)\\bin this release\\b|\\bcomes? later\\b|\\bnot yet implemented\\b");

  /** Words that are written like a class of the program and are none. */
  private static final Set<String> NO_CLASSES = Set.of();

  @Test
  void classesThatTheArchitectureNames() {
    Set<String> there = new HashSet<>(Sources.classes());
    there.addAll(NO_CLASSES);
    List<Said> said =
        Page.of("docs/architecture.md")
            .code()
            .filter(code -> CLASS.matcher(code.text()).matches())
            .toList();
    assertThat(said).isNotEmpty();
    none(unknown("class", said, there));
  }

  /** A class that is named with its package is in a package of that name. */
  @Test
  void classesThatAreNamedWithTheirPackage() {
    List<Said> said =
        Stream.of("docs/architecture.md", "CONTRIBUTING.md")
            .map(Page::of)
            .flatMap(Page::code)
            .filter(code -> PLACED.matcher(code.text()).matches())
            .toList();
    assertThat(said).hasSizeGreaterThan(20);
    none(unknown("class", said, Sources.placedClasses()));
  }

  /** Where to add a rule is told of all classes that have some. */
  @Test
  void rulesOfTheGate() {
    Set<String> said =
        Page.of("docs/architecture.md").rows("Where to add things", "to add").stream()
            .flatMap(row -> row.code(1).stream())
            .map(Said::text)
            .collect(Collectors.toSet());
    assertThat(Sources.placedClasses().stream().filter(name -> name.matches("gate/.*Rules")))
        .hasSizeGreaterThan(3)
        .allSatisfy(name -> assertThat(said).contains(name));
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Page page : Page.all()) {
      Path file = Page.TOP.resolve(page.name());
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        Matcher link = LINK.matcher(line);
        while (link.find()) {
          if (!leadsSomewhere(file, link.group(1))) {
            wrong.add(page.name() + ":" + number + ": nothing is at " + link.group(1));
          }
        }
      }
    }
    none(wrong);
  }

  private static boolean leadsSomewhere(Path from, String link) throws IOException {
    if (link.matches("https?:.*")) {
      return true;
    }
    String[] parts = link.split("#", 2);
    Path to = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]);
    return Files.exists(to) && (parts.length == 1 || anchors(to).contains(parts[1]));
  }

  /** The anchors of a page's headings, as they are made of their words. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (String line : Files.readAllLines(page)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String words = heading.group(1).toLowerCase(Locale.ROOT);
        anchors.add(words.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'));
      }
    }
    return anchors;
  }

  /** A page says what is so, not what a release had; and no heading or colon leads to nothing. */
  @Test
  void nothingIsPromised() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Page page : Page.all()) {
      List<String> lines = Files.readAllLines(Page.TOP.resolve(page.name()));
      for (int i = 0; i < lines.size(); i++) {
        String at = page.name() + ":" + (i + 1) + ": ";
        String next = following(lines, i + 1);
        if (PROMISE.matcher(lines.get(i)).find()) {
          wrong.add(at + "say what is so: " + lines.get(i));
        }
        if (HEADING.matcher(lines.get(i)).matches() && next.matches("(#{1,2} .*)?")) {
          wrong.add(at + "nothing stands below this heading");
        }
        boolean ends = i + 1 < lines.size() && lines.get(i + 1).isBlank();
        if (ends && lines.get(i).endsWith(":") && !next.matches("([|>*-]|```|\\d+\\. ).*")) {
          wrong.add(at + "nothing follows the colon");
        }
      }
    }
    none(wrong);
  }

  /** The next line with something in it, or "". */
  private static String following(List<String> lines, int from) {
    return lines.stream().skip(from).filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  @Test
  void aWordOnOneSideAloneIsSaidWithItsPlace() {
    Page page =
        Page.read("a.md", List.of("# S", "", "| code | |", "|---|---|", "| `A` | |", "| `B` | |"));
    assertThat(Both.differences("code", "a.md, S", page.firsts("S", "code"), Set.of("A", "C")))
        .containsExactly(
            "a.md:6: `B` is no code of the program",
            "a.md, S: the code `C` of the program is missing here");
  }
}
