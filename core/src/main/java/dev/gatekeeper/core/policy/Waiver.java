package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import java.time.LocalDate;

/**
 * A temporary permission.
 *
 * @param until the last day, in UTC, on which it holds
 * @param reason why, for the record
 */
public record Waiver(AgentId agent, PathRules paths, LocalDate until, String reason, Location at) {

  /** Whether it holds on that day (UTC). */
  public boolean isLive(LocalDate today) {
    return !today.isAfter(until);
  }
}
