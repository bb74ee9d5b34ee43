package dev.gatekeeper.core.model;

import java.util.List;

/**
 * The answer to "may this agent change this path?" (section 3 of the semantics), with the rule that
 * decided.
 *
 * @param outcome yes, or no and with which code
 * @param reason the rule that decided
 * @param owners the agents that may change the path, in the order of the policy; filled where the
 *     answer is no
 */
public record Ruling(Outcome outcome, Reason reason, List<AgentId> owners) {

  public Ruling {
    owners = List.copyOf(owners);
  }

  /** The five answers of section 3. */
  public enum Outcome {
    OWNED,
    WAIVED,
    PROTECTED,
    FORBIDDEN,
    NOT_OWNED;

    public boolean allowed() {
      return this == OWNED || this == WAIVED;
    }

    public Code code() {
      return switch (this) {
        case PROTECTED -> Code.PROTECTED;
        case FORBIDDEN -> Code.PATH_FORBIDDEN;
        case NOT_OWNED -> Code.PATH_NOT_OWNED;
        case OWNED, WAIVED -> throw new IllegalStateException(this + " is not a refusal");
      };
    }
  }

  /** What an answer rests on. */
  public sealed interface Reason {
    record ByRule(Rule rule) implements Reason {}

    record NoRule() implements Reason {}
  }

  public boolean allowed() {
    return outcome.allowed();
  }
}
