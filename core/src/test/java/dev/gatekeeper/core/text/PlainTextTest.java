package dev.gatekeeper.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read of a text, and in how many lines. */
@Tag("bytes")
class PlainTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\t\n",
        "\u00a0",
        "\u200b\u2060",
        "\ufeff",
        "\u202e \u2029",
        "\u0085\u001b"
      })
  void whatShowsNothingIsBlank(String text) {
    assertThat(PlainText.isBlank(text)).isTrue();
    assertThat(PlainText.isBlank(text + "\u0131" + text)).isFalse();
  }

  @Test
  void aLineThatHoldsACommandStaysWhole() {
    String words = "word ".repeat(60).strip();
    assertThat(PlainText.wrapped(words, "  ")).hasSize(2);
    for (String begin : List.of("next: ", "fix: ", "ask: ")) {
      assertThat(PlainText.wrapped(begin + words, "  ")).containsExactly(begin + words);
    }
  }
}
