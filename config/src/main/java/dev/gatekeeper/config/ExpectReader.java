package dev.gatekeeper.config;

import dev.gatekeeper.core.policy.Check.Expect;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a command must show (docs/semantics.md, section 8). */
record ExpectReader(Values values) {
  private static final int MAX_EXIT = 255;

  /** Deeply nested groups would exhaust the stack of the compiler of regular expressions. */
  private static final int MAX_REGEX = 1000;

  Expect expect(Yaml value) {
    return values
        .fields(value, "`expect`", "`expect`", Keys.EXPECT)
        .map(this::expect)
        .orElse(Expect.EXIT_ZERO);
  }

  private Expect expect(Fields fields) {
    long exit = fields.get("exit").flatMap(v -> values.whole(v, "`exit`", 0, MAX_EXIT)).orElse(0L);
    Optional<String> stdout = fields.get("stdout").flatMap(this::stdout).map(String::strip);
    Optional<String> matches = fields.get("matches").flatMap(this::regex);
    Optional<Fields> number =
        fields
            .get("last_number")
            .flatMap(v -> values.fields(v, "`last_number`", "`last_number`", Keys.LAST_NUMBER));
    OptionalDouble atLeast = number.map(f -> bound(f, "at_least")).orElse(OptionalDouble.empty());
    OptionalDouble atMost = number.map(f -> bound(f, "at_most")).orElse(OptionalDouble.empty());
    number.ifPresent(f -> checkBounds(f, atLeast, atMost));
    return new Expect((int) exit, stdout, matches, atLeast, atMost);
  }

  /** A text, which may be empty: a command may be meant to print nothing. */
  private Optional<String> stdout(Yaml value) {
    if (value instanceof Yaml.Scalar scalar
        && scalar.kind() == Yaml.Kind.TEXT
        && scalar.value().isBlank()) {
      return Optional.of("");
    }
    return values.text(value, "`stdout`").map(Yaml.Scalar::value);
  }

  private Optional<String> regex(Yaml value) {
    return values
        .scalar(value, "`matches`", "a regular expression")
        .filter(
            text -> {
              if (text.value().length() > MAX_REGEX) {
                values.refuse(text.at(), "`matches` is longer than " + MAX_REGEX + "; shorten it");
                return false;
              }
              try {
                Pattern.compile(text.value());
                return true;
              } catch (PatternSyntaxException e) {
                values.refuse(
                    text.at(Math.max(0, e.getIndex())),
                    "`matches` is not a regular expression: "
                        + MessageParts.shortened(e.getDescription().toLowerCase(Locale.ROOT)));
                return false;
              }
            })
        .map(Yaml.Scalar::value);
  }

  private OptionalDouble bound(Fields fields, String key) {
    return fields
        .get(key)
        .flatMap(v -> values.number(v, "`" + key + "`"))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  private void checkBounds(Fields fields, OptionalDouble least, OptionalDouble most) {
    if (!fields.has("at_least") && !fields.has("at_most")) {
      values.refuse(fields.at(), "`last_number` has no bound; write `at_least` or `at_most`");
    }
    if (least.isPresent() && most.isPresent() && least.getAsDouble() > most.getAsDouble()) {
      values.refuse(fields.at(), "`at_least` is more than `at_most`; no number satisfies both");
    }
  }
}
