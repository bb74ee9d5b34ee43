package dev.gatekeeper.config.importer;

import java.util.List;

/**
 * A piece of a plan.
 *
 * <p>Each knows what stands {@link #above} it: the words that it belongs to, the nearest first.
 * They are the label in front of it, the items that it lies in, and the headings.
 */
sealed interface Block {
  List<Said> above();

  /** A heading; what is above it are the headings of higher levels. */
  record Heading(Said words, List<Said> above) implements Block {
    public Heading {
      above = List.copyOf(above);
    }
  }

  /** An item of a list, without the items in it. */
  record Item(Said words, List<Said> above) implements Block {
    public Item {
      above = List.copyOf(above);
    }
  }

  /** A line of a paragraph that says something by itself, or all of the paragraph. */
  record Line(Said words, List<Said> above) implements Block {
    public Line {
      above = List.copyOf(above);
    }
  }

  /**
   * A table.
   *
   * @param rows the cells of each, as many as the header has
   */
  record Table(List<Said> header, List<List<Said>> rows, List<Said> above) implements Block {
    public Table {
      header = List.copyOf(header);
      rows = List.copyOf(rows);
      above = List.copyOf(above);
    }
  }

  /**
   * A block of code.
   *
   * @param language as the fence says, in lower case; may be empty
   */
  record Code(int line, String language, List<Said> lines, List<Said> above) implements Block {
    public Code {
      lines = List.copyOf(lines);
      above = List.copyOf(above);
    }
  }
}
