package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.Refs;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.AgentRecord.Removed;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.text.ShellWord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules for deleting a left-over branch, and for making its name again (docs/semantics.md,
 * section 6, "Left-over branches").
 */
public record Removal(PlanState plan) {
  /** So many tips of an agent are kept for it; more a maintainer removes. */
  private static final int MOST_PINS = 100;

  /**
   * Why the agent may not delete the branch, or "" if it may.
   *
   * @param more how many tips the push leaves behind besides
   */
  public String objection(Agent agent, RefName branch, Oid tip, int more) throws IOException {
    AgentId id = agent.id();
    AgentRecord record = plan.record(id);
    if (plan.validity(id) != PlanState.Validity.VALID) {
      return id + " has no valid handoff; only a branch left over after a handoff may be deleted";
    }
    if (!plan.isIntegrated(id) && isHandedOff(record, branch)) {
      return "the handoff of " + id + " is its tip, and is not integrated yet";
    }
    if (record.running().filter(running -> running.branch().equals(branch)).isPresent()) {
      return "a validation of it is running";
    }
    if (!new MaintainersPushes(plan).in(id, Set.of(tip)).isEmpty()) {
      return "a maintainer's push is in it that the integration branch lacks";
    }
    if (plan.history().below(pins(id)).size() + more >= MOST_PINS) {
      return MOST_PINS + " tips of " + id + " are kept already";
    }
    return "";
  }

  private static boolean isHandedOff(AgentRecord record, RefName branch) {
    return record.handoff().filter(handoff -> handoff.branch().equals(branch)).isPresent();
  }

  /**
   * The ref to keep the next tip that the agent leaves behind: of a name that is free, even where a
   * ledger began anew and pins of the one before are there.
   *
   * @param taken those that are to be made besides
   */
  public static RefName nextPin(PlanState plan, Refs refs, AgentId agent, Set<RefName> taken)
      throws IOException {
    long n = plan.record(agent).leftBehind();
    RefName pin;
    do {
      n++;
      pin = new RefName(pins(agent) + "/" + n);
    } while (taken.contains(pin) || !refs.tip(pin).isZero());
    return pin;
  }

  public static RefName pins(AgentId agent) {
    return new RefName("refs/gatekeeper/rollback/" + agent);
  }

  /**
   * Where the agent has removed a branch of that name, and what is pushed now has neither its tip
   * in it nor that of the integration branch, that removed tip. Deleting and creating is no way to
   * force.
   */
  public Optional<Oid> forced(Agent agent, RefName branch, Oid tip) throws IOException {
    return IoStreams.first(
            plan.record(agent.id()).removed(),
            removed ->
                removed.branch().equals(branch)
                    && !isIn(tip, removed.tip())
                    && !isIn(tip, plan.main()))
        .map(Removed::tip);
  }

  private boolean isIn(Oid tip, Oid commit) throws IOException {
    return plan.history().isCommit(commit) && plan.history().contains(tip, commit);
  }

  /** The branches that the agent has left over, each with why it may not delete it. */
  public List<LeftOver> leftOver(Agent agent) throws IOException {
    return IoStreams.map(
        plan.progress().leftOver(agent),
        branch -> new LeftOver(branch, objection(agent, branch, plan.history().tip(branch), 0)));
  }

  /**
   * A left-over branch: one with work outside its agent's handoff (docs/semantics.md, section 6,
   * "Left-over branches").
   *
   * @param objection why only a maintainer may remove it, or "" if its agent may as well
   */
  public record LeftOver(RefName branch, String objection) {

    /** What to do about it, for those who may see it. */
    public String words() {
      String name = branch.shortName();
      return name
          + ", with work outside its handoff: "
          + (objection.isEmpty()
              ? "git push REMOTE --delete "
                  + ShellWord.of(branch)
                  + " removes it, and its tip is kept"
              : "a maintainer can remove it, since " + objection);
    }
  }
}
