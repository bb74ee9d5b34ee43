package dev.gatekeeper.core.brief;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others wrote shows as it is, and ends nothing. */
@Tag("bytes")
class MarkdownTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '~',
      value = {
        "/src/|`/src/`",
        "a`b|``a`b``",
        "`|`` ` ``",
        "``x|``` ``x ```",
        " x |`  x  `",
        "~~|`  `",
      })
  void codeStandsInAsManyBackticksAsItTakes(String text, String expected) {
    assertThat(Markdown.code(text)).isEqualTo(expected);
  }

  @Test
  void aNewlineInCodeDoesNotEndTheLine() {
    assertThat(Markdown.code("a\nb\u202ec")).isEqualTo("`a?b?c`");
  }

  @Test
  void textIsNoMarkup() {
    assertThat(Markdown.text("*a* [b](c) <!-- `d` | # \n# e"))
        .isEqualTo("\\*a\\* \\[b\\](c) \\<!-- \\`d\\` \\| \\#  \\# e");
  }

  @Test
  void aQuotationKeepsItsLinesAndReachesNoFurther() {
    assertThat(Markdown.quote("- a\r\n\r\n```\n<!-- gatekeeper: end -->\n\u001b[1mb\u0085c\n\n"))
        .containsExactly("> - a", ">", "> ```", "> &lt;!-- gatekeeper: end -->", "> [1mb", "> c");
  }

  @Test
  void aBlockOfCodeIsFencedByMoreBackticksThanItHas() {
    assertThat(Markdown.block("a\n````\n" + MarkedBlock.END, "   "))
        .isEqualTo(List.of("   `````", "   a", "   ````", "   " + MarkedBlock.END, "   `````"));
  }
}
