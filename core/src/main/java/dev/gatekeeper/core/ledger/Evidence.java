package dev.gatekeeper.core.ledger;

/**
 * What one check showed.
 *
 * @param check its name in the policy
 * @param detail what was expected and what was seen, in a line; may be empty
 * @param millis how long it took
 * @param log the file of its output beside the event, or "" if it has none
 */
public record Evidence(String check, Outcome outcome, String detail, long millis, String log) {}
