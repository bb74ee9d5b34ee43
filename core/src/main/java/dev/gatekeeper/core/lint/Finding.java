package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.model.Location;
import java.util.List;

/**
 * A finding about a policy that can be parsed.
 *
 * @param code its kind, such as {@code after-circle}, for programs
 * @param message what is the case, in lower case, without a full stop
 * @param lines where in the policy, what it is reported at first
 * @param witness a path, a branch or a chain of agents that shows it; may be empty
 * @param todo what to do about it
 */
public record Finding(
    String code,
    Severity severity,
    String message,
    List<Location> lines,
    String witness,
    String todo) {
  public Finding {
    lines = List.copyOf(lines);
  }

  /** Message, witness and advice in one line. */
  public String sentence() {
    return message + (witness.isEmpty() ? "" : ": " + witness) + "; " + todo;
  }

  public enum Severity {
    /** The gate does not take the policy. */
    ERROR,
    /** The policy probably does not do what is meant. */
    WARNING,
    /** Worth knowing. */
    NOTE
  }
}
