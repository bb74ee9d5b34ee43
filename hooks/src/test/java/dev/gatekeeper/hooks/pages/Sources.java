package dev.gatekeeper.hooks.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program as it is written, for words that no class lists. */
final class Sources {
  private Sources() {}

  /**
   * The first group of all that a pattern finds in the sources of these, but not in those of tests.
   *
   * @param folders or files, from the top of the project
   */
  static Set<String> find(String pattern, String... folders) {
    Pattern compiled = Pattern.compile(pattern);
    return files(folders)
        .filter(file -> !file.toString().contains("/src/test/"))
        .map(Sources::text)
        .flatMap(text -> compiled.matcher(text).results())
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of all classes, of tests too. */
  static Set<String> classes() {
    return files("core", "config", "server", "hooks", "bench")
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .collect(Collectors.toSet());
  }

  /** The names of all packages, without what they have in common. */
  static Set<String> packages() {
    return files("core", "config", "server", "hooks", "bench")
        .map(file -> file.getName(file.getNameCount() - 2).toString())
        .collect(Collectors.toSet());
  }

  private static Stream<Path> files(String... folders) {
    return Stream.of(folders).flatMap(folder -> below(Page.TOP.resolve(folder)).stream());
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.toString().contains("/target/"))
          .filter(file -> file.toString().matches(".*\\.(java|sh)|.*/src/main/sh/.*"))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
