package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling.Outcome;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The agents that may change each file, and the deciding patterns: one walk for each agent. */
final class FileOwnership {
  /** Nobody but a maintainer may change the file, and no rule forbids it to everybody. */
  static final int NOBODY = -1;

  static final int PROTECTED = -2;

  private final int[] holders;
  private final List<BitSet> deciding = new ArrayList<>();

  private FileOwnership(int files) {
    holders = new int[files];
    Arrays.fill(holders, NOBODY);
  }

  /** What decides about a file: the answer, and the place in {@code owns}. */
  private record Held(Outcome outcome, int rule) {}

  static FileOwnership of(Policy policy, List<RepoPath> files, LocalDate today) {
    FileOwnership holdings = new FileOwnership(files.size());
    for (int i = 0; i < policy.agents().size(); i++) {
      holdings.add(i, policy, policy.agents().get(i), files, today);
    }
    return holdings;
  }

  private void add(int number, Policy policy, Agent agent, List<RepoPath> files, LocalDate today) {
    AgentRules rules = AgentRules.of(policy, agent, today);
    int owns = rules.granting()[0];
    PathMachine<Held> machine =
        new PathMachine<>(
            rules.lists(), decided -> new Held(rules.outcome(decided), decided[owns]));
    BitSet used = new BitSet();
    for (int file = 0; file < holders.length; file++) {
      Held held = machine.outcome(files.get(file));
      if (held.rule() >= 0) {
        used.set(held.rule());
      }
      if (held.outcome() == Outcome.PROTECTED) {
        holders[file] = PROTECTED;
      } else if (held.outcome().allowed() && holders[file] == NOBODY) {
        holders[file] = number;
      }
    }
    deciding.add(used);
  }

  /** The first agent that may change the file, by its place in the policy. */
  int holder(int file) {
    return holders[file];
  }

  /** Whether the pattern at that place in the agent's {@code owns} decides about some file. */
  boolean decides(int agent, int rule) {
    return deciding.get(agent).get(rule);
  }
}
