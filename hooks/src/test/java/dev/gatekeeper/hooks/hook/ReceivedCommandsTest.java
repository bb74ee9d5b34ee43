package dev.gatekeeper.hooks.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("bytes")
class ReceivedCommandsTest {
  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);

  @Test
  void everyLineIsACommand() throws Exception {
    List<RefUpdate> updates =
        ReceivedCommands.parse(
            bytes(A + " " + B + " refs/heads/x\n" + B + " " + A + " refs/heads/é y\n"));
    assertThat(updates)
        .containsExactly(
            new RefUpdate(new RefName("refs/heads/x"), new Oid(A), new Oid(B)),
            new RefUpdate(new RefName("refs/heads/é y"), new Oid(B), new Oid(A)));
  }

  @Test
  void tenThousandRefsAreRead() throws Exception {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      input.append(A).append(' ').append(B).append(" refs/heads/agent-1/").append(i).append('\n');
    }
    assertThat(ReceivedCommands.parse(bytes(input.toString()))).hasSize(10_000);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "nothing at all            | ''                         | names no ref",
        "an empty line             | '%n'                       | is not `old new ref`",
        "no ref                    | 'A B%n'                    | is not `old new ref`",
        "an empty ref              | 'A B %n'                   | is not `old new ref`",
        "no line end               | 'A B refs/heads/x'         | is cut short",
        "capital letters in an id  | 'A C refs/heads/x%n'       | holds no object id",
        "tabs for blanks           | 'A%tB%trefs/heads/x%n'     | is not `old new ref`",
        "the second line is wrong  | 'A B refs/heads/x%nA B%n'  | line 2",
      })
  void oneBadLineSpoilsTheWhole(String what, String input, String message) {
    String text =
        input
            .replace("C", "C".repeat(40))
            .replace("A", A)
            .replace("B", B)
            .replace("%n", "\n")
            .replace("%t", "\t");
    assertThatThrownBy(() -> ReceivedCommands.parse(bytes(text)))
        .as(what)
        .isInstanceOf(ReceivedCommands.BadInput.class)
        .hasMessageContaining(message);
  }

  @Test
  void aRefWhoseNameIsNotUtf8IsNamedInOctal() throws ReceivedCommands.BadInput {
    byte[] input = (A + " " + B + " refs/heads/caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1);
    RefName name = ReceivedCommands.parse(input).get(0).ref();
    assertThat(name.name()).isEqualTo("\"refs/heads/caf\\351\"");
    assertThat(name.isBranch()).isFalse();
    assertThat(name.fault()).contains("it is not valid UTF-8");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
