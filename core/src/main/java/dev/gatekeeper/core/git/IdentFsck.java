package dev.gatekeeper.core.git;

import dev.gatekeeper.core.model.FsckId;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether a name, an address, a date and a time zone are what git's fsck wants (git's fsck.c,
 * {@code fsck_ident}).
 */
final class IdentFsck {
  /** What git can hold as a date on every system, in seconds. */
  private static final BigInteger LATEST = BigInteger.valueOf(Long.MAX_VALUE);

  private static final Pattern ZONE = Pattern.compile("[+-][0-9]{4}");

  private IdentFsck() {}

  /**
   * What is wrong with it, to follow the one it is about, or nothing.
   *
   * @param line a character a byte, without the line's end
   */
  static Optional<FsckFault> fault(String line) {
    if (line.startsWith("<")) {
      return fault(FsckId.MISSING_NAME_BEFORE_EMAIL, "has no name");
    }
    int open = line.indexOf('<');
    int stray = line.indexOf('>');
    if (stray >= 0 && (open < 0 || stray < open)) {
      return fault(FsckId.BAD_NAME, "has a `>` in the name");
    }
    if (open < 0) {
      return fault(FsckId.MISSING_EMAIL, "has no address");
    }
    if (line.charAt(open - 1) != ' ') {
      return fault(FsckId.MISSING_SPACE_BEFORE_EMAIL, "has no space before the address");
    }
    int close = line.indexOf('>', open + 1);
    int again = line.indexOf('<', open + 1);
    if (close < 0 || (again >= 0 && again < close)) {
      return fault(FsckId.BAD_EMAIL, "has an address that does not end");
    }
    return line.startsWith(" ", close + 1)
        ? date(line.substring(close + 2))
        : fault(FsckId.MISSING_SPACE_BEFORE_DATE, "has no space before the date");
  }

  private static Optional<FsckFault> date(String padded) {
    String text = padded.replaceFirst("^[ \t]+", "");
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    if (end == 0) {
      return fault(FsckId.BAD_DATE, "has no date");
    }
    if (text.charAt(0) == '0' && !text.startsWith(" ", 1)) {
      return fault(FsckId.ZERO_PADDED_DATE, "has a date that begins with a zero");
    }
    if (new BigInteger(text.substring(0, end)).compareTo(LATEST) >= 0) {
      return fault(FsckId.BAD_DATE_OVERFLOW, "has a date that no system can hold");
    }
    if (!text.startsWith(" ", end)) {
      return fault(FsckId.BAD_DATE, "has a date that is no number");
    }
    return ZONE.matcher(text.substring(end + 1)).matches()
        ? Optional.empty()
        : fault(FsckId.BAD_TIMEZONE, "has a time zone that is none");
  }

  private static Optional<FsckFault> fault(FsckId id, String detail) {
    return Optional.of(new FsckFault(id, detail));
  }
}
