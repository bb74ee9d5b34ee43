package dev.gatekeeper.config;

import dev.gatekeeper.config.Source.Unreadable;
import dev.gatekeeper.config.Yaml.Kind;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.PolicyProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Makes the tree from the parser's events. No object is ever constructed from a tag, so nothing in
 * the file can run; depth, and the size with aliases written out, are bounded; a list or mapping
 * that holds itself is refused, so the tree has an end.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 20;
  private static final long MAX_NODES = 1_000_000;
  private static final int LONGEST_PROBLEM = 120;
  private static final String STAR_HINT =
      "; a pattern that starts with `*` must be put in quotes, such as \"*.md\"";

  /** A node that has a name; its size counts what its own aliases stand for. */
  private record Anchored(Yaml node, long size) {}

  private final Source source;
  private final Problems problems;
  private final Parser parser;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private long nodes;

  private YamlReader(Source source, Problems problems) {
    this.source = source;
    this.problems = problems;
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Source.MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setProcessComments(false);
    this.parser = new ParserImpl(new StreamReader(source.text()), options);
  }

  /** The one document of the file. */
  static Yaml read(Source source, Problems problems) throws Unreadable {
    return new YamlReader(source, problems).document();
  }

  private Yaml document() throws Unreadable {
    try {
      parser.getEvent();
      if (parser.checkEvent(Event.ID.StreamEnd)) {
        throw unreadable(source.start(), "the file is empty; `gatekeeper init` writes a start");
      }
      parser.getEvent();
      Yaml root = node(0);
      parser.getEvent();
      if (!parser.checkEvent(Event.ID.StreamEnd)) {
        throw unreadable(
            source.at(parser.peekEvent().getStartMark()),
            "a second document; a policy is a single document, without `---` in it");
      }
      return root;
    } catch (MarkedYAMLException e) {
      throw syntax(e);
    } catch (YAMLException e) {
      throw unreadable(source.start(), "not YAML: " + MessageParts.shortened(String.valueOf(e)));
    }
  }

  private Yaml node(int depth) throws Unreadable {
    Event event = parser.getEvent();
    Location at = source.at(event.getStartMark());
    grow(1, at);
    if (depth > MAX_DEPTH) {
      throw unreadable(at, "nested more than " + MAX_DEPTH + " deep; no part of a policy is");
    }
    if (event instanceof AliasEvent alias) {
      return resolved(alias.getAnchor(), at);
    }
    long before = nodes;
    @Nullable String anchor = ((NodeEvent) event).getAnchor();
    if (anchor != null) {
      // Known but without end: an alias met now would make a circle.
      anchors.put(anchor, new Anchored(new Yaml.Broken(at), -1));
    }
    Yaml node = content(event, at, depth);
    if (anchor != null) {
      anchors.put(anchor, new Anchored(node, nodes - before));
    }
    return node;
  }

  private Yaml content(Event event, Location at, int depth) throws Unreadable {
    if (event instanceof ScalarEvent scalar) {
      return scalar(scalar, at);
    }
    if (event instanceof SequenceStartEvent start) {
      List<Yaml> items = new ArrayList<>();
      while (!parser.checkEvent(Event.ID.SequenceEnd)) {
        items.add(node(depth + 1));
      }
      parser.getEvent();
      return Tags.allows(start.getTag(), "seq")
          ? new Yaml.Sequence(at, items)
          : refusedTag(start.getTag(), at);
    }
    MappingStartEvent start = (MappingStartEvent) event;
    Yaml mapping = new Yaml.Mapping(at, entries(depth));
    return Tags.allows(start.getTag(), "map") ? mapping : refusedTag(start.getTag(), at);
  }

  private List<Yaml.Entry> entries(int depth) throws Unreadable {
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Yaml key = node(depth + 1);
      Yaml value = node(depth + 1);
      if (key instanceof Yaml.Scalar name) {
        Yaml.@Nullable Entry first = entries.putIfAbsent(name.value(), new Yaml.Entry(name, value));
        if (first != null) {
          problems.add(
              name.at(),
              "`%s` is given twice (first on line %d); keep one of them"
                  .formatted(MessageParts.shortened(name.value()), first.key().at().line()));
        }
      } else if (!(key instanceof Yaml.Broken)) {
        problems.add(key.at(), "a key must be a text, not " + key.described());
      }
    }
    parser.getEvent();
    return List.copyOf(entries.values());
  }

  private Yaml scalar(ScalarEvent event, Location at) {
    String value = event.getValue();
    Kind kind = Tags.kind(event.getTag(), event.isPlain(), value);
    if (kind == Kind.TEXT && !Tags.allows(event.getTag(), "str")) {
      return refusedTag(event.getTag(), at);
    }
    Presentation presentation = Presentation.of(source, event);
    if (value.indexOf('\0') >= 0 || !isWellFormed(value)) {
      problems.add(
          presentation.at(), "a NUL or half a surrogate pair, written as an escape; remove it");
      return new Yaml.Broken(at);
    }
    return new Yaml.Scalar(presentation, kind, value);
  }

  private Yaml resolved(String name, Location at) throws Unreadable {
    @Nullable Anchored anchored = anchors.get(name);
    if (anchored == null) {
      problems.add(at, "alias `*" + MessageParts.shortened(name) + "` names no anchor" + STAR_HINT);
      return new Yaml.Broken(at);
    }
    if (anchored.size() < 0) {
      problems.add(at, "alias `*" + MessageParts.shortened(name) + "` is inside what it repeats");
      return new Yaml.Broken(at);
    }
    grow(anchored.size(), at);
    return anchored.node();
  }

  private void grow(long by, Location at) throws Unreadable {
    nodes += by;
    if (nodes > MAX_NODES) {
      throw unreadable(at, "with its aliases written out the file has too many values; write less");
    }
  }

  private Yaml refusedTag(@Nullable String tag, Location at) {
    String written = MessageParts.shortened(Tags.written(tag));
    problems.add(
        at,
        written.startsWith("!!")
            ? "tag `" + written + "` is not allowed; a policy holds plain values only"
            : "YAML reads `%s` as a tag; put an exception in quotes, such as \"!/docs/\""
                .formatted(written));
    return new Yaml.Broken(at);
  }

  private Unreadable syntax(MarkedYAMLException e) {
    @Nullable Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
    @Nullable String context = e.getContext();
    String problem = String.valueOf(e.getProblem()).toLowerCase(Locale.ROOT);
    StringBuilder message = new StringBuilder("not YAML: ");
    message.append(MessageParts.shortened(problem, LONGEST_PROBLEM));
    if (context != null) {
      message.append(' ').append(MessageParts.shortened(context.strip()));
      @Nullable Mark from = e.getContextMark();
      if (from != null) {
        message.append(" that starts on line ").append(from.getLine() + 1);
      }
      if (context.contains("alias")) {
        message.append(STAR_HINT);
      } else if (context.contains("tag")) {
        message.append("; an exception must be put in quotes, such as \"!*.md\"");
      }
    }
    return unreadable(mark == null ? source.start() : source.at(mark), message.toString());
  }

  private static Unreadable unreadable(Location at, String message) {
    return new Unreadable(new PolicyProblem(at, message));
  }

  private static boolean isWellFormed(String value) {
    return value.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  /**
   * What a scalar is. Only the forms that mean the same in YAML 1.2 and JSON are told apart: {@code
   * yes}, {@code 1_000}, {@code 12:30:45} and dates are texts, and a tag can only say what is so
   * anyway.
   */
  private static final class Tags {
    private static final String STANDARD = "tag:yaml.org,2002:";
    private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern NUMBER =
        Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

    private Tags() {}

    /** The kind of a scalar with this tag, if any, written plainly or in quotes. */
    static Kind kind(@Nullable String tag, boolean plain, String value) {
      if (tag == null) {
        return plain ? natural(value) : Kind.TEXT;
      }
      Kind natural = natural(value);
      return allows(tag, nameOf(natural)) ? natural : Kind.TEXT;
    }

    /** Whether there is no tag, or it is the standard one of that name. */
    static boolean allows(@Nullable String tag, String name) {
      return tag == null || tag.equals(STANDARD + name);
    }

    /** As it stands in a file. */
    static String written(@Nullable String tag) {
      if (tag == null) {
        return "";
      }
      return tag.startsWith(STANDARD) ? "!!" + tag.substring(STANDARD.length()) : tag;
    }

    private static Kind natural(String value) {
      if (NOTHING.matcher(value).matches()) {
        return Kind.NOTHING;
      }
      if (FLAG.matcher(value).matches()) {
        return Kind.FLAG;
      }
      if (WHOLE.matcher(value).matches()) {
        return Kind.WHOLE;
      }
      return NUMBER.matcher(value).matches() ? Kind.NUMBER : Kind.TEXT;
    }

    private static String nameOf(Kind kind) {
      return switch (kind) {
        case TEXT -> "str";
        case WHOLE -> "int";
        case NUMBER -> "float";
        case FLAG -> "bool";
        case NOTHING -> "null";
      };
    }
  }
}
