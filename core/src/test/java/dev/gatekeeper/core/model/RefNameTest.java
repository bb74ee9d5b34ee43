package dev.gatekeeper.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code git check-ref-format} is the oracle; where it says yes, length alone may say no. */
@Tag("bytes")
class RefNameTest {
  private static final List<String> NAMES =
      List.of(
          "refs/heads/a",
          "refs/heads/a/b.c",
          "refs/heads/@",
          "refs/heads/a@b",
          "refs/heads/-a",
          "refs/heads/a.lock",
          "refs/heads/a.lock/b",
          "refs/heads/.lock/b",
          "refs/heads/a.lock.b",
          "refs/heads/a.LOCK/b",
          "refs/heads/.a",
          "refs/heads/a/.b",
          "refs/heads/a.",
          "refs/heads/a./b",
          "refs/heads/a..b",
          "refs/heads/a@{b",
          "refs/heads/a b",
          "refs/heads/a~b",
          "refs/heads/a^b",
          "refs/heads/a:b",
          "refs/heads/a?b",
          "refs/heads/a*b",
          "refs/heads/a[b",
          "refs/heads/a]b",
          "refs/heads/a\\b",
          "refs/heads/a\u007fb",
          "refs/heads/a\tb",
          "refs/heads//a",
          "refs/heads/a/",
          "refs/heads/caf\u00e9");

  @Test
  void isTakenAsGitTakesIt() throws Exception {
    for (String name : NAMES) {
      assertThat(new RefName(name).fault().isEmpty()).as(name).isEqualTo(isTakenByGit(name));
    }
  }

  /** Its bytes are written as octal numbers: not every locale has words for all of them. */
  private static boolean isTakenByGit(String name) throws Exception {
    StringBuilder octal = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      octal.append(String.format(Locale.ROOT, "\\%03o", b & 0xff));
    }
    String script = "git check-ref-format \"$(printf '" + octal + "')\"";
    return new ProcessBuilder("sh", "-c", script).start().waitFor() == 0;
  }

  @Test
  void leavesRoomForItsLock() {
    String part = "refs/heads/" + "x".repeat(250);
    assertThat(Stream.of(part, "refs/heads/" + "a/".repeat(490) + "a"))
        .allMatch(name -> new RefName(name).fault().isEmpty());
    assertThat(
            Stream.of(
                part + "x", "refs/heads/" + "\u00e9".repeat(126), "refs/heads/" + "a/".repeat(500)))
        .allMatch(name -> new RefName(name).fault().equals(Optional.of("it is too long")));
  }
}
