package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.time.Instant;

/**
 * A commit that was validated and is not revoked: what others may start from while it is valid.
 *
 * @param event the number of the event that made it
 * @param branch whose tip it was
 * @param policy the digest of the policy under which it was made
 */
public record Handoff(
    long event, Instant at, RefName branch, Oid commit, Basis basis, String policy) {}
