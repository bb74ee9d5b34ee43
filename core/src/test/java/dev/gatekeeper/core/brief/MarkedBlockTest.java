package dev.gatekeeper.core.brief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written between the marks, and what stays outside. */
@Tag("bytes")
class MarkedBlockTest {
  private static final String OLD = "<!-- gatekeeper: begin (older words) -->";

  /** In the cells {@code n} stands for a newline, {@code r} for a carriage return. */
  private static String text(String cell) {
    return cell.replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("BEGIN", MarkedBlock.BEGIN)
        .replace("OLD", OLD)
        .replace("END", MarkedBlock.END);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "an empty file        | ~~                         | BEGIN\\nnew\\nEND\\n",
        "a file               | a\\n                       | a\\n\\nBEGIN\\nnew\\nEND\\n",
        "no newline at its end| a                          | a\\n\\nBEGIN\\nnew\\nEND\\n",
        "CRLF                 | a\\r\\nb\\r\\n             | a\\r\\nb\\r\\n\\r\\nBEGIN\\r\\nnew\\r\\nEND\\r\\n",
        "a block              | BEGIN\\nold\\nEND\\n       | BEGIN\\nnew\\nEND\\n",
        "in the middle        | a\\nBEGIN\\nold\\nEND\\nb  | a\\nBEGIN\\nnew\\nEND\\nb",
        "at the very end      | a\\nBEGIN\\nold\\nEND      | a\\nBEGIN\\nnew\\nEND",
        "a block with CRLF    | a\\nBEGIN\\r\\nx\\r\\nEND\\r\\nb\\n | a\\nBEGIN\\r\\nnew\\r\\nEND\\r\\nb\\n",
        "other words          | OLD\\nold\\nEND\\n         | BEGIN\\nnew\\nEND\\n",
        "marks not alone      | see BEGIN\\n  END\\n       | see BEGIN\\n  END\\n\\nBEGIN\\nnew\\nEND\\n",
      })
  void theBlockIsPutInItsPlaceAndAllElseStays(String name, String before, String after)
      throws Exception {
    String put = MarkedBlock.put(text(before), "new\n");
    assertThat(put).isEqualTo(text(after));
    assertThat(MarkedBlock.put(put, "new\n")).as("a second time").isEqualTo(put);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a\\nBEGIN\\nb\\n                  | begin marks: line 2; end marks: none",
        "END\\n                            | begin marks: none; end marks: line 1",
        "END\\nBEGIN\\n                    | begin marks: line 2; end marks: line 1",
        "BEGIN\\nEND\\nBEGIN\\nEND\\n      | begin marks: line 1, line 3; end marks: line 2, line 4",
        "BEGIN\\nBEGIN\\nEND\\n            | begin marks: line 1, line 2; end marks: line 3",
      })
  void marksThatAreNoPairAreRefusedWithTheirLines(String before, String message) {
    assertThatThrownBy(() -> MarkedBlock.put(text(before), "new\n"))
        .isInstanceOf(MarkedBlock.Damaged.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "a\\nb\\n, true",
    "a, false",
    "a\\nEND\\n, false",
    "OLD\\n, false",
    "' END\\n', true"
  })
  void aContentEndsItsLinesAndHasNoMark(String content, boolean taken) {
    assertThat(MarkedBlock.takes(text(content))).isEqualTo(taken);
  }

  @Test
  void bytesThatAreNoTextComeThroughWhereTheyAreDecodedOneByOne() throws Exception {
    StringBuilder all = new StringBuilder();
    for (char c = 1; c < 256; c++) {
      all.append(c);
    }
    assertThat(MarkedBlock.put(all.toString(), "new\n")).startsWith(all);
  }
}
