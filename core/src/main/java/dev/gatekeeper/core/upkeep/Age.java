package dev.gatekeeper.core.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/** How long a file has been as it is and where it is. */
final class Age {
  private Age() {}

  /**
   * The time since it was last written, renamed or linked: what is moved to its place keeps the
   * date of its content, so the system's own date of change counts where there is one.
   */
  static Duration of(Path file, Instant now) throws IOException {
    FileTime time;
    try {
      time = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException e) {
      time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    }
    return Duration.between(time.toInstant(), now);
  }
}
