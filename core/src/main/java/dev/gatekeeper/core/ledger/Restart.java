package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;

/**
 * From where an agent's work begins anew after an integration of it was undone.
 *
 * @param commit the commit on the integration branch that undid it
 * @param undone the handoff that had been integrated
 */
public record Restart(Oid commit, Oid undone) {}
