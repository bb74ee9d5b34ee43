package dev.gatekeeper.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of Microsoft's page, and those that look like them. */
@Tag("bytes")
class WindowsNameTest {
  private static boolean isNone(String name) {
    byte[] bytes = ("x/" + name + "/y").getBytes(StandardCharsets.UTF_8);
    return WindowsName.fault(bytes, 2, bytes.length - 4).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aux",
        "AUX",
        "aux.c",
        "aux.\u2028c",
        "Con.tar.gz",
        "nul.",
        "PRN",
        "com1",
        "LPT9.txt",
        "COM\u00b9",
        "lpt\u00b3.md",
        "CONIN$",
        "conout$.x",
        "aux .c",
        "NUL ",
        "a:b",
        "a<b",
        "a>b",
        "a\"b",
        "a|b",
        "a?b",
        "a*b",
        "a\\b",
        ":",
        "a\u0001",
        "\u001f",
        "\n",
        "a.",
        "a ",
        "...",
        ". .",
        " "
      })
  void isNoneOnWindows(String name) {
    assertThat(isNone(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auxiliary.c",
        "aux-1",
        "xaux",
        "com",
        "com0",
        "com10",
        "COMA",
        "lpt",
        "console",
        ".aux",
        "a.aux",
        "nul-1.txt",
        "com\u2074",
        "conin",
        ".gitignore",
        "a b",
        " a",
        "\u00e9",
        "\u6f22",
        "a'b",
        "a;b",
        "a=b",
        "\u007f",
        "CLOCK$"
      })
  void isOneOnWindows(String name) {
    assertThat(isNone(name)).isFalse();
  }
}
