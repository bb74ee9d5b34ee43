package dev.gatekeeper.config;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands under {@code waivers}; in a waiver nothing is left to a default. */
record WaiverReader(Values values, NameReader names, PatternReader patterns) {
  List<Waiver> waivers(Yaml value) {
    List<Waiver> waivers = new ArrayList<>();
    for (Yaml item : values.list(value, "`waivers`", "a list of waivers")) {
      values
          .fields(item, "a waiver", "a waiver", Keys.WAIVER)
          .flatMap(this::waiver)
          .ifPresent(waivers::add);
    }
    return waivers;
  }

  private Optional<Waiver> waiver(Fields fields) {
    Optional<AgentId> agent =
        fields
            .require("agent", "write whom it permits, such as `agent: agent-2`")
            .flatMap(v -> names.agent(v, "`agent`"));
    Optional<PathRules> paths =
        fields
            .require("paths", "write what may be changed, such as `paths: [/docs/api.md]`")
            .map(this::paths);
    Optional<LocalDate> until =
        fields
            .require("until", "write the last day, such as `until: 2026-12-31`")
            .flatMap(
                v -> values.form(v, "`until`", "a day such as 2026-12-31 (UTC)", Quantities::date));
    Optional<String> reason =
        fields
            .require("reason", "write why, for the record")
            .flatMap(v -> values.line(v, "`reason`"))
            .map(Yaml.Scalar::value);
    if (agent.isEmpty() || paths.isEmpty() || until.isEmpty() || reason.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Waiver(agent.get(), paths.get(), until.get(), reason.get(), fields.at()));
  }

  private PathRules paths(Yaml value) {
    PathRules rules = patterns.paths(value, "`paths`", Rule.List.WAIVERS);
    if (value instanceof Yaml.Sequence sequence && sequence.items().isEmpty()) {
      values.refuse(value.at(), "`paths` is empty; write what may be changed");
    }
    return rules;
  }
}
