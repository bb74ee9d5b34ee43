package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;

/**
 * An integration of an agent that was not undone.
 *
 * @param handoff what was integrated, which counts again when later ones are taken back
 * @param first the oldest commit of the line of handoffs that ends in it
 */
public record Integration(Step step, Handoff handoff, Oid first) {}
