package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Violation;
import java.util.Optional;

/**
 * What keeps an agent from pushing, whatever it pushes (docs/semantics.md, section 6).
 *
 * @param other the agent that is in the way, if it is one
 * @param why who is in the way, and in which state
 * @param todo what to wait for
 */
public record Holdup(Code code, Optional<AgentId> other, String why, String todo) {

  /** The same as a reason to refuse a push to that branch. */
  Violation at(RefName ref) {
    return new Violation.OfRef(code, ref, why, todo);
  }
}
