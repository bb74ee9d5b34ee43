package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.brief.BriefJson;
import dev.gatekeeper.core.brief.MarkedBlock;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.report.AgentStatus;
import dev.gatekeeper.core.report.PlanStatus;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** The source of an agent's brief. */
final class BriefSource {
  private BriefSource() {}

  /** What a server says, unless it would do more in a terminal or a file than be read. */
  static JsonObject of(Remote remote, String agent) throws Failure {
    JsonObject brief =
        JsonObject.lenient(
            remote.lines("/agents/" + AgentArgument.checked(agent) + "/brief", "").get(0));
    String text = brief.text("text");
    boolean hasControls = text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n');
    if (text.isEmpty() || hasControls || !MarkedBlock.takes(text)) {
      throw Failure.unreadable(
          "what the server sent is not a brief", "check what runs at that address");
    }
    return brief;
  }

  /**
   * What policy and ledger of a repository say. A working copy has no ledger that could be
   * believed, so that of its agents' states nothing is said.
   */
  static JsonObject of(Workspace workspace, Console console, String file, String agent)
      throws Failure {
    Policy policy = PolicySource.policy(workspace, console, file);
    AgentId id = AgentArgument.selected(policy, agent, "").get(0);
    Instant now = Instant.now();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    List<AgentStatus> plan = workspace.top().isEmpty() ? plan(workspace, policy, now) : List.of();
    return JsonObject.lenient(BriefJson.of(policy, policy.agent(id).orElseThrow(), today, plan));
  }

  private static List<AgentStatus> plan(Workspace workspace, Policy policy, Instant now)
      throws Failure {
    try (JGitHistory history = JGitHistory.open(workspace.repository().gitDirectory())) {
      return PlanStatus.of(policy, new Ledger(workspace.repository()).state(history), history, now);
    } catch (IOException e) {
      throw Failure.unreadable(String.valueOf(e.getMessage()));
    }
  }
}
