package dev.gatekeeper.core.model;

import java.util.List;

/**
 * How to mend a push that was refused for its paths, or for taking back what was amended.
 *
 * @param ref the ref it is about
 * @param command a line for {@code sh} that keeps whatever the agent may change, or words where no
 *     such line can be given
 * @param isCommand which of the two
 * @param told what there is to know about a command, each a line
 */
public record Repair(RefName ref, String command, boolean isCommand, List<String> told) {
  public Repair {
    told = List.copyOf(told);
  }

  /** One that says all there is to know. */
  public Repair(RefName ref, String command, boolean isCommand) {
    this(ref, command, isCommand, List.of());
  }
}
