package dev.gatekeeper.hooks.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
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

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'"
              + "|//[^\\n]*|/\\*[\\s\\S]*?\\*/");

  /** What is between two literals of one sum: nothing, or operands whose value is not known. */
  private static final Pattern SUM =
      Pattern.compile("\\s*\\+\\s*(?:[\\w.()\\[\\]]+(?:\\([^\";{}]*\\))?\\s*\\+\\s*)?");

  /**
   * The string literals of the program by package, such as {@code core/gate}. What is joined by
   * {@code +} is one, as it is printed; an operand that is no literal reads {@code {}}.
   */
  static Map<String, List<Page.Said>> literals() {
    Map<String, List<Page.Said>> literals = new TreeMap<>();
    files("core", "config", "server", "hooks")
        .filter(file -> file.toString().contains("/src/main/java/"))
        .forEach(
            file -> {
              Path place = Page.TOP.relativize(file);
              String name = place.getName(0) + "/" + place.getName(place.getNameCount() - 2);
              literals
                  .computeIfAbsent(name, key -> new ArrayList<>())
                  .addAll(literals(place.toString(), text(file)));
            });
    return literals;
  }

  private static List<Page.Said> literals(String place, String source) {
    List<Page.Said> found = new ArrayList<>();
    StringBuilder sum = new StringBuilder();
    int line = 0;
    int end = 0;
    Matcher token = TOKEN.matcher(source);
    while (token.find()) {
      String text = token.group();
      if (text.charAt(0) != '"') {
        continue;
      }
      String between = source.substring(end, token.start());
      if (!sum.isEmpty() && SUM.matcher(between).matches()) {
        sum.append(between.strip().equals("+") ? "" : "{}");
      } else {
        found.add(new Page.Said(sum.toString(), place + ":" + line));
        sum.setLength(0);
        line = 1 + (int) source.substring(0, token.start()).chars().filter(c -> c == '\n').count();
      }
      sum.append(text.replaceAll("^\"+|\"+$", ""));
      end = token.end();
    }
    found.add(new Page.Said(sum.toString(), place + ":" + line));
    return found;
  }

  /** The lines of the shell scripts that ship, without comments. */
  static List<Page.Said> scriptLines() {
    List<Page.Said> found = new ArrayList<>();
    files("hooks/src/main/sh", "install.sh")
        .forEach(
            file -> {
              List<String> lines = text(file).lines().toList();
              for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).strip().startsWith("#")) {
                  String at = Page.TOP.relativize(file) + ":" + (i + 1);
                  found.add(new Page.Said(lines.get(i), at));
                }
              }
            });
    return found;
  }

  /** The names of all classes, of tests too. */
  static Set<String> classes() {
    return files("core", "config", "server", "hooks", "bench")
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .collect(Collectors.toSet());
  }

  /** The same, each behind its package: {@code gate/RefRules}. */
  static Set<String> placedClasses() {
    return files("core", "config", "server", "hooks", "bench")
        .map(file -> file.subpath(file.getNameCount() - 2, file.getNameCount()).toString())
        .map(place -> place.replace(".java", ""))
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
