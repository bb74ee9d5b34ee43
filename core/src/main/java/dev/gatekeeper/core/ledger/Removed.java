package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;

/**
 * A branch that its agent has removed.
 *
 * @param tip where it was; whoever makes the name again goes on from there, or from the integration
 *     branch
 */
public record Removed(RefName branch, Oid tip) {}
