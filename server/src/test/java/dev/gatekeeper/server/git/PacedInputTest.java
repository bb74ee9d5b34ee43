package dev.gatekeeper.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How slow a client may be. */
class PacedInputTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

  private PacedInput paced(int bytes) {
    PacedInput input = new PacedInput(new ByteArrayInputStream(new byte[bytes]), clock::get);
    input.endHead();
    return input;
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, true",
    "1, 59, true",
    "1, 61, false",
    "60999, 61, false",
    "61000, 61, true",
    "3598999, 3599, false",
    "3599000, 3599, true",
  })
  void aThousandBytesASecondAfterTheFirstMinute(int bytes, int seconds, boolean isEnough)
      throws IOException {
    PacedInput input = paced(bytes);
    pass(Duration.ofSeconds(seconds));
    if (isEnough) {
      assertThat(input.read(new byte[bytes])).isEqualTo(bytes);
      assertThat(input.bytes()).isEqualTo(bytes);
    } else {
      assertThatThrownBy(() -> input.read(new byte[bytes]))
          .isInstanceOf(IOException.class)
          .hasMessage("the client sends less than 1000 bytes a second");
    }
  }

  @Test
  void byteByByteIsAsSlow() throws IOException {
    PacedInput input = paced(1000);
    for (int second = 0; second < 60; second++) {
      assertThat(input.read()).isZero();
      pass(Duration.ofSeconds(1));
    }
    assertThatThrownBy(input::read).isInstanceOf(IOException.class);
  }

  @Test
  void theEndIsTheEndHoweverLate() throws IOException {
    PacedInput input = paced(0);
    pass(Duration.ofHours(1));
    assertThat(input.read()).isEqualTo(-1);
    assertThat(input.read(new byte[5])).isEqualTo(-1);
  }

  /** The commands of a push, or all of a fetch's request. */
  @ParameterizedTest
  @CsvSource({"59, true", "60, false"})
  void whatIsSmallComesWithinAMinute(int seconds, boolean isEnough) throws IOException {
    PacedInput input = new PacedInput(new ByteArrayInputStream(new byte[1 << 20]), clock::get);
    pass(Duration.ofSeconds(seconds));
    if (isEnough) {
      assertThat(input.read()).isZero();
    } else {
      assertThatThrownBy(() -> input.read(new byte[1 << 20]))
          .isInstanceOf(IOException.class)
          .hasMessage("the client takes more than 60 s to ask");
    }
  }

  @Test
  void whatIsLargeComesWithinAnHour() {
    PacedInput input = paced(100 << 20);
    pass(Duration.ofHours(1));
    assertThatThrownBy(() -> input.read(new byte[100 << 20]))
        .isInstanceOf(IOException.class)
        .hasMessage("the client takes more than 3600 s to send");
  }
}
