package dev.gatekeeper.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Briefs and the checklist over the API: who is shown what, and who may make what is missing. */
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class BriefApiTest {
  private static final String TEAM = "/api/v1/repos/team";

  @TempDir private Path folder;
  private Team team;

  @BeforeEach
  void start() throws Exception {
    team = new Team(folder);
  }

  @AfterEach
  void stop() throws Exception {
    team.close();
  }

  @Test
  void aBriefIsMarkdownAndInJsonTheSameText() throws Exception {
    HttpResponse<String> text = team.get("ann", TEAM + "/agents/cat/brief");
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(text.headers().firstValue("Content-Type")).hasValue(Api.MARKDOWN);
    assertThat(text.body())
        .startsWith("# Brief of cat\n")
        .contains(
            "- when this was written you were blocked\n"
                + "  - cat comes after ann, which has no valid handoff (ready); ");
    HttpResponse<String> json =
        team.get("ann", TEAM + "/agents/cat/brief", "Accept", "application/json");
    JsonNode brief = new ObjectMapper().readTree(json.body());
    assertThat(brief.get("text").asText()).isEqualTo(text.body());
    assertThat(brief.get("branch").asText()).isEqualTo("cat/work");
    assertThat(team.get("ann", TEAM + "/agents/eve/brief").statusCode()).isEqualTo(400);
    assertThat(team.get("nix", TEAM + "/agents/cat/brief").statusCode()).isEqualTo(404);
    assertThat(team.get("ann", TEAM + "/agents/cat/brief?x=1").statusCode()).isEqualTo(400);
  }

  @Test
  void theChecklistIsForMaintainersAndMakesWhatIsMissing() throws Exception {
    String page = TEAM + "/preflight";
    for (String who : new String[] {"ann", "vera"}) {
      assertThat(team.get(who, page).statusCode()).isEqualTo(403);
      assertThat(post(who, "{\"fix\":true}").statusCode()).isEqualTo(403);
    }
    assertThat(team.get("nix", page).statusCode()).isEqualTo(404);
    assertThat(post("mia", "{\"fix\":false}").statusCode()).isEqualTo(400);
    assertThat(post("mia", "{\"fix\":true,\"x\":\"y\"}").statusCode()).isEqualTo(400);
    assertThat(team.get("mia", page).body())
        .contains("{\"check\":\"branches\",\"result\":\"error\",\"agent\":\"ann\"");
    assertThat(team.repository().git("for-each-ref", "refs/heads/ann")).isEmpty();
    assertThat(post("mia", "{\"fix\":true}").body())
        .contains("\"result\":\"ok\",\"agent\":\"ann\",\"finding\":\"made ann/work at ")
        .doesNotContain("\"error\"");
    assertThat(team.repository().git("rev-parse", "refs/heads/ann/work"))
        .isEqualTo(team.repository().git("rev-parse", "refs/heads/main"));
  }

  private HttpResponse<String> post(String who, String body) throws Exception {
    return team.send(who, "POST", TEAM + "/preflight", body, "Content-Type", "application/json");
  }
}
