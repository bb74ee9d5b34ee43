package dev.gatekeeper.config;

import dev.gatekeeper.core.policy.Policy.Limits;
import java.time.Duration;

/** What stands under {@code limits} (docs/semantics.md, section 9). */
final class LimitsReader {
  private static final long MOST = 1_000_000_000;
  private static final long MOST_SECONDS = 3600;

  private final Values values;

  LimitsReader(Values values) {
    this.values = values;
  }

  Limits limits(Yaml value) {
    return values
        .fields(value, "`limits`", "`limits`", Keys.LIMITS)
        .map(this::limits)
        .orElse(Limits.DEFAULT);
  }

  private Limits limits(Fields fields) {
    Limits byDefault = Limits.DEFAULT;
    return new Limits(
        count(fields, "commits", MOST, byDefault.commits()),
        count(fields, "paths", MOST, byDefault.paths()),
        Duration.ofSeconds(count(fields, "seconds", MOST_SECONDS, byDefault.time().toSeconds())),
        size(fields, "pack", byDefault.pack()),
        size(fields, "object", byDefault.object()));
  }

  private long count(Fields fields, String key, long most, long byDefault) {
    return fields
        .get(key)
        .flatMap(v -> values.whole(v, "`" + key + "`", 1, most))
        .orElse(byDefault);
  }

  private long size(Fields fields, String key, long byDefault) {
    return fields
        .get(key)
        .flatMap(
            v ->
                values.form(
                    v, "`" + key + "`", "a size such as 512KiB, 100MiB or 1GiB", Quantities::size))
        .orElse(byDefault);
  }
}
