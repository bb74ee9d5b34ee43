package dev.gatekeeper.config.importer;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a text says that work takes, as a policy writes it. */
final class Estimates {
  private static final String NUMBER = "(\\d{1,4}(?:\\.\\d{1,2})?)";
  private static final String UNIT =
      "(h|hrs?|hours?|m|mins?|minutes?|d|days?|w|wks?|weeks?|months?)";
  private static final Pattern TIME =
      Pattern.compile(
          "(?i)(?<![\\w.])"
              + NUMBER
              + "\\s*+"
              + UNIT
              + "?\\s*+(?:(?:-|\u2013|\u2014|to)\\s*"
              + NUMBER
              + "\\s*)?"
              + UNIT
              + "(?![\\w])");

  private Estimates() {}

  /**
   * A time that was found.
   *
   * @param estimate such as {@code 8h-10h}; empty if it is in days or weeks, which are not a fixed
   *     number of hours of work
   * @param written what the plan says
   * @param start where it starts in the text
   */
  record Time(String estimate, String written, int start) {}

  /** The first time in a text. */
  static Optional<Time> in(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String unit = matcher.group(4);
    String firstUnit = matcher.group(2) == null ? unit : matcher.group(2);
    String most = matcher.group(3) == null ? matcher.group(1) : matcher.group(3);
    Optional<Long> from = minutes(matcher.group(1), firstUnit);
    Optional<Long> to = minutes(most, unit);
    boolean sound = from.isPresent() && to.isPresent() && from.get() > 0 && from.get() <= to.get();
    String estimate = "";
    if (sound) {
      estimate =
          from.get().equals(to.get()) ? time(to.get()) : time(from.get()) + "-" + time(to.get());
    }
    return Optional.of(new Time(estimate, matcher.group(), matcher.start()));
  }

  private static Optional<Long> minutes(String number, String unit) {
    int each =
        switch (unit.toLowerCase(Locale.ROOT).charAt(0)) {
          case 'h' -> 60;
          case 'm' -> unit.toLowerCase(Locale.ROOT).startsWith("mo") ? 0 : 1;
          default -> 0;
        };
    BigDecimal minutes = new BigDecimal(number).multiply(BigDecimal.valueOf(each));
    return each == 0 || minutes.stripTrailingZeros().scale() > 0
        ? Optional.empty()
        : Optional.of(minutes.longValueExact());
  }

  private static String time(long minutes) {
    return minutes % 60 == 0 ? minutes / 60 + "h" : minutes + "m";
  }
}
