package dev.gatekeeper.config.importer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of a plan that belong together: a block of code, a table, or one of another kind.
 *
 * @param line of the first one, from 1
 */
record PlanBlock(int line, Kind kind, List<String> lines) {
  private static final int PARAGRAPH = 10;
  private static final int ITEMS = 20;
  private static final Pattern LAYOUT =
      Pattern.compile("\\s*+(?:[|:\\s=_-]*+|[#>+*-]|\\*[*\\s]*+)\\s*+");
  private static final Pattern BOLD =
      Pattern.compile("(?<![\\w/*.])(\\*{1,3}|_{2})(?=[^\\s*_])([^*]{1,400}?)\\1(?![\\w/*.])");
  private static final Pattern ITEM =
      Pattern.compile("\\s*+(?:[-*+\u2022]|\\d{1,3}[.)])\\s++(?:\\[[ xX]]\\s++)?(.*)");
  private static final Pattern ALL_BOLD =
      Pattern.compile("\\s*+(?:[-*+\u2022]\\s|\\d{1,3}[.)]\\s)?\\s*\\*\\*[^*]+\\*\\*:?\\s*");

  /** What kind of Markdown it is; there is nothing in {@code LAYOUT} but rules and blanks. */
  enum Kind {
    CODE,
    TABLE,
    HEADING,
    ITEM,
    LAYOUT,
    TEXT
  }

  static List<PlanBlock> of(List<String> lines) {
    List<PlanBlock> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String first = lines.get(i).replaceFirst("^>[> ]*+", "");
      PlanBlock block = new PlanBlock(i + 1, kind(first), new ArrayList<>(List.of(first)));
      boolean code = block.kind == Kind.CODE;
      boolean more = code || block.kind == Kind.TABLE;
      while (more && i + 1 < lines.size() && (code || kind(lines.get(i + 1)) == Kind.TABLE)) {
        i++;
        block.lines.add(lines.get(i));
        more = !code || kind(lines.get(i)) != Kind.CODE;
      }
      blocks.add(block);
    }
    return blocks;
  }

  private static Kind kind(String line) {
    if (line.strip().startsWith("```")) {
      return Kind.CODE;
    } else if (line.strip().startsWith("|")) {
      return Kind.TABLE;
    } else if (LAYOUT.matcher(line).matches()) {
      return Kind.LAYOUT;
    }
    return line.matches("#{1,6}\\s.*")
        ? Kind.HEADING
        : ITEM.matcher(line).matches() ? Kind.ITEM : Kind.TEXT;
  }

  /** Whether it says of what follows what that is about: a heading, or all of it bold. */
  boolean isTitle() {
    return kind == Kind.HEADING || ALL_BOLD.matcher(first()).matches();
  }

  /** What is of the same rank, or of a lower number, ends what the line says of others. */
  int rank() {
    int indent = first().length() - first().stripLeading().length();
    return kind == Kind.HEADING
        ? first().indexOf(' ')
        : kind == Kind.ITEM || indent > 0 ? ITEMS + indent : PARAGRAPH;
  }

  String first() {
    return lines.get(0);
  }

  /** Without the marks of Markdown; what stands in backticks stays in them. */
  String text() {
    return text(first());
  }

  private static String text(String line) {
    Matcher item = ITEM.matcher(line);
    String text = item.matches() ? item.group(1) : line.replaceFirst("^#{1,6}\\s+", "");
    return BOLD.matcher(text).replaceAll("$2").strip();
  }

  /** The cells of a row of a table. */
  List<String> cells(int row) {
    String bare = lines.get(row).strip().replaceFirst("^\\|", "").replaceFirst("(?<!\\\\)\\|$", "");
    return Arrays.stream(bare.split("(?<!\\\\)\\|", -1))
        .map(cell -> text(" " + cell.replace("\\|", "|").strip()).strip())
        .toList();
  }

  /** The column of agents of a table that can be read; else -1. */
  int who() {
    List<Label> labels = cells(0).stream().map(Label::of).toList();
    boolean says = labels.stream().anyMatch(l -> l != Label.AGENT && l != Label.NONE);
    boolean ruled = lines.size() > 2 && LAYOUT.matcher(lines.get(1)).matches();
    return says && ruled ? labels.indexOf(Label.AGENT) : -1;
  }
}
