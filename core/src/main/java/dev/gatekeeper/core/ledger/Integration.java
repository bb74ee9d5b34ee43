package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;

/**
 * A recorded integration of an agent.
 *
 * @param handoff what was integrated, which counts while the integration stands
 * @param first the oldest commit of the line of handoffs that ends in it
 */
public record Integration(Step step, Handoff handoff, Oid first) {

  /**
   * One agent's part of an integration.
   *
   * @param branch whose tip was handed off
   * @param handoff the commit that was
   * @param before the commit that it was merged into
   * @param after what came of it; a merge commit, or the handoff itself where it was pushed as it
   *     is
   */
  public record Step(AgentId agent, RefName branch, Oid handoff, Oid before, Oid after) {}

  /**
   * An integration that was undone. Work that contains what was integrated, and not what undid it,
   * would be lost in a merge.
   *
   * @param commit the commit on the integration branch that undid it
   * @param step what was undone
   */
  public record Undone(Oid commit, Step step) {}
}
