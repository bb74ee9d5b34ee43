package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;

/**
 * One agent's part of an integration.
 *
 * @param branch whose tip was handed off
 * @param handoff the commit that was
 * @param before the commit that it was merged into
 * @param after what came of it; a merge commit, or the handoff itself where it was pushed as it is
 */
public record Step(AgentId agent, RefName branch, Oid handoff, Oid before, Oid after) {}
