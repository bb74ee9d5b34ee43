package dev.gatekeeper.core.preflight;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.OrderRules;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.preflight.PreflightLine.Item;
import dev.gatekeeper.core.preflight.PreflightLine.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The check that existing branches start from the right commits. */
record BranchBases(Policy policy, PlanState plan, History history) {
  BranchBases(PlanState plan) {
    this(plan.policy(), plan, plan.history());
  }

  /** A line for each branch that does not, or one if all do. */
  List<PreflightLine> lines() throws IOException {
    List<PreflightLine> lines = new ArrayList<>();
    int branches = 0;
    for (Agent agent : policy.agents()) {
      for (RefName branch : plan.progress().branches(agent.id())) {
        branches++;
        lines.addAll(lines(agent, branch));
      }
    }
    if (lines.isEmpty()) {
      String all = branches == 0 ? "there is no branch yet" : "the base of every branch is right";
      lines.add(PreflightLine.ok(Item.BASES, all));
    }
    return lines;
  }

  private List<PreflightLine> lines(Agent agent, RefName branch) throws IOException {
    Oid tip = history.tip(branch);
    Oid main = plan.main();
    if (!history.isCommit(tip)) {
      return List.of(error(agent, branch.shortName() + " is not at a commit", "git fsck"));
    }
    if (!main.isZero() && history.bases(tip, Set.of(main)).isEmpty()) {
      return List.of(
          error(
              agent,
              branch.shortName() + " shares no history with " + policy.integration().branch(),
              "start it again: gatekeeper rollback %s, or delete and push it again"
                  .formatted(agent.id())));
    }
    List<PreflightLine> lines = new ArrayList<>();
    OrderRules order = new OrderRules(plan);
    for (Violation violation : order.judge(agent, new RefUpdate(branch, tip, tip))) {
      if (violation instanceof Violation.OfRef missing
          && missing.code() == Code.HANDOFF_NOT_INCLUDED) {
        lines.add(
            error(
                agent, branch.shortName() + ": " + missing.message(), "in it: " + missing.todo()));
      }
    }
    return lines;
  }

  private static PreflightLine error(Agent agent, String finding, String next) {
    return new PreflightLine(Item.BASES, Result.ERROR, Optional.of(agent.id()), finding, next);
  }
}
