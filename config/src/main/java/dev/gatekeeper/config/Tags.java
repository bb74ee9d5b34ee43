package dev.gatekeeper.config;

import dev.gatekeeper.config.Yaml.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar is. Only the forms that mean the same in YAML 1.2 and JSON are told apart: {@code
 * yes}, {@code 1_000}, {@code 12:30:45} and dates are texts, and a tag can only say what is so
 * anyway.
 */
final class Tags {
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
