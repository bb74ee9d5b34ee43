package dev.gatekeeper.config;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Check.Expect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks under {@code validate} (docs/semantics.md, section 8). */
record CheckReader(Values values, PatternReader patterns) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration MAX_TIMEOUT = Duration.ofHours(24);
  private static final long MOST = 1_000_000_000;

  List<Check> checks(Yaml value) {
    List<Check> checks = new ArrayList<>();
    for (Yaml item : values.list(value, "`validate`", "a list of checks such as [{run: pytest}]")) {
      values
          .fields(item, "a check", "a check", Keys.CHECK)
          .flatMap(fields -> check(item.at(), fields))
          .ifPresent(checks::add);
    }
    return checks;
  }

  private Optional<Check> check(Location at, Fields fields) {
    List<String> kinds = Keys.CHECK_KINDS.stream().filter(fields::has).toList();
    if (kinds.size() != 1) {
      values.refuse(
          at,
          kinds.isEmpty()
              ? "a check needs one of " + MessageParts.list(Keys.CHECK_KINDS)
              : "a check has " + MessageParts.list(kinds) + "; make it one check for each");
    }
    Optional<String> name =
        fields.get("name").flatMap(v -> values.line(v, "`name`")).map(Yaml.Scalar::value);
    if (!fields.has("run")) {
      refuseWithoutRun(fields, "timeout");
      refuseWithoutRun(fields, "expect");
    }
    List<Check> read = new ArrayList<>();
    fields.get("exists").flatMap(v -> exists(name, at, v)).ifPresent(read::add);
    fields.get("absent").flatMap(v -> absent(name, at, v)).ifPresent(read::add);
    fields.get("lines").flatMap(v -> lines(name, at, v)).ifPresent(read::add);
    fields.get("run").flatMap(v -> run(name, at, v, fields)).ifPresent(read::add);
    return read.stream().findFirst();
  }

  private void refuseWithoutRun(Fields fields, String key) {
    fields
        .get(key)
        .ifPresent(v -> values.refuse(v.at(), "`" + key + "` goes with `run` only; remove it"));
  }

  private Optional<Check> exists(Optional<String> name, Location at, Yaml value) {
    return patterns
        .positive(value, "`exists`")
        .map(path -> new Check.Exists(name.orElse(path + " exists"), at, path));
  }

  private Optional<Check> absent(Optional<String> name, Location at, Yaml value) {
    if (!(value instanceof Yaml.Mapping)) {
      return values
          .text(value, "`absent`")
          .map(text -> absent(name, at, text.value(), everyFile(), 0));
    }
    return values
        .fields(value, "`absent`", "`absent`", Keys.ABSENT)
        .flatMap(
            fields -> {
              Optional<Yaml.Scalar> text =
                  fields
                      .require("text", "write the text that must not be there")
                      .flatMap(v -> values.text(v, "`text`"));
              List<PathPattern> in =
                  fields.get("in").map(v -> patterns.oneOrMore(v, "`in`")).orElse(everyFile());
              long most =
                  fields
                      .get("at_most")
                      .flatMap(v -> values.whole(v, "`at_most`", 0, MOST))
                      .orElse(0L);
              return text.map(t -> absent(name, at, t.value(), in, most));
            });
  }

  private static Check absent(
      Optional<String> name, Location at, String text, List<PathPattern> in, long atMost) {
    String amount = atMost == 0 ? "no" : "at most " + atMost;
    String what = "%s `%s` in %s".formatted(amount, MessageParts.shortened(text), joined(in));
    return new Check.Absent(name.orElse(what), at, text, in, atMost);
  }

  private Optional<Check> lines(Optional<String> name, Location at, Yaml value) {
    return values
        .fields(value, "`lines`", "`lines`", Keys.LINES)
        .flatMap(
            fields -> {
              List<PathPattern> in =
                  fields
                      .require("in", "write the files to count, such as `in: /src/`")
                      .map(v -> patterns.oneOrMore(v, "`in`"))
                      .orElse(List.of());
              Optional<Long> max =
                  fields
                      .require("max", "write how many lines a file may have, such as `max: 300`")
                      .flatMap(v -> values.whole(v, "`max`", 0, MOST));
              return max.map(
                  most -> {
                    String what = "at most " + most + " lines in each of " + joined(in);
                    return new Check.Lines(name.orElse(what), at, in, most);
                  });
            });
  }

  private Optional<Check> run(Optional<String> name, Location at, Yaml value, Fields fields) {
    Duration timeout = fields.get("timeout").flatMap(this::timeout).orElse(DEFAULT_TIMEOUT);
    Expect expect =
        fields.get("expect").map(new ExpectReader(values)::expect).orElse(Expect.EXIT_ZERO);
    if (value instanceof Yaml.Sequence sequence) {
      List<String> command = arguments(sequence);
      String what = MessageParts.shortened(String.join(" ", command));
      return Optional.of(new Check.Run(name.orElse(what), at, command, timeout, expect));
    }
    return values
        .scalar(value, "`run`", "a shell line, or a list of a program and its arguments")
        .map(Yaml.Scalar::value)
        .map(
            line ->
                new Check.Run(
                    name.orElse(MessageParts.shortened(line)),
                    at,
                    List.of("sh", "-c", line.strip()),
                    timeout,
                    expect));
  }

  private List<String> arguments(Yaml.Sequence sequence) {
    List<String> arguments = new ArrayList<>();
    for (Yaml item : sequence.items()) {
      // Only the program must not be empty; an empty argument may be meant.
      if (!arguments.isEmpty() && isEmptyText(item)) {
        arguments.add("");
      } else {
        values
            .scalar(item, "an argument of `run`", "a text")
            .ifPresent(text -> arguments.add(text.value()));
      }
    }
    if (sequence.items().isEmpty()) {
      values.refuse(sequence.at(), "`run` is empty; write a program and its arguments");
    }
    return arguments;
  }

  private static boolean isEmptyText(Yaml item) {
    return item instanceof Yaml.Scalar text
        && text.kind() == Yaml.Kind.TEXT
        && text.value().isBlank();
  }

  private Optional<Duration> timeout(Yaml value) {
    return values.form(
        value,
        "`timeout`",
        "a duration such as 90s, 10m or 2h, at most 24h",
        text -> Quantities.duration(text).filter(d -> d.compareTo(MAX_TIMEOUT) <= 0));
  }

  private static String joined(List<PathPattern> patterns) {
    return String.join(", ", patterns.stream().map(PathPattern::toString).toList());
  }

  private static List<PathPattern> everyFile() {
    try {
      return List.of(PathPattern.parse("*"));
    } catch (BadPattern e) {
      throw new IllegalStateException(e);
    }
  }
}
