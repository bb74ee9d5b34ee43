package dev.gatekeeper.config;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent.BranchRules;
import dev.gatekeeper.core.policy.Agent.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Patterns of paths and branches (docs/semantics.md, section 2). */
record PatternReader(Values values) {
  private static final String EXPECTED = "a pattern such as `/src/` or \"*.md\"";
  private static final Pattern WILD = Pattern.compile("[*?]");

  /** A message may repeat the pattern, which may be very long. */
  private static final int LONGEST_MESSAGE = 300;

  /** A list of patterns as rules of that list. */
  PathRules paths(Yaml value, String name, Rule.List list) {
    List<PathRule> rules = new ArrayList<>();
    for (Yaml item : values.list(value, name, "a list of patterns such as [/src/, \"*.md\"]")) {
      path(item, "an entry of " + name)
          .ifPresent(
              pattern ->
                  rules.add(new PathRule(pattern, new Rule(list, pattern.toString(), item.at()))));
    }
    return new PathRules(rules);
  }

  /** One pattern that makes an exception or none. */
  Optional<PathPattern> path(Yaml value, String name) {
    return values.scalar(value, name, EXPECTED).flatMap(this::parsed);
  }

  /** One pattern that is no exception: there is nothing it could be an exception from. */
  Optional<PathPattern> positive(Yaml value, String name) {
    Optional<PathPattern> pattern = path(value, name);
    if (pattern.isPresent() && pattern.get().negated()) {
      values.refuse(value.at(), name + " can't be an exception; write it without the `!`");
      return Optional.empty();
    }
    return pattern;
  }

  /** One pattern or a list of them, the first no exception. */
  List<PathPattern> oneOrMore(Yaml value, String name) {
    if (!(value instanceof Yaml.Sequence sequence)) {
      return positive(value, name).stream().toList();
    }
    if (sequence.items().isEmpty()) {
      values.refuse(value.at(), name + " is empty; write which files to look at");
    }
    List<PathPattern> patterns = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Yaml item = sequence.items().get(i);
      (i == 0 ? positive(item, "the first entry of " + name) : path(item, "an entry of " + name))
          .ifPresent(patterns::add);
    }
    return patterns;
  }

  /** A list of patterns of names below {@code refs/heads/}. */
  BranchRules branches(Yaml value) {
    List<BranchRule> rules = new ArrayList<>();
    List<Yaml> items =
        values.list(value, "`branches`", "a list of branches such as [agent-1, \"agent-1/**\"]");
    if (items.isEmpty() && value instanceof Yaml.Sequence) {
      values.refuse(value.at(), "`branches` is empty; write the branches it may push");
    }
    for (Yaml item : items) {
      branch(item).ifPresent(pattern -> rules.add(new BranchRule(pattern, item.at())));
    }
    if (!rules.isEmpty() && rules.get(0).pattern().negated()) {
      values.refuse(
          rules.get(0).at(),
          "`branches` starts with an exception; write what it is an exception from before it");
    }
    return new BranchRules(rules);
  }

  private Optional<PathPattern> branch(Yaml item) {
    Optional<Yaml.Scalar> text =
        values.scalar(item, "an entry of `branches`", "a branch such as \"agent-1/**\"");
    if (text.isEmpty() || isNoBranch(text.get())) {
      return Optional.empty();
    }
    return parsed(text.get());
  }

  /** What can be parsed, but can never match a branch that git would make. */
  private boolean isNoBranch(Yaml.Scalar text) {
    String written = text.value();
    String name = written.startsWith("!") ? written.substring(1) : written;
    if (name.startsWith("refs/heads/")) {
      String shorter = MessageParts.shortened(name.substring("refs/heads/".length()));
      values.refuse(text.at(), "branches are names below refs/heads/; write `" + shorter + "`");
      return true;
    }
    if (name.endsWith("/")) {
      values.refuse(
          text.at(),
          "no branch ends in `/`; write \"%s**\" for all below it"
              .formatted(MessageParts.shortened(written)));
      return true;
    }
    String anchored = name.startsWith("/") ? name.substring(1) : name;
    // With classes and escapes the parser's word has to do.
    boolean plain = anchored.indexOf('[') < 0 && anchored.indexOf('\\') < 0;
    if (plain && !NameReader.isRefName(WILD.matcher(anchored).replaceAll("x"))) {
      values.refuse(
          text.at(),
          "git has no branch `%s`; see `git help check-ref-format`"
              .formatted(MessageParts.shortened(written)));
      return true;
    }
    return false;
  }

  private Optional<PathPattern> parsed(Yaml.Scalar text) {
    try {
      return Optional.of(PathPattern.parse(text.value()));
    } catch (BadPattern e) {
      values.refuse(
          text.at(e.offset()),
          MessageParts.shortened(String.valueOf(e.getMessage()), LONGEST_MESSAGE));
      return Optional.empty();
    }
  }
}
