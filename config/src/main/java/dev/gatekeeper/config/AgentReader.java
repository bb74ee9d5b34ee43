package dev.gatekeeper.config;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Agent.BranchRules;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entry under {@code agents}. A value that was refused is replaced by its default: nobody sees
 * the agent made of it, since there is a problem.
 */
record AgentReader(Values values, NameReader names, PatternReader patterns, CheckReader checks) {
  /** In the place of an id that was refused. */
  private static final AgentId NAMELESS = new AgentId("agent");

  private static final String DURATION = "a duration such as 8h, or two such as 8h-10h";

  Optional<Agent> agent(Yaml.Entry entry) {
    String id = entry.key().value();
    Location at = entry.key().at();
    if (!AgentId.isValid(id)) {
      values.refuse(
          at,
          "`%s` can't be an agent's id; use letters, digits, `-`, `_` and single dots within"
                  .formatted(MessageParts.shortened(id))
              + ", at most 64, the first a letter or digit");
    }
    if (!(entry.value() instanceof Yaml.Mapping mapping)) {
      values.wrong(
          entry.value(),
          "agent `" + MessageParts.shortened(id) + "`",
          "a mapping with at least `branches`");
      return Optional.empty();
    }
    Fields fields = Fields.of(at, mapping, "an agent", Keys.AGENT, values.problems());
    return Optional.of(agent(AgentId.isValid(id) ? new AgentId(id) : NAMELESS, at, fields));
  }

  private Agent agent(AgentId id, Location at, Fields fields) {
    return new Agent(
        id,
        at,
        values.line(fields, "title"),
        branches(id, fields),
        principals(id, at, fields),
        owns(fields),
        rules(fields, "forbids", Rule.List.FORBIDS),
        others(id, fields, "after"),
        others(id, fields, "excludes"),
        values.flag(fields, "rewrite", false),
        values.flag(fields, "ancestry", true),
        fields.get("estimate").flatMap(this::estimate).orElse(""),
        fields
            .get("brief")
            .flatMap(v -> values.text(v, "`brief`"))
            .map(Yaml.Scalar::value)
            .orElse(""),
        fields.get("validate").map(checks::checks).orElse(List.<Check>of()));
  }

  private BranchRules branches(AgentId id, Fields fields) {
    String advice = "write which branches `%s` may push, such as `branches: [\"%s/**\"]`";
    return fields
        .require("branches", advice.formatted(id, id))
        .map(patterns::branches)
        .orElse(new BranchRules(List.of()));
  }

  private List<Principal> principals(AgentId id, Location at, Fields fields) {
    Optional<Yaml> value = fields.get("principals");
    if (value.isPresent()
        && value.get() instanceof Yaml.Sequence sequence
        && sequence.items().isEmpty()) {
      values.refuse(
          sequence.at(),
          "`principals` is empty, so that nobody could push; remove it to let `%s` push"
              .formatted(id));
    }
    return value
        .map(v -> names.principals(v, "`principals`"))
        .orElseGet(() -> List.of(names.named(id, at)));
  }

  private PathRules rules(Fields fields, String key, Rule.List list) {
    return fields
        .get(key)
        .map(v -> patterns.paths(v, "`" + key + "`", list))
        .orElse(PathRules.NONE);
  }

  /** The scratch folder comes last, so that no exception in {@code owns} takes from it. */
  private PathRules owns(Fields fields) {
    List<PathRule> rules = new ArrayList<>(rules(fields, "owns", Rule.List.OWNS).rules());
    fields.get("scratch").flatMap(this::scratch).ifPresent(rules::add);
    return new PathRules(rules);
  }

  private Optional<PathRule> scratch(Yaml value) {
    Optional<PathPattern> pattern = patterns.positive(value, "`scratch`");
    if (pattern.isPresent() && !pattern.get().toString().endsWith("/")) {
      values.refuse(
          value.at(),
          "`scratch` is a folder; write `%s/`"
              .formatted(MessageParts.shortened(pattern.get().toString())));
    }
    return pattern.map(p -> new PathRule(p, new Rule(Rule.List.SCRATCH, p.toString(), value.at())));
  }

  private List<AgentId> others(AgentId self, Fields fields, String key) {
    return fields.get(key).map(v -> names.others(v, "`" + key + "`", self.id())).orElse(List.of());
  }

  private Optional<String> estimate(Yaml value) {
    return values.form(
        value, "`estimate`", DURATION, text -> Optional.of(text).filter(Quantities::isEstimate));
  }
}
