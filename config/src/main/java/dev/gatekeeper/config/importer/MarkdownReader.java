package dev.gatekeeper.config.importer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Markdown as a list of blocks. Words are taken as they stand in the source: what a renderer makes
 * of {@code src/**} or {@code __init__.py} is not what the plan means.
 */
final class MarkdownReader {
  /** Lists and quotations that lie deeper are not looked at. */
  private static final int DEEPEST = 40;

  /** In one cell, item or paragraph, in characters; who means more writes it in several. */
  static final int LONGEST = 4000;

  private static final Pattern KEY = Pattern.compile("\\W{0,6}[\\p{L}][^:`|]{0,60}:.*");
  private static final Pattern LABEL = Pattern.compile(".*:[^\\w:]*+|\\*\\*[^*]+\\*\\*\\W*");
  private static final Pattern ENDS = Pattern.compile("[.!?;:][*_`)\"]*$");
  private static final Pattern UNDERLINE = Pattern.compile("\\s*(?:=+|-+)\\s*");

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          // Words are read from the source; so nobody's brackets and stars have to be paired.
          .inlineParserFactory(context -> (lines, node) -> {})
          .build();

  private final String source;
  private final List<Block> blocks = new ArrayList<>();
  private final List<Integer> unread = new ArrayList<>();
  private final Deque<Level> headings = new ArrayDeque<>();

  private MarkdownReader(String source) {
    this.source = source;
  }

  /** A heading that what follows belongs to. */
  private record Level(int level, Said words) {}

  /**
   * What was read.
   *
   * @param unread lines where words were not looked at, being too many
   */
  record Read(List<Block> blocks, List<Integer> unread) {
    Read {
      blocks = List.copyOf(blocks);
      unread = List.copyOf(unread);
    }
  }

  static Read read(String source) {
    MarkdownReader reader = new MarkdownReader(source);
    reader.read(PARSER.parse(source), List.of(), 0);
    return new Read(reader.blocks, reader.unread);
  }

  private Said said(int line, String text) {
    if (text.length() <= LONGEST) {
      return new Said(line, text);
    }
    unread.add(line);
    return new Said(line, "");
  }

  /**
   * @param above the items that the parent lies in, the nearest first
   */
  private void read(Node parent, List<Said> above, int depth) {
    if (depth > DEEPEST) {
      return;
    }
    List<Said> label = List.of();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      List<Said> context = context(label, above);
      if (node instanceof org.commonmark.node.Heading heading) {
        heading(heading);
        label = List.of();
      } else if (node instanceof Paragraph paragraph) {
        List<Said> lines = lines(paragraph);
        lines.forEach(line -> blocks.add(new Block.Line(line, context)));
        Said last = lines.get(lines.size() - 1);
        label = LABEL.matcher(last.text()).matches() ? List.of(last) : List.of();
      } else if (node instanceof TableBlock table) {
        blocks.add(table(table, context));
      } else if (node instanceof FencedCodeBlock code) {
        blocks.add(fenced(code, context));
      } else if (node instanceof IndentedCodeBlock code) {
        blocks.add(new Block.Code(line(code), "", spans(code), context));
      } else if (node instanceof ListItem item) {
        item(item, above, depth);
      } else {
        read(node, joined(label, above), depth + 1);
      }
    }
  }

  private void heading(org.commonmark.node.Heading heading) {
    List<Said> spans = spans(heading);
    String text =
        spans.stream()
            .map(Said::text)
            .filter(part -> !UNDERLINE.matcher(part).matches())
            .collect(Collectors.joining(" "))
            .replaceAll("^\\s*#{1,6}(?=\\s|$)|\\s#+\\s*$", "")
            .strip();
    while (!headings.isEmpty() && headings.element().level() >= heading.getLevel()) {
      headings.pop();
    }
    Said words = said(line(heading), text);
    blocks.add(new Block.Heading(words, context(List.of(), List.of())));
    headings.push(new Level(heading.getLevel(), words));
  }

  /** An item says what its first paragraph says; what else is in it belongs to that. */
  private void item(ListItem item, List<Said> above, int depth) {
    Node first = item.getFirstChild();
    if (!(first instanceof Paragraph paragraph)) {
      read(item, above, depth + 1);
      return;
    }
    List<Said> spans = spans(paragraph);
    String text = spans.stream().map(Said::text).collect(Collectors.joining(" "));
    Said words = said(line(paragraph), text.replaceFirst("^\\[[ xX]]\\s+", ""));
    blocks.add(new Block.Item(words, context(List.of(), above)));
    paragraph.unlink();
    read(item, joined(List.of(words), above), depth + 1);
  }

  /** A paragraph's lines, those that carry on a sentence put to the one before. */
  private List<Said> lines(Paragraph paragraph) {
    List<Said> lines = new ArrayList<>();
    for (Said line : spans(paragraph)) {
      if (lines.isEmpty()
          || KEY.matcher(line.text()).matches()
          || ENDS.matcher(lines.get(lines.size() - 1).text()).find()) {
        lines.add(line);
      } else {
        Said last = lines.remove(lines.size() - 1);
        lines.add(said(last.line(), last.text() + " " + line.text()));
      }
    }
    return lines.isEmpty() ? List.of(new Said(line(paragraph), "")) : lines;
  }

  private Block.Table table(TableBlock table, List<Said> above) {
    List<Said> header = new ArrayList<>();
    List<List<Said>> rows = new ArrayList<>();
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
        if (row instanceof TableRow && part instanceof TableHead) {
          header.addAll(cells(row));
        } else if (row instanceof TableRow) {
          rows.add(cells(row));
        }
      }
    }
    return new Block.Table(header, rows, above);
  }

  private List<Said> cells(Node row) {
    List<Said> cells = new ArrayList<>();
    for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
      if (cell instanceof TableCell) {
        List<Said> spans = spans(cell);
        cells.add(
            spans.isEmpty()
                ? new Said(line(row), "")
                : new Said(spans.get(0).line(), spans.get(0).text().replace("\\|", "|").strip()));
      }
    }
    return cells;
  }

  private Block.Code fenced(FencedCodeBlock code, List<Said> above) {
    String info = code.getInfo() == null ? "" : code.getInfo().strip();
    String language = info.split("[\\s{]", 2)[0].toLowerCase(Locale.ROOT);
    int fence = line(code);
    List<Said> lines = new ArrayList<>();
    for (String text : Arrays.asList(code.getLiteral().split("\n", -1))) {
      lines.add(said(fence + 1 + lines.size(), text));
    }
    return new Block.Code(fence, language, lines, above);
  }

  private List<Said> spans(Node node) {
    List<Said> lines = new ArrayList<>();
    for (SourceSpan span : node.getSourceSpans()) {
      int from = span.getInputIndex();
      lines.add(
          said(span.getLineIndex() + 1, source.substring(from, from + span.getLength()).strip()));
    }
    return lines;
  }

  private static int line(Node node) {
    List<SourceSpan> spans = node.getSourceSpans();
    return spans.isEmpty() ? 1 : spans.get(0).getLineIndex() + 1;
  }

  private List<Said> context(List<Said> label, List<Said> above) {
    List<Said> context = joined(label, above);
    headings.forEach(level -> context.add(level.words()));
    return context;
  }

  private static List<Said> joined(List<Said> nearer, List<Said> farther) {
    List<Said> all = new ArrayList<>(nearer);
    all.addAll(farther);
    return all;
  }
}
