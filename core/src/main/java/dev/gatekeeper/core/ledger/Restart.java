package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;

/**
 * An integration that was undone. Work that contains what was integrated, and not what undid it,
 * would be lost in a merge.
 *
 * @param commit the commit on the integration branch that undid it
 * @param step what was undone
 */
public record Restart(Oid commit, Step step) {}
