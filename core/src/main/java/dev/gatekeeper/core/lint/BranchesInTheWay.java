package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Agent.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Findings about branches that git can't keep together, since all names of one pattern are below
 * the only name of another: a ref is a file, and none can be a folder of another.
 */
final class BranchesInTheWay {
  private final Policy policy;
  private final Map<RepoPath, Named> named = new HashMap<>();
  private final Lint.FindingCollector findings = new Lint.FindingCollector();

  private BranchesInTheWay(Policy policy) {
    this.policy = policy;
  }

  /** An agent's pattern for a single branch. */
  private record Named(Agent agent, BranchRule rule) {}

  static List<Finding> findings(Policy policy) {
    BranchesInTheWay all = new BranchesInTheWay(policy);
    policy.agents().forEach(all::name);
    policy.agents().forEach(all::compare);
    all.integrationBelow();
    return all.findings.list();
  }

  private void name(Agent agent) {
    for (BranchRule rule : agent.branches().rules()) {
      rule.pattern()
          .onlyName()
          .filter(name -> agent.branches().matches(name.text()))
          .ifPresent(name -> named.put(name, new Named(agent, rule)));
    }
  }

  private void compare(Agent agent) {
    RepoPath integration = RepoPath.of(policy.integration().branch());
    for (BranchRule rule : agent.branches().rules()) {
      PathPattern pattern = rule.pattern();
      for (RepoPath above : pattern.negated() ? List.<RepoPath>of() : pattern.above()) {
        if (above.equals(integration)) {
          findings.add(
              made(
                  "what `%s` of `%s` matches is below the integration branch"
                      .formatted(pattern, agent.id()),
                  List.of(rule.at()),
                  above,
                  advice(above)));
        }
        Optional.ofNullable(named.get(above))
            .ifPresent(one -> findings.add(finding(one, above, agent, rule)));
      }
    }
  }

  private void integrationBelow() {
    String branch = policy.integration().branch();
    for (int end = branch.indexOf('/'); end > 0; end = branch.indexOf('/', end + 1)) {
      RepoPath above = RepoPath.of(branch.substring(0, end));
      Optional.ofNullable(named.get(above))
          .ifPresent(
              one ->
                  findings.add(
                      made(
                          "the integration branch `%s` is below `%s` of `%s`"
                              .formatted(branch, one.rule().pattern(), one.agent().id()),
                          List.of(one.rule().at()),
                          above,
                          advice(above))));
    }
  }

  private static String advice(RepoPath above) {
    return "name the agent's branches otherwise, such as `%s-work`".formatted(above.text());
  }

  private Finding finding(Named one, RepoPath above, Agent agent, BranchRule rule) {
    AgentId id = agent.id();
    boolean isOwn = one.agent().id().equals(id);
    String what =
        isOwn
            ? "`%s` and `%s` of `%s` can't both be used"
                .formatted(one.rule().pattern(), rule.pattern(), id)
            : "`%s` of `%s` and `%s` of `%s` can't both be used"
                .formatted(one.rule().pattern(), one.agent().id(), rule.pattern(), id);
    return made(
        what,
        List.of(one.rule().at(), rule.at()),
        above,
        isOwn
            ? "leave `%s` out, and write `%s` alone".formatted(one.rule().pattern(), rule.pattern())
            : "write another name for `%s`, such as `%s-work`"
                .formatted(one.rule().pattern(), above.text()));
  }

  private static Finding made(String what, List<Location> lines, RepoPath above, String advice) {
    return new Finding(
        "branch-in-the-way",
        Finding.Severity.WARNING,
        what + ", since git keeps no branch below another",
        lines,
        above.text(),
        advice);
  }
}
