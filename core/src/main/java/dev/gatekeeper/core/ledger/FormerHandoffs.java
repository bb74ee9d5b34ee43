package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;

/**
 * A line of an agent's handoffs, each of which contains the one before, that was revoked, or
 * replaced by a handoff that does not contain it, before it was integrated.
 *
 * @param first the oldest of them
 * @param last the youngest
 */
public record FormerHandoffs(Oid first, Oid last) {}
