package dev.gatekeeper.hooks.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation: its paragraphs, rows of tables and lines of code, each with its
 * place.
 *
 * @param name such as {@code docs/policy.md}
 */
record Page(String name, List<Part> parts) {
  static final Path TOP = Path.of("..");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern CELL = Pattern.compile("(?<!\\\\)\\|");

  Page {
    parts = List.copyOf(parts);
  }

  /** What a part is. */
  enum Kind {
    PROSE,
    HEAD,
    ROW,
    CODE
  }

  /** A text in code, and the place: {@code docs/policy.md:12}. */
  record Said(String text, String at) {}

  /**
   * A paragraph, a row of a table, its head, or a line of a block of code.
   *
   * @param heading that of the section
   * @param line where it begins
   */
  record Part(Kind kind, String page, String heading, int line, String text) {

    String at() {
      return page + ":" + line;
    }

    /** What stands in code. */
    List<Said> code() {
      return kind == Kind.CODE ? List.of(new Said(text.strip(), at())) : code(text);
    }

    /** The cells of a row. */
    List<String> cells() {
      List<String> cells = Arrays.asList(CELL.split(text.strip(), -1));
      return cells.subList(1, cells.size() - 1).stream().map(String::strip).toList();
    }

    /** What stands in code in one cell of a row. */
    List<Said> code(int cell) {
      return code(cells().get(cell));
    }

    /** The same, where parentheses do not count. */
    List<Said> bare(int cell) {
      return code(cells().get(cell).replaceAll("\\([^()]*\\)", ""));
    }

    private List<Said> code(String words) {
      List<Said> said = new ArrayList<>();
      Matcher code = CODE.matcher(words);
      while (code.find()) {
        int below = (int) words.substring(0, code.start()).chars().filter(c -> c == '\n').count();
        String plain = code.group(1).replaceAll("\\s+", " ").replace("\\|", "|");
        said.add(new Said(plain, page + ":" + (line + below)));
      }
      return said;
    }
  }

  /** README, CONTRIBUTING and all below {@code docs}. */
  static List<Page> all() {
    try (Stream<Path> files = Files.list(TOP.resolve("docs"))) {
      return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md").map(TOP::resolve), files)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(file -> of(TOP.relativize(file).toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page of(String name) {
    try {
      return read(name, Files.readAllLines(TOP.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page read(String name, List<String> lines) {
    List<Part> parts = new ArrayList<>();
    StringBuilder prose = new StringBuilder();
    String heading = "";
    boolean code = false;
    int begun = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean fence = line.strip().startsWith("```");
      boolean plain = !code && !fence && !line.isBlank() && !line.startsWith("|");
      boolean title = plain && line.startsWith("#");
      boolean item = line.matches("\\s*([-*]|\\d+\\.) .*");
      if (!prose.isEmpty() && (!plain || title || item)) {
        parts.add(new Part(Kind.PROSE, name, heading, begun, prose.toString()));
        prose.setLength(0);
      }
      if (fence) {
        code = !code;
      } else if (code) {
        parts.add(new Part(Kind.CODE, name, heading, i + 1, line));
      } else if (title) {
        heading = line.replaceFirst("^#+ ", "");
      } else if (line.startsWith("|") && !line.matches("\\|[-| :]*-[-| :]*")) {
        boolean first = i == 0 || !lines.get(i - 1).startsWith("|");
        parts.add(new Part(first ? Kind.HEAD : Kind.ROW, name, heading, i + 1, line));
      } else if (plain) {
        begun = prose.isEmpty() ? i + 1 : begun;
        prose.append(line).append('\n');
      }
    }
    if (!prose.isEmpty()) {
      parts.add(new Part(Kind.PROSE, name, heading, begun, prose.toString()));
    }
    return new Page(name, parts);
  }

  /** The rows of the tables in that section whose head begins with {@code first}. */
  List<Part> rows(String section, String first) {
    List<Part> rows = new ArrayList<>();
    boolean wanted = false;
    for (Part part : parts) {
      if (part.kind() == Kind.HEAD) {
        wanted = part.heading().equals(section) && part.cells().get(0).equals(first);
      } else if (wanted && part.kind() == Kind.ROW) {
        rows.add(part);
      } else {
        wanted = false;
      }
    }
    if (rows.isEmpty()) {
      throw new AssertionError(
          name + ": under `" + section + "` there is no table that begins with `" + first + "`");
    }
    return rows;
  }

  /** All that such rows say in code in their first cell. */
  List<Said> firsts(String section, String first) {
    return rows(section, first).stream().flatMap(row -> row.code(0).stream()).toList();
  }

  /** All that stands in code. */
  Stream<Said> code() {
    return parts.stream().flatMap(part -> part.code().stream());
  }
}
