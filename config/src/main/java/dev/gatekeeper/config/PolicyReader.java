package dev.gatekeeper.config;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Contents;
import dev.gatekeeper.core.policy.Policy.Identity;
import dev.gatekeeper.core.policy.Policy.IntegrationSettings;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.policy.Policy.Mode;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.time.Duration;
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
  private static final String DEFAULT_BRANCH = "main";

  /** What holds where the policy says nothing. */
  static final IntegrationSettings DEFAULT_INTEGRATION =
      new IntegrationSettings(DEFAULT_BRANCH, List.of(), List.of(), false, List.of(), "");

  /** The most that a limit can be (docs/semantics.md, section 9). */
  private static final long MOST = 1_000_000_000;

  private static final long MOST_SECONDS = 3600;

  private final String file;
  private final String digest;
  private final Values values;

  PolicyReader(String file, String digest, Problems problems) {
    this.file = file;
    this.digest = digest;
    this.values = new Values(problems);
  }

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
    IntegrationSettings integration =
        fields
            .get("integration")
            .flatMap(v -> values.fields(v, "`integration`", "`integration`", Keys.INTEGRATION))
            .map(found -> integration(found, names, checks))
            .orElse(DEFAULT_INTEGRATION);
    List<Waiver> waivers =
        fields
            .get("waivers")
            .map(new WaiverReader(values, names, patterns)::waivers)
            .orElse(List.of());
    return Optional.of(
        new Policy(
            file,
            digest,
            values.line(fields, "plan"),
            values.word(fields, "identity", Identity.BRANCH),
            values.word(fields, "mode", Mode.ENFORCE),
            integration,
            protectedPaths(fields, patterns),
            new Contents(
                values.flag(fields, "submodules", Contents.DEFAULT.submodules()),
                values.word(fields, "windows_names", Contents.DEFAULT.windowsNames())),
            fields
                .get("limits")
                .flatMap(v -> values.fields(v, "`limits`", "`limits`", Keys.LIMITS))
                .map(this::limits)
                .orElse(Limits.DEFAULT),
            agents,
            waivers,
            fields.get("tests").map(new TestReader(values, names)::tests).orElse(List.of())));
  }

  private IntegrationSettings integration(Fields fields, NameReader names, CheckReader checks) {
    return new IntegrationSettings(
        fields
            .get("branch")
            .flatMap(v -> names.refName(v, "`branch`", "refs/heads/"))
            .orElse(DEFAULT_BRANCH),
        principals(fields, "maintainers", names),
        principals(fields, "validators", names),
        values.flag(fields, "direct", false),
        fields.get("validate").map(checks::checks).orElse(List.of()),
        fields.get("tag").flatMap(v -> names.refName(v, "`tag`", "refs/tags/")).orElse(""));
  }

  private List<Principal> principals(Fields fields, String key, NameReader names) {
    return fields.get(key).map(v -> names.principals(v, "`" + key + "`")).orElse(List.of());
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

  private void checkVersion(Yaml value) {
    if (!(value instanceof Yaml.Scalar scalar
        && scalar.kind() == Yaml.Kind.WHOLE
        && scalar.value().equals(Long.toString(VERSION)))) {
      values.wrong(value, "`version`", "1, the only version");
    }
  }

  private List<Yaml.Entry> declared(Yaml value) {
    if (!(value instanceof Yaml.Mapping mapping)) {
      values.wrong(value, "`agents`", "a mapping of agents by their ids");
      return List.of();
    }
    if (mapping.entries().isEmpty()) {
      values.refuse(value.at(), "`agents` is empty; declare at least one agent");
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
        values.refuse(
            agent.key().at(),
            "`%s` differs from `%s` in case only; rename one"
                .formatted(MessageParts.shortened(id), MessageParts.shortened(first)));
      }
    }
  }

  private PathRules protectedPaths(Fields fields, PatternReader patterns) {
    List<PathRule> rules =
        new ArrayList<>(
            paths(fields, "protected", patterns).orElse(ProtectedPaths.byDefault(file)).rules());
    paths(fields, "also_protected", patterns).ifPresent(more -> rules.addAll(more.rules()));
    return ProtectedPaths.withPolicyFile(file, new PathRules(rules));
  }

  private static Optional<PathRules> paths(Fields fields, String key, PatternReader patterns) {
    return fields.get(key).map(v -> patterns.paths(v, "`" + key + "`", Rule.List.PROTECTED));
  }

  /** What no agent may change (docs/semantics.md, section 3). */
  private static final class ProtectedPaths {
    private static final String POLICY_FILE = "/" + Policy.FILE_NAME;

    /** What steers git, the host and the gate itself. */
    private static final List<String> BY_DEFAULT =
        List.of(POLICY_FILE, ".gitattributes", "/.gitmodules", "/.github/");

    private ProtectedPaths() {}

    static PathRules byDefault(String file) {
      return new PathRules(BY_DEFAULT.stream().map(text -> rule(file, text)).toList());
    }

    /**
     * The rules with the policy file among them, last if no rule names it or an exception follows:
     * whoever may change the policy may change everything.
     */
    static PathRules withPolicyFile(String file, PathRules rules) {
      boolean named = false;
      for (PathRule rule : rules.rules()) {
        if (rule.pattern().negated()) {
          named = false;
        } else if (rule.rule().pattern().equals(POLICY_FILE)) {
          named = true;
        }
      }
      if (named) {
        return rules;
      }
      List<PathRule> all = new ArrayList<>(rules.rules());
      all.add(rule(file, POLICY_FILE));
      return new PathRules(all);
    }

    private static PathRule rule(String file, String text) {
      try {
        return new PathRule(
            PathPattern.parse(text), new Rule(Rule.List.PROTECTED, text, Location.ofDefault(file)));
      } catch (BadPattern e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
