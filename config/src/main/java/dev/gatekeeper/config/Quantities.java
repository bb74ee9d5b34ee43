package dev.gatekeeper.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and dates as a policy writes them. */
final class Quantities {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smh])");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|[KMGT]iB)");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  private Quantities() {}

  /** {@code 90s}, {@code 10m}, {@code 2h}; more than nothing. */
  static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    return count == 0 ? Optional.empty() : Optional.of(duration);
  }

  /** {@code 8h}, or {@code 8h-10h} with the shorter first. */
  static boolean isEstimate(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      return duration(text).isPresent();
    }
    Optional<Duration> least = duration(text.substring(0, dash));
    Optional<Duration> most = duration(text.substring(dash + 1));
    return least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) <= 0;
  }

  /** Bytes: {@code 512B}, {@code 100MiB}, {@code 1GiB}; more than nothing. */
  static Optional<Long> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    int shift = 10 * UNITS.indexOf(matcher.group(2));
    return count == 0 || count > Long.MAX_VALUE >> shift
        ? Optional.empty()
        : Optional.of(count << shift);
  }

  /** {@code 2026-12-31}, a day that exists. */
  static Optional<LocalDate> date(String text) {
    if (!DATE.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
