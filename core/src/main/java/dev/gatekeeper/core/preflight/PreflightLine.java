package dev.gatekeeper.core.preflight;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.text.JsonLine;
import java.util.Locale;
import java.util.Optional;

/**
 * One finding of the checklist.
 *
 * @param agent whom it is about, or nobody in particular
 * @param finding what is the case
 * @param next what to do about it, or "" if nothing has to be done
 */
public record PreflightLine(
    Item check, Result result, Optional<AgentId> agent, String finding, String next) {

  /** The checks, in their order. */
  public enum Item {
    /** The policy has nothing against it: who owns what is settled. */
    POLICY,
    /** Every agent is told what it must know. */
    BRIEFS,
    /** Programs and scripts of checks are there. */
    CHECKS,
    /** Commands can run in a sandbox. */
    SANDBOX,
    /** Everybody can clone what is there. */
    OBJECTS,
    /** What happens can be recorded, and taken back. */
    LEDGER,
    /** Nothing is on the integration branch that is not in the ledger. */
    INTEGRATION,
    /** Every agent has a branch. */
    BRANCHES,
    /** Every branch starts from where it has to. */
    BASES;

    /** In the output. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How bad it is. */
  public enum Result {
    OK,
    WARNING,
    ERROR
  }

  static PreflightLine ok(Item check, String finding) {
    return new PreflightLine(check, Result.OK, Optional.empty(), finding, "");
  }

  static PreflightLine warning(Item check, String finding, String next) {
    return new PreflightLine(check, Result.WARNING, Optional.empty(), finding, next);
  }

  static PreflightLine error(Item check, String finding, String next) {
    return new PreflightLine(check, Result.ERROR, Optional.empty(), finding, next);
  }

  /** As a JSON object on one line. */
  public String json() {
    return JsonLine.of(
        json -> {
          json.writeStringField("check", check.word());
          json.writeStringField("result", result.name().toLowerCase(Locale.ROOT));
          JsonLine.optional(json, "agent", agent.map(AgentId::id));
          json.writeStringField("finding", finding);
          json.writeStringField("next", next);
        });
  }
}
