package dev.gatekeeper.config;

import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Identity;
import dev.gatekeeper.core.policy.Policy.Integration;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.policy.Policy.Mode;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The file as a whole. */
final class PolicyReader {
  private static final long VERSION = 1;

  private final String file;
  private final String digest;
  private final Values values;

  PolicyReader(String file, String digest, Problems problems) {
    this.file = file;
    this.digest = digest;
    this.values = new Values(problems);
  }

  /** The policy, which holds only if there is no problem. */
  Optional<Policy> policy(Yaml root) {
    if (!(root instanceof Yaml.Mapping mapping)) {
      values.wrong(root, "a policy", "a mapping with at least `version` and `agents`");
      return Optional.empty();
    }
    Fields fields = Fields.of(root.at(), mapping, "a policy", Keys.POLICY, values.problems());
    fields.require("version", "write `version: 1`").ifPresent(this::checkVersion);

    List<Yaml.Entry> declared =
        fields
            .require("agents", "write who may push what; `gatekeeper init` writes an example")
            .map(this::declared)
            .orElse(List.of());
    Set<String> ids =
        declared.stream().map(entry -> entry.key().value()).collect(Collectors.toSet());
    NameReader names = new NameReader(values, ids);
    PatternReader patterns = new PatternReader(values);
    CheckReader checks = new CheckReader(values, patterns);

    AgentReader agentReader = new AgentReader(values, names, patterns, checks);
    List<Agent> agents = new ArrayList<>();
    declared.forEach(entry -> agentReader.agent(entry).ifPresent(agents::add));
    Integration integration =
        fields
            .get("integration")
            .map(new IntegrationReader(values, names, checks)::integration)
            .orElse(IntegrationReader.DEFAULT);
    List<Waiver> waivers =
        fields
            .get("waivers")
            .map(new WaiverReader(values, names, patterns)::waivers)
            .orElse(List.of());
    return Optional.of(
        new Policy(
            file,
            digest,
            fields
                .get("plan")
                .flatMap(v -> values.line(v, "`plan`"))
                .map(Yaml.Scalar::value)
                .orElse(""),
            fields
                .get("identity")
                .flatMap(v -> values.word(v, "`identity`", Identity.class))
                .orElse(Identity.BRANCH),
            fields
                .get("mode")
                .flatMap(v -> values.word(v, "`mode`", Mode.class))
                .orElse(Mode.ENFORCE),
            integration,
            protectedPaths(fields, patterns),
            fields.get("submodules").flatMap(v -> values.flag(v, "`submodules`")).orElse(false),
            fields.get("limits").map(new LimitsReader(values)::limits).orElse(Limits.DEFAULT),
            agents,
            waivers,
            fields.get("tests").map(new TestReader(values, names)::tests).orElse(List.of())));
  }

  private void checkVersion(Yaml value) {
    if (!(value instanceof Yaml.Scalar scalar
        && scalar.kind() == Yaml.Kind.WHOLE
        && scalar.value().equals(Long.toString(VERSION)))) {
      values.wrong(value, "`version`", "1, the only one there is");
    }
  }

  private List<Yaml.Entry> declared(Yaml value) {
    if (!(value instanceof Yaml.Mapping mapping)) {
      values.wrong(value, "`agents`", "a mapping of agents by their ids");
      return List.of();
    }
    if (mapping.entries().isEmpty()) {
      values.problems().add(value.at(), "`agents` is empty; declare at least one agent");
    }
    refuseAlike(mapping.entries());
    return mapping.entries();
  }

  /** Ids become parts of refs, and not every file system tells letters by their case. */
  private void refuseAlike(List<Yaml.Entry> agents) {
    Map<String, String> seen = new HashMap<>();
    for (Yaml.Entry agent : agents) {
      String id = agent.key().value();
      @Nullable String first = seen.putIfAbsent(id.toLowerCase(Locale.ROOT), id);
      if (first != null) {
        values
            .problems()
            .add(
                agent.key().at(),
                "`%s` differs from `%s` in case only; rename one"
                    .formatted(Words.shortened(id), Words.shortened(first)));
      }
    }
  }

  private PathRules protectedPaths(Fields fields, PatternReader patterns) {
    return fields
        .get("protected")
        .map(v -> patterns.paths(v, "`protected`", Rule.List.PROTECTED))
        .map(rules -> ProtectedPaths.withPolicyFile(file, rules))
        .orElse(ProtectedPaths.byDefault(file));
  }
}
