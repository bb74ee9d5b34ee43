package dev.gatekeeper.server.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * What a file looked like from outside, and when. As git's index does it: a file that had been
 * written just before one looked may be written again within the same tick of its clock, so its
 * looks prove nothing.
 */
record FileStamp(String looks, Instant changed, Instant seen) {
  /** Of nothing: whatever is there has changed. */
  public static final FileStamp NONE = new FileStamp("never seen", Instant.EPOCH, Instant.EPOCH);

  /** The coarsest clock of a file system that is in use ticks every two seconds. */
  private static final Duration TICK = Duration.ofSeconds(3);

  public static FileStamp of(Path file) throws IOException {
    Instant seen = Instant.now();
    try {
      BasicFileAttributes at = Files.readAttributes(file, BasicFileAttributes.class);
      FileTime changed =
          file.getFileSystem().supportedFileAttributeViews().contains("unix")
              ? (FileTime) Files.getAttribute(file, "unix:ctime")
              : at.lastModifiedTime();
      String looks = at.fileKey() + " " + at.lastModifiedTime() + " " + changed + " " + at.size();
      return new FileStamp(looks, changed.toInstant(), seen);
    } catch (NoSuchFileException e) {
      return new FileStamp("absent", Instant.MIN, seen);
    }
  }

  /** Whether the file is surely as it was when this was taken. */
  public boolean isStill(FileStamp now) {
    return looks.equals(now.looks) && changed.isBefore(seen.minus(TICK));
  }
}
