package dev.gatekeeper.core.export;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Rule;
import java.util.List;

/**
 * A line of a CODEOWNERS file.
 *
 * @param pattern what it covers
 * @param owner whom it gives that to: a list of one, or none for a line without an owner
 * @param rule what of the policy it stands for
 */
record OwnerLine(CodeownersPattern pattern, List<AgentId> owner, Rule rule) {
  OwnerLine {
    owner = List.copyOf(owner);
  }

  boolean grants() {
    return !owner.isEmpty();
  }
}
