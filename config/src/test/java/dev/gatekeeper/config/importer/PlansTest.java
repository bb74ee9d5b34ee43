package dev.gatekeeper.config.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of plans of the shapes that people write: for each {@code plans/NAME.md} the policy
 * and what was not taken are {@code plans/NAME.txt}, to the letter.
 */
@Tag("bytes")
class PlansTest {
  private static final List<String> TREE =
      List.of("src/daemon/monitoring/x.py", "lib/plugins/a", "web/x");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "briefs",
        "columns",
        "lanes",
        "matrix",
        "one-line",
        "owns-headings",
        "path-owner",
        "roles",
        "whole",
        "workstreams"
      })
  void becomesThatPolicy(String name) throws NotImportable {
    String plan = resource("plans/" + name + ".md");
    String expected = resource("plans/" + name + ".txt");
    assertThat(imported(name, plan)).isEqualTo(expected);
    assertThat(imported(name, "\uFEFF" + plan.replace("\n", "\r\n").replace(' ', '\u00a0')))
        .as("as other editors write it")
        .isEqualTo(expected);
  }

  private static String imported(String name, String plan) throws NotImportable {
    byte[] bytes = plan.getBytes(StandardCharsets.UTF_8);
    Imported made = PlanImport.policy("plans/" + name + ".md", bytes, TREE);
    return made.text() + "\n----- not taken\n" + String.join("\n", made.notTaken()) + "\n";
  }

  /** What plans say and this does not read: it stands in a comment, and is counted. */
  @ParameterizedTest
  @CsvSource({
    "'## Agent 1\nBranch: `team/one`', 'Branch: `team/one`'",
    "'## Agent 1\nFiles (exclusive): `b/`', 'Files (exclusive): `b/`'",
    "'## Backend\nOwns: `b/`', 'Owns: `b/`'",
    "'| Agent | Owns |\n|-|-|\n| Ann, Bob | b/ |', '| Ann, Bob | b/ |'",
    "'## Validation\n```\nmake a \\\n  b\n```', 'make a \\'"
  })
  void whatIsNotReadIsACommentAndCounted(String lines, String comment) throws NotImportable {
    byte[] plan = ("# P\n## Agent 0\nOwns: `a/`\n# Q\n" + lines).getBytes(StandardCharsets.UTF_8);
    Imported made = PlanImport.policy("p.md", plan, List.of());
    assertThat(made.text()).containsPattern("# p.md:\\d+: " + Pattern.quote(comment) + "\n");
    assertThat(made.text()).doesNotContain("- /b/");
    assertThat(made.notTaken()).anyMatch(line -> line.endsWith(": " + comment));
  }

  @Test
  void theLabelsAreThoseOfTheTableInThePages() throws IOException {
    Map<Label, List<String>> documented = new EnumMap<>(Label.class);
    for (String line : Files.readAllLines(Path.of("../docs/import.md"))) {
      List<String> cells = Arrays.asList(line.split(" *\\| *", -1));
      if (cells.size() == 6 && cells.get(1).matches("[A-Z]+")) {
        List<String> forms =
            Arrays.stream(cells.get(2).split("`", -1))
                .filter(form -> !form.matches(",? *"))
                .toList();
        documented.put(Label.valueOf(cells.get(1)), forms);
      }
    }
    assertThat(documented)
        .isEqualTo(
            Arrays.stream(Label.values())
                .filter(label -> !label.forms().isEmpty())
                .collect(Collectors.toMap(label -> label, Label::forms)));
  }

  @ParameterizedTest
  @CsvSource({
    "Files Owned, OWNS",
    "What Each Agent MUST NOT Touch, FORBIDS",
    "2.1 Forbidden Areas, FORBIDS",
    "Can Read (But NOT Modify), READS",
    "Files (exclusive), NONE",
    "Files you may READ but NOT modify, NONE",
    "Does not own, FORBIDS",
    "Owns nothing of, NONE",
    "Owned by, AGENT",
    "Co-owned, NONE"
  })
  void aLabelIsAllOfItsWords(String text, String label) {
    assertThat(Label.of(text).name().toUpperCase(Locale.ROOT)).isEqualTo(label);
  }

  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(PlansTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
