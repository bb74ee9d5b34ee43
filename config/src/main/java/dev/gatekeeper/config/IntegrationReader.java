package dev.gatekeeper.config;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.policy.Policy.Integration;
import java.util.List;

/** What stands under {@code integration}. */
final class IntegrationReader {
  private static final String DEFAULT_BRANCH = "main";

  /** What holds where the policy says nothing. */
  static final Integration DEFAULT =
      new Integration(DEFAULT_BRANCH, List.of(), List.of(), false, List.of(), "");

  private final Values values;
  private final NameReader names;
  private final CheckReader checks;

  IntegrationReader(Values values, NameReader names, CheckReader checks) {
    this.values = values;
    this.names = names;
    this.checks = checks;
  }

  Integration integration(Yaml value) {
    return values
        .fields(value, "`integration`", "`integration`", Keys.INTEGRATION)
        .map(this::integration)
        .orElse(DEFAULT);
  }

  private Integration integration(Fields fields) {
    return new Integration(
        fields
            .get("branch")
            .flatMap(v -> names.refName(v, "`branch`", "refs/heads/"))
            .orElse(DEFAULT_BRANCH),
        principals(fields, "maintainers"),
        principals(fields, "validators"),
        fields.get("direct").flatMap(v -> values.flag(v, "`direct`")).orElse(false),
        fields.get("validate").map(checks::checks).orElse(List.of()),
        fields.get("tag").flatMap(v -> names.refName(v, "`tag`", "refs/tags/")).orElse(""));
  }

  private List<Principal> principals(Fields fields, String key) {
    return fields.get(key).map(v -> names.principals(v, "`" + key + "`")).orElse(List.of());
  }
}
