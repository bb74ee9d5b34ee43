package dev.gatekeeper.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be done to a plan over the API, by whom, and what is read of it afterwards. */
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class PlanApiTest {
  private static final String AGENTS = "/api/v1/repos/team/agents/";
  private static final String LEDGER = "/api/v1/repos/team/ledger";

  /** One after the other: who asks for what, and what comes of it. */
  private static final String OPERATIONS =
      """
      ann  | ann/stop      | {"reason":"x"}                 | 403 | `ann` may not stop ann: that is for a maintainer
      bob  | ann/stop      | {"reason":"x"}                 | 403 | forbidden
      vera | bob/stop      | {"reason":"x"}                 | 403 | forbidden
      nix  | bob/stop      | {"reason":"x"}                 | 404 | no-repository
      nix  | no/stop       | {"reason":"x"}                 | 404 | no-repository
      mia  | no/stop       | {"reason":"x"}                 | 400 | the policy has no agent `no`
      mia  | a%1Bb/stop    | {"reason":"x"}                 | 400 |
      mia  | bob/stop      | {}                             | 400 | stop needs `reason`
      mia  | bob/stop      | {"reason":" "}                 | 400 | stop needs `reason`
      mia  | bob/stop      | {"reason":1}                   | 400 | has to be a string
      mia  | bob/stop      | {"reason":"x","force":true}    | 400 | stop takes no `force`
      mia  | bob/stop      | {"reson":"x"}                  | 400 | stop takes no `reson`, did you mean `reason`?
      mia  | bob/stop      | {"reason":true}                | 400 | `reason` of stop can't be true or false
      mia  | bob/stop      | {"reason":["x"]}               | 400 | `reason` of stop can't be a list of strings
      bob  | bob/handoff   | {"brunch":"bob/x"}             | 400 | handoff takes no `brunch`, did you mean `branch`?
      mia  | ../integrate  | {"dryRum":true}                | 400 | integrate takes no `dryRum`, did you mean `dryRun`?
      mia  | ../integrate  | {"agents":"ann,bob"}           | 400 | `agents` of integrate can't be a string
      mia  | ../integrate  | {"agents":["ann",2]}           | 400 | `agents` has to be a list of strings
      mia  | ../integrate  | {"without":[]}                 | 400 | `without` names no agent
      mia  | ../integrate  | {"agents":["ann,bob"]}         | 400 | `ann,bob` can't be the id of an agent
      mia  | ../integrate  | {"agents":["eve"]}             | 400 | no agent `eve`
      mia  | ../integrate  | {"agents":["bob"],"dryRun":true} | 409 | bob
      mia  | bob/stop      | {"reason":"x"} {}              | 400 | something follows
      mia  | bob/stop      | []                             | 400 | has to be an object
      mia  | bob/stop      | {"reason":"a lunch"}           | 200 | {"agent":"bob","operation":"stop","text":"bob is stopped
      mia  | bob/stop      | {"reason":"x"}                 | 409 | bob is stopped already
      bob  | bob/resume    | {}                             | 403 | forbidden
      mia  | bob/resume    | {"reason":null}                | 200 | is no longer stopped
      mia  | bob/resume    | {}                             | 409 | bob is not stopped
      bob  | bob/reopen    | {"reason":"x"}                 | 409 | bob is not closed: active
      mia  | bob/attest    | {"commit":"TIP","passed":true,"evidence":"https://ci.example/1"}  | 403 | that is for a validator
      vera | bob/attest    | {"commit":"TIP","evidence":"https://ci.example/1"}                | 400 | attest needs `passed`
      vera | bob/attest    | {"commit":"TIP","passed":true,"evidence":"file:///etc/passwd"}    | 400 | `evidence` is not an address
      vera | bob/attest    | {"commit":"0123456789abcdef0123456789abcdef01234567","passed":true,"evidence":"https://ci.example/1"} | 409 | STATE_CHANGED
      vera | bob/attest    | {"commit":"SHORT","passed":true,"evidence":"https://ci.example/1"} | 400 | is not a full commit id of 40 digits
      bob  | bob/handoff   | {"commit":"SHORT"}             | 400 | is not a full commit id of 40 digits
      vera | ann/attest    | {"commit":"TIP","passed":true,"evidence":"https://ci.example/1"}  | 409 | ann has no branch yet
      vera | bob/attest    | {"commit":"TIP","passed":true,"evidence":"https://ci.example/1"}  | 200 | bob is handed off as attested
      ann  | bob/reopen    | {"reason":"x"}                 | 403 | that is for the agent itself, or a maintainer
      bob  | bob/reopen    | {"reason":"one more"}          | 200 | bob is reopened
      bob  | bob/rollback  | {}                             | 403 | forbidden
      mia  | bob/rollback  | {"to":"0123456789abcdef0123456789abcdef01234567"} | 409 | is not a commit that the branch contains
      mia  | bob/rollback  | {"undoneBy":"0123456789abcdef0123456789abcdef01234567"} | 409 | no integration of bob is the last of its work
      mia  | bob/rollback  | {"to":"abc"}                   | 400 | `to` is not a full commit id of 40 digits
      mia  | bob/rollback  | {"undoneBy":"abc"}             | 400 | `undoneBy` is not a full commit id of 40 digits
      mia  | bob/rollback  | {"integration":"abc"}          | 400 | `integration` is not a full commit id of 40 digits
      mia  | nobody/rollback | {}                           | 400 | no agent `nobody`
      mia  | bob/rollback  | {"dryRun":true}                | 200 | "dryRun":true,"branch":"refs/heads/bob/x","before":"TIP"
      mia  | bob/rollback  | {"reason":"wrong"}             | 200 | "pin":"refs/gatekeeper/rollback/bob/1","revoked":"TIP"
      """;

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

  private HttpResponse<String> post(String who, String operation, String body) throws Exception {
    return team.send(
        who,
        "POST",
        (AGENTS + operation).replace("agents/../", ""),
        body,
        "Content-Type",
        "application/json");
  }

  private List<String> read(String who, String page) throws Exception {
    HttpResponse<String> answer = team.get(who, page, "Accept", "application/x-ndjson");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().lines().toList();
  }

  @Test
  void whoMayDoesItAndTheLedgerHasItOnRecord() throws Exception {
    String tip = team.repository().git("rev-parse", "refs/heads/bob/x");
    for (String line :
        OPERATIONS.replace("TIP", tip).replace("SHORT", tip.substring(0, 7)).lines().toList()) {
      String[] step = line.split(" *\\| *", -1);
      HttpResponse<String> answer = post(step[0], step[1], step[2]);
      assertThat(answer.body()).as(line).contains(step[4]);
      assertThat(answer.statusCode()).as(line).isEqualTo(Integer.parseInt(step[3]));
    }
    assertThat(team.repository().git("rev-parse", "refs/heads/bob/x", "refs/heads/main").lines())
        .hasSize(2)
        .containsOnly(team.repository().git("rev-parse", "refs/heads/main"));
    List<String> events = read("vera", LEDGER);
    assertThat(events).hasSize(5);
    assertThat(events.get(0))
        .startsWith("{\"n\":5,\"event\":\"rolled-back\"")
        .contains("\"by\":\"mia\"", "\"words\":\"bob: rolled back bob/x from ");
    assertThat(events.get(4)).contains("\"event\":\"stopped\"", "\"reason\":\"a lunch\"");
    assertThat(read("mia", LEDGER + "?limit=2")).isEqualTo(events.subList(0, 2));
    assertThat(read("mia", LEDGER + "?before=4&limit=2")).isEqualTo(events.subList(2, 4));
    assertThat(read("mia", LEDGER + "?after=3")).containsExactly(events.get(1), events.get(0));
    assertThat(read("mia", LEDGER + "?after=0&limit=1")).containsExactly(events.get(4));
    assertThat(read("mia", LEDGER + "?agent=ann")).isEmpty();
    assertThat(read("mia", LEDGER + "/verification"))
        .containsExactly("{\"events\":5,\"problems\":[]}");
  }

  @Test
  void theLedgerIsForMaintainersAndValidatorsAndOutputsForTheAgentAsWell() throws Exception {
    assertThat(post("mia", "bob/stop", "{\"reason\":\"x\"}").statusCode()).isEqualTo(200);
    for (String page : List.of("", "/verification")) {
      assertThat(team.get("bob", LEDGER + page).statusCode()).isEqualTo(403);
      assertThat(team.get("nix", LEDGER + page).statusCode()).isEqualTo(404);
      assertThat(team.get("vera", LEDGER + page).statusCode()).isEqualTo(200);
    }
    assertThat(read("bob", LEDGER + "/1/outputs")).isEmpty();
    String hidden = team.get("ann", LEDGER + "/1/outputs").body();
    assertThat(hidden)
        .contains("no-event")
        .isEqualTo(team.get("ann", LEDGER + "/7/outputs").body())
        .isEqualTo(team.get("bob", LEDGER + "/x/outputs").body());
    assertThat(team.get("mia", LEDGER + "?after=x").statusCode()).isEqualTo(400);
    assertThat(team.get("mia", LEDGER + "?agent=..").statusCode()).isEqualTo(400);
  }

  @Test
  void statusTellsAllWhatIsNoSecretAndCommitsToThoseWhoMayFetchThem() throws Exception {
    String tip = team.repository().git("rev-parse", "refs/heads/bob/x");
    String attested = "{\"commit\":\"" + tip + "\",\"passed\":true,\"evidence\":\"https://c.i/1\"}";
    assertThat(post("vera", "bob/attest", attested).statusCode()).isEqualTo(200);
    assertThat(post("mia", "bob/stop", "{\"reason\":\"a lunch\"}").statusCode()).isEqualTo(200);
    String bob = read("bob", "/api/v1/repos/team/status").get(1);
    assertThat(bob)
        .contains(
            "\"state\":\"validated\"",
            "\"stopped\":{\"by\":\"mia\",\"at\":\"",
            "\"closed\":true",
            "\"reason\":\"a lunch\"",
            "{\"code\":\"STOPPED\",\"agent\":null,\"why\":\"bob was stopped by mia: a lunch\"",
            "{\"code\":\"HANDED_OFF\"",
            "\"handoff\":{\"commit\":\"" + tip + "\",\"branch\":\"refs/heads/bob/x\"",
            "\"valid\":true",
            "\"first\":\"" + tip + "\"",
            "\"last\":{\"commit\":\"" + tip + "\",\"outcome\":\"passed\"",
            "\"validating\":null");
    String seen = read("ann", "/api/v1/repos/team/status").get(1);
    assertThat(seen)
        .contains(
            "\"reason\":\"a lunch\"", "\"handoff\":{\"commit\":null,\"branch\":null,\"at\":\"")
        .doesNotContain(tip);
    assertThat(read("ann", "/api/v1/repos/team/status").get(2))
        .contains("{\"code\":\"HANDOFF_PENDING\",\"agent\":\"ann\",\"why\":\"cat comes after ann");
  }
}
