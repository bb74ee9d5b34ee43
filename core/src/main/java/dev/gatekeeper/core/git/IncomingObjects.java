package dev.gatekeeper.core.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The place of a push's objects while it is judged.
 *
 * @param quarantine the object directories that hold what was pushed and not yet accepted, none if
 *     all is in the repository's own
 * @param borrowed other object directories that the host lets the repository borrow from
 */
public record IncomingObjects(List<Path> quarantine, List<Path> borrowed) {
  /** A push whose objects are all in the repository already. */
  public static final IncomingObjects NONE = new IncomingObjects(List.of(), List.of());

  public IncomingObjects {
    quarantine = List.copyOf(quarantine);
    borrowed = List.copyOf(borrowed);
  }

  /** How many bytes were pushed. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Path directory : quarantine) {
      try (Stream<Path> files = Files.walk(directory)) {
        bytes += files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return bytes;
  }
}
