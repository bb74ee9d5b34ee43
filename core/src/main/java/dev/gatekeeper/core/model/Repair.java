package dev.gatekeeper.core.model;

/**
 * How to mend a push that was refused for its paths alone.
 *
 * @param ref the ref it is about
 * @param command a line for {@code sh} that keeps whatever the agent may change, or words where no
 *     such line can be given
 * @param isCommand which of the two
 */
public record Repair(RefName ref, String command, boolean isCommand) {}
