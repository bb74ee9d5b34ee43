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
    return new PacedInput(new ByteArrayInputStream(new byte[bytes]), clock::get);
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, true",
    "1, 60, true",
    "1, 61, false",
    "60999, 61, false",
    "61000, 61, true",
    "3599999, 3600, false",
    "3600000, 3600, true",
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
    for (int second = 0; second <= 60; second++) {
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
}
