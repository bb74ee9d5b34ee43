package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Actor;
import java.time.Instant;

/**
 * An event with its place in the ledger.
 *
 * @param number 1 for the first, and one more for each
 * @param at when it was written; by the clock of the machine, which may go back
 * @param by who brought it about
 * @param policy the digest of the policy in force, or "" if there was none
 */
public record Entry(long number, Instant at, Actor by, String policy, Event event) {}
