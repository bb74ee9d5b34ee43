package dev.gatekeeper.config;

import dev.gatekeeper.core.model.Location;
import java.util.List;

/** What a YAML file says, as a tree without cycles in which everything knows its place. */
sealed interface Yaml {
  Location at();

  /** What it is, for a message: {@code not the number `5`}. */
  String described();

  /** What a scalar was written as; the few forms that YAML and JSON agree on. */
  enum Kind {
    TEXT,
    WHOLE,
    NUMBER,
    FLAG,
    NOTHING
  }

  record Scalar(Presentation presentation, Kind kind, String value) implements Yaml {
    @Override
    public Location at() {
      return presentation.at();
    }

    /** Where the character at {@code offset} of the value stands in the file. */
    Location at(int offset) {
      return presentation.at(value, offset);
    }

    @Override
    public String described() {
      return switch (kind) {
        case TEXT -> "the text `" + MessageParts.shortened(value) + "`";
        case WHOLE, NUMBER -> "the number `" + MessageParts.shortened(value) + "`";
        case FLAG -> "`" + value + "`";
        case NOTHING -> "nothing";
      };
    }
  }

  record Sequence(Location at, List<Yaml> items) implements Yaml {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String described() {
      return "a list";
    }
  }

  /** Keys and values, each key once. */
  record Mapping(Location at, List<Entry> entries) implements Yaml {
    public Mapping {
      entries = List.copyOf(entries);
    }

    @Override
    public String described() {
      return "a mapping";
    }
  }

  record Entry(Scalar key, Yaml value) {}

  /** What was reported already, so that nobody complains about it twice. */
  record Broken(Location at) implements Yaml {
    @Override
    public String described() {
      return "something that was refused";
    }
  }
}
