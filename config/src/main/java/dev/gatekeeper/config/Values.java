package dev.gatekeeper.config;

import dev.gatekeeper.config.Yaml.Kind;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.text.PlainText;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Values of one type each. What is of another type is reported and absent, so that reading goes on
 * and finds the next mistake.
 */
record Values(Problems problems) {
  /** More digits than any number here needs; longer ones are not even looked at. */
  private static final int MAX_DIGITS = 30;

  /** Reports what is wrong at a place. */
  void refuse(Location at, String message) {
    problems.add(at, message);
  }

  /** Reports that {@code name} must be {@code expected}, and is something else. */
  void wrong(Yaml value, String name, String expected) {
    if (!(value instanceof Yaml.Broken)) {
      problems.add(value.at(), name + " must be " + expected + ", not " + value.described());
    }
  }

  /** Some text, line breaks and tabs included, but no other control characters. */
  Optional<Yaml.Scalar> text(Yaml value, String name) {
    return scalar(value, name, "a text")
        .filter(text -> isClean(text, name, c -> c == '\n' || c == '\t'));
  }

  Optional<Yaml.Scalar> line(Yaml value, String name) {
    return scalar(value, name, "a text").filter(text -> isClean(text, name, c -> false));
  }

  /** The text on one line that stands under a key, or nothing. */
  String line(Fields fields, String key) {
    return fields
        .get(key)
        .flatMap(v -> line(v, "`" + key + "`"))
        .map(Yaml.Scalar::value)
        .orElse("");
  }

  /** Some text of any characters. */
  Optional<Yaml.Scalar> scalar(Yaml value, String name, String expected) {
    if (!(value instanceof Yaml.Scalar scalar)) {
      wrong(value, name, expected);
      return Optional.empty();
    }
    if (scalar.kind() != Kind.TEXT) {
      wrong(
          value, name, scalar.kind() == Kind.NOTHING ? expected : expected + " (put it in quotes)");
      return Optional.empty();
    }
    if (PlainText.isBlank(scalar.value())) {
      problems.add(scalar.at(), name + " must be " + expected + ", not empty");
      return Optional.empty();
    }
    return Optional.of(scalar);
  }

  private boolean isClean(Yaml.Scalar text, String name, Predicate<Integer> allowed) {
    if (text.value().chars().allMatch(c -> !Character.isISOControl(c) || allowed.test(c))) {
      return true;
    }
    problems.add(
        text.at(),
        name
            + (allowed.test((int) '\n')
                ? " has control characters; remove them"
                : " must be on one line, without control characters"));
    return false;
  }

  /** True or false. */
  Optional<Boolean> flag(Yaml value, String name) {
    if (value instanceof Yaml.Scalar scalar && scalar.kind() == Kind.FLAG) {
      return Optional.of(Boolean.valueOf(scalar.value().toLowerCase(Locale.ROOT)));
    }
    wrong(value, name, "`true` or `false`");
    return Optional.empty();
  }

  /** What stands under a key that is true or false. */
  boolean flag(Fields fields, String key, boolean byDefault) {
    return fields.get(key).flatMap(v -> flag(v, "`" + key + "`")).orElse(byDefault);
  }

  Optional<Long> whole(Yaml value, String name, long least, long most) {
    if (value instanceof Yaml.Scalar scalar
        && scalar.kind() == Kind.WHOLE
        && scalar.value().length() <= MAX_DIGITS) {
      BigInteger number = new BigInteger(scalar.value());
      if (number.compareTo(BigInteger.valueOf(least)) >= 0
          && number.compareTo(BigInteger.valueOf(most)) <= 0) {
        return Optional.of(number.longValueExact());
      }
    }
    wrong(value, name, "a whole number from " + least + " to " + most);
    return Optional.empty();
  }

  Optional<Double> number(Yaml value, String name) {
    if (value instanceof Yaml.Scalar scalar
        && (scalar.kind() == Kind.WHOLE || scalar.kind() == Kind.NUMBER)
        && scalar.value().length() <= MAX_DIGITS) {
      double number = Double.parseDouble(scalar.value());
      if (Double.isFinite(number)) {
        return Optional.of(number);
      }
    }
    wrong(value, name, "a number such as 80 or 99.5");
    return Optional.empty();
  }

  <T> Optional<T> form(
      Yaml value, String name, String expected, Function<String, Optional<T>> parse) {
    if (value instanceof Yaml.Scalar scalar && scalar.kind() == Kind.TEXT) {
      Optional<T> parsed = parse.apply(scalar.value());
      if (parsed.isPresent()) {
        return parsed;
      }
    }
    wrong(value, name, expected);
    return Optional.empty();
  }

  <T extends Enum<T>> Optional<T> word(Yaml value, String name, Class<T> words) {
    List<String> known =
        List.of(words.getEnumConstants()).stream()
            .map(word -> word.name().toLowerCase(Locale.ROOT))
            .toList();
    return form(
        value,
        name,
        "one of " + MessageParts.list(known),
        text ->
            known.contains(text)
                ? Optional.of(Enum.valueOf(words, text.toUpperCase(Locale.ROOT)))
                : Optional.empty());
  }

  <T extends Enum<T>> T word(Fields fields, String key, T byDefault) {
    return fields
        .get(key)
        .flatMap(v -> word(v, "`" + key + "`", byDefault.getDeclaringClass()))
        .orElse(byDefault);
  }

  /** The items of a list; none if it is something else. */
  List<Yaml> list(Yaml value, String name, String expected) {
    if (value instanceof Yaml.Sequence sequence) {
      return sequence.items();
    }
    wrong(value, name, expected);
    return List.of();
  }

  /** A mapping with these keys and no others. */
  Optional<Fields> fields(Yaml value, String name, String whose, List<String> keys) {
    if (value instanceof Yaml.Mapping mapping) {
      return Optional.of(Fields.of(mapping.at(), mapping, whose, keys, problems));
    }
    wrong(value, name, "a mapping with " + MessageParts.list(keys));
    return Optional.empty();
  }
}
