package dev.gatekeeper.server.api;

import dev.gatekeeper.core.brief.Brief;
import dev.gatekeeper.core.brief.BriefJson;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.report.AgentStatus;
import dev.gatekeeper.server.repository.Repositories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * {@code GET …/agents/<a>/brief}, for all who see the repository: policy and states are no secret.
 */
final class BriefApi {
  /** RFC 7763 wants the charset said. */
  static final String MARKDOWN = "text/markdown;charset=utf-8";

  private final Repositories repositories;

  BriefApi(Repositories repositories) {
    this.repositories = repositories;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/api/v1/repos/{repo}/agents/{agent}/brief", this::brief));
  }

  private void brief(Call call) throws Problem, IOException {
    call.takes();
    Seen seen = Seen.by(call, repositories);
    Agent agent = PlanApi.agent(call, seen);
    List<AgentStatus> plan =
        call.caller().isNamed() ? seen.served().status(seen.policy()) : List.of();
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    if (call.wantsJson()) {
      call.answer(BriefJson.of(seen.policy(), agent, today, plan));
    } else {
      call.response().setContentType(MARKDOWN);
      String text = Brief.of(seen.policy(), agent, today, plan);
      call.response().getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
