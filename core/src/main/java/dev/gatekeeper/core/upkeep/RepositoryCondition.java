package dev.gatekeeper.core.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The state of a repository's storage: packs, loose objects and loose refs.
 *
 * @param packs how many packs that can be read
 * @param cruft how many of them hold what no ref reaches
 * @param packBytes how large they are together
 * @param looseObjects how many objects have a file of their own
 * @param looseRefs how many refs have
 */
public record RepositoryCondition(
    int packs, int cruft, long packBytes, int looseObjects, int looseRefs) {
  private static final Pattern FAN = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern LOOSE = Pattern.compile("[0-9a-f]{38}");

  static RepositoryCondition of(Path git) throws IOException {
    List<Path> indexes = packs(git);
    int cruft = 0;
    long bytes = 0;
    for (Path index : indexes) {
      cruft += Files.exists(beside(index, ".mtimes")) ? 1 : 0;
      bytes += size(beside(index, ".pack"));
    }
    return new RepositoryCondition(indexes.size(), cruft, bytes, looseObjects(git), looseRefs(git));
  }

  /** The indexes of the packs, by name. */
  static List<Path> packs(Path git) throws IOException {
    try (Stream<Path> files = Files.list(git.resolve("objects/pack"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("pack-[0-9a-f]{40}\\.idx"))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Another file of the same pack. */
  static Path beside(Path index, String suffix) {
    return index.resolveSibling(index.getFileName().toString().replace(".idx", suffix));
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static int looseObjects(Path git) throws IOException {
    int count = 0;
    try (Stream<Path> folders = Files.list(git.resolve("objects"))) {
      for (Path folder : folders.filter(f -> matches(FAN, f)).toList()) {
        count += objectsIn(folder);
      }
    }
    return count;
  }

  private static int objectsIn(Path folder) throws IOException {
    try (Stream<Path> objects = Files.list(folder)) {
      return (int) objects.filter(o -> matches(LOOSE, o)).count();
    } catch (NoSuchFileException e) {
      return 0; // git removes a folder that is empty
    }
  }

  private static boolean matches(Pattern pattern, Path file) {
    return pattern.matcher(file.getFileName().toString()).matches();
  }

  private static int looseRefs(Path git) throws IOException {
    try (Stream<Path> refs = Files.walk(git.resolve("refs"))) {
      return (int) refs.filter(Files::isRegularFile).count();
    } catch (UncheckedIOException e) {
      return 0; // one went while they were counted: they are counted again
    }
  }
}
