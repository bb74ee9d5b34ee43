package dev.gatekeeper.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What file systems that ignore case take for one name (docs/semantics.md, section 4). */
class NameFoldTest {
  private static String fold(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return NameFold.of(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stra\u00dfe", "STRA\u1e9eE", "Stra\u1e9ee", "STRASSE"})
  void aSharpSIsOneInEitherCase(String name) {
    assertThat(fold(name)).isEqualTo(fold("strasse"));
  }
}
