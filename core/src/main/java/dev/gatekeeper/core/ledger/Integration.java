package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;

/**
 * An integration of an agent, as it was put on record.
 *
 * @param handoff what was integrated, which counts while the integration stands
 * @param first the oldest commit of the line of handoffs that ends in it
 */
public record Integration(Step step, Handoff handoff, Oid first) {}
