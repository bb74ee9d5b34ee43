package dev.gatekeeper.hooks.pages;

import static dev.gatekeeper.hooks.pages.PagesTest.none;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.RetiredWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No message of the program and no page uses a retired word. */
class WordsTest {
  /** Packages that do not speak to people in sentences of their own, each with why. */
  private static final Map<String, String> APART =
      Map.of("importer", "its words are those of the plans that it reads");

  static List<String> packages() {
    return Sources.literals().keySet().stream()
        .filter(name -> !APART.containsKey(name.substring(name.lastIndexOf('/') + 1)))
        .sorted()
        .toList();
  }

  @Test
  void everyModuleSpeaks() {
    assertThat(Sources.literals().keySet())
        .anyMatch(name -> name.startsWith("core/"))
        .anyMatch(name -> name.startsWith("config/"))
        .anyMatch(name -> name.startsWith("server/"))
        .anyMatch(name -> name.startsWith("hooks/"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packages")
  void messages(String name) {
    List<String> found = new ArrayList<>();
    for (Page.Said literal : requireNonNull(Sources.literals().get(name))) {
      if (literal.text().contains(" ")) {
        RetiredWords.in(literal.text()).forEach(word -> found.add(literal.at() + ": " + word));
      }
    }
    none(found);
  }

  @Test
  void scripts() {
    List<String> found = new ArrayList<>();
    Sources.scriptLines()
        .forEach(
            line ->
                RetiredWords.in(line.text()).forEach(word -> found.add(line.at() + ": " + word)));
    none(found);
  }

  static List<Page> pages() {
    return Page.all().stream().filter(page -> !page.name().equals("docs/import.md")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void pages(Page page) {
    List<String> found = new ArrayList<>();
    for (Page.Part part : page.parts()) {
      String words = part.text().replaceAll("`[^`]*`", "``");
      RetiredWords.in(words).forEach(word -> found.add(part.at() + ": " + word));
    }
    none(found);
  }

  @Test
  void aRetiredWordIsFound() {
    assertThat(RetiredWords.in("the operator mends it, whoever\nasks")).hasSize(2);
    assertThat(RetiredWords.in("it is no commit (any more)")).hasSize(2);
    assertThat(RetiredWords.in("there is no commit, and no more than 3; it recommends a bystander"))
        .isEmpty();
  }
}
