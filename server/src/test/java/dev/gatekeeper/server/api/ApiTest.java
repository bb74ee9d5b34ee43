package dev.gatekeeper.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each request comes to, for each who may ask (docs/interfaces.md, "HTTP"). */
@Tag("bytes")
@SuppressWarnings("NullAway.Init")
class ApiTest {
  private static final String JSON = "application/json";

  @TempDir private static Path folder;
  private static Team team;

  @BeforeAll
  static void start() throws Exception {
    team = new Team(folder);
    team.push("bob", "bob/y", "b");
    team.push("bob", "bob/z", "a");
    team.push("ann", "ann/y", "b");
    team.push("mia", "ann/z", "b");
  }

  @AfterAll
  static void stop() throws Exception {
    team.close();
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ann  | GET    | /api/v1/repos                                | 200 | [{\"name\":\"team\",\"git\":\"/team.git\",\"title\":\"A team of three\",\"agents\":[\"ann\"],\"seesAll\":false}]",
        "zoe  | GET    | /api/v1/repos                                | 200 | \"name\":\"other\"",
        "nix  | GET    | /api/v1/repos                                | 200 | []",
        "ann  | GET    | /api/v1/repos/team/check?agent=ann&path=a/x  | 200 | [{\"path\":\"a/x\",\"agent\":\"ann\",\"allowed\":true,",
        "ann  | GET    | /api/v1/repos/team/check?branch=bob/q&path=a/x | 200 | \"agent\":\"bob\",\"allowed\":false,\"code\":\"PATH_NOT_OWNED\",\"rule\":null,\"owners\":[\"ann\"]}]",
        "ann  | GET    | /api/v1/repos/team/check?path=c/x&path=d     | 200 | \"owners\":[\"cat\"]},{\"path\":\"d\"",
        "ann  | GET    | /api/v1/repos/team/check?agent=ann&path=a/secret/x&explain=true | 200 | \"text\":\"no   a/secret/x (PATH_FORBIDDEN): ann forbids /a/secret/ (team.git/gatekeeper.yml:13); nobody owns it\"",
        "nix  | GET    | /api/v1/repos/team/check?path=a/x            | 404 | no-repository",
        "ann  | GET    | /api/v1/repos/none/check?path=a/x            | 404 | no-repository",
        "ann  | GET    | /api/v1/repos/other/check?path=a/x           | 404 | no-repository",
        "ann  | GET    | /api/v1/repos/team/check                     | 400 | no path is given",
        "ann  | GET    | /api/v1/repos/team/check?path=               | 400 | the path is empty",
        "ann  | GET    | /api/v1/repos/team/check?path=/a             | 400 | as git stores it",
        "ann  | GET    | /api/v1/repos/team/check?path=a/../b         | 400 | as git stores it",
        "ann  | GET    | /api/v1/repos/team/check?paths=a             | 400 | `paths` is unknown",
        "ann  | GET    | /api/v1/repos/team/check?path=a&agent=ann&agent=bob | 400 | more than once",
        "ann  | GET    | /api/v1/repos/team/check?path=a&agent=anm    | 400 | no-agent\",\"title\":\"no such agent\",\"status\":400,\"detail\":\"the policy has no agent `anm`, did you mean `ann`?\",\"next\":\"it has: ann, bob, cat\"",
        "ann  | GET    | /api/v1/repos/team/check?path=a&branch=main  | 400 | belongs to no agent",
        "ann  | GET    | /api/v1/repos/team/check?path=a%FF           | 400 | bad-request",
        "ann  | DELETE | /api/v1/repos/team/check?path=a              | 405 | use GET, POST",
        "ann  | POST   | /api/v1/repos/team/status                    | 405 | use GET",
        "ann  | GET    | /api/v1/nothing                              | 404 | no-page",
        "ann  | GET    | /api/v1/repos/broken/status                  | 503 | \"problems\":[{\"file\":\"broken.git/gatekeeper.yml\",\"line\":",
        "ann  | GET    | /api/v1/repos/team/policy                    | 200 | \"text\":\"version: 1\\nplan: A team of three",
        "nix  | GET    | /api/v1/repos/team/policy                    | 404 | no-repository",
        "ann  | GET    | /api/v1/repos/team/decisions?limit=0         | 400 | from 1 to 100",
        "ann  | GET    | /api/v1/repos/team/decisions?before=zzz      | 404 | no-decision",
        "ann  | GET    | /api/v1/repos/team/decisions/0123456789ab    | 404 | no-decision",
        "ann  | GET    | /api/v1/repos/team/decisions/..%2f..%2fx     | 400 |",
        "nix  | GET    | /api/v1/repos/team/events                    | 404 | no-repository",
        "ann  | GET    | /metrics                                     | 200 | gatekeeper_pushes_total{code=\"PATH_NOT_OWNED\",door=\"http\",verdict=\"refused\"} 2.0",
        "ann  | GET    | /metrics                                     | 200 | gatekeeper_repositories 3.0",
        "ann  | GET    | /metrics                                     | 200 | gatekeeper_refs 5.0",
        "ann  | GET    | /healthz                                     | 200 | {\"up\":true}",
        "ann  | GET    | /readyz                                      | 200 | {\"ready\":true}",
        "ann  | POST   | /readyz                                      | 405 |",
      })
  void everyRequestIsAnsweredAsDocumented(
      String who, String method, String address, int status, String words) throws Exception {
    HttpResponse<String> response = team.send(who, method, address, "");
    assertThat(response.body()).contains(words == null ? "" : words);
    assertThat(response.statusCode()).isEqualTo(status);
    if (address.startsWith("/api/") && words != null) {
      assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
      assertThat(header(response, "Content-Type"))
          .isEqualTo(status == 200 ? JSON : "application/problem+json");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"paths\":[\"a/x\"]}                             | 200 | \"owners\":[\"ann\"]",
        "{\"agent\":null,\"paths\":[{\"pathBytes\":\"YS//\"}]} | 200 | [{\"pathBytes\":\"YS//\",\"agent\":null,\"allowed\":true",
        "{\"paths\":[]}                                     | 400 | no path is given",
        "{}                                                 | 400 | no path is given",
        "[]                                                 | 400 | has to be an object",
        "{\"paths\":\"a\"}                                  | 400 | `paths` has to be a list",
        "{\"paths\":[1]}                                    | 400 | a path has to be",
        "{\"paths\":[{\"path\":\"a\"}]}                     | 400 | a path has to be",
        "{\"paths\":[{\"pathBytes\":\"?\"}]}                | 400 | malformed",
        "{\"paths\":[\"a\\u0000\"]}                         | 200 | \"path\":\"a\\u0000\"",
        "{\"paths\":[\"\\ud800\"]}                          | 400 | not valid Unicode",
        "{\"paths\":[\"a\"],\"paths\":[\"b\"]}              | 400 | malformed",
        "{\"paths\":[\"a\"],\"user\":\"b\"}                 | 400 | `user` is unknown",
        "{\"paths\":[\"a\"],\"explain\":1}                  | 400 | true or false",
        "{\"paths\":[[[[[[\"a\"]]]]]]}                      | 400 | bad-request",
        "{\"paths\":[\"a\"]                                 | 400 | malformed",
        "{\"paths\":[\"a\"]} x                              | 400 | malformed",
        "{\"paths\":[\"a\"]} {}                             | 400 | something follows",
      })
  void aQuestionInJsonIsReadStrictly(String body, int status, String words) throws Exception {
    HttpResponse<String> response =
        team.send("ann", "POST", "/api/v1/repos/team/check", body, "Content-Type", JSON);
    assertThat(response.body()).contains(words);
    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void whatIsTooLargeOrNoJsonIsNotRead() throws Exception {
    String large = "{\"paths\":[\"" + "a".repeat(ApiCall.BODY_BYTES) + "\"]}";
    String many = "{\"paths\":[" + "\"a\",".repeat(CheckRequest.MOST_PATHS) + "\"a\"]}";
    String address = "/api/v1/repos/team/check";
    for (String body : List.of(large, many)) {
      assertThat(team.send("ann", "POST", address, body, "Content-Type", JSON).statusCode())
          .isEqualTo(413);
    }
    assertThat(team.send("ann", "POST", address, "{}").statusCode()).isEqualTo(415);
  }

  @Test
  void aFolderIsToldToBeOne() throws Exception {
    String main = team.repository().git("rev-parse", "refs/heads/main");
    String work = team.repository().git("rev-parse", "refs/heads/bob/x");
    team.repository().git("update-ref", "refs/heads/main", work);
    try {
      String address = "/api/v1/repos/team/check";
      HttpResponse<String> folder = team.get("ann", address + "?path=c/x&path=b");
      assertThat(folder.statusCode()).isEqualTo(400);
      assertThat(folder.body()).contains("`b` is a folder on `main`", "ask for a file in it");
      assertThat(team.get("ann", address + "?path=b/x&path=c").statusCode()).isEqualTo(200);
    } finally {
      team.repository().git("update-ref", "refs/heads/main", main);
    }
  }

  @Test
  void hiddenAndMissingAreToldInTheSameWords() throws Exception {
    assertThat(team.get("ann", "/api/v1/repos/other/policy").body())
        .isEqualTo(team.get("ann", "/api/v1/repos/nowhere/policy").body());
    String bobs = team.decisions("bob", "").get(0);
    assertThat(team.get("ann", "/api/v1/repos/team/decisions/" + bobs).body())
        .isEqualTo(team.get("ann", "/api/v1/repos/team/decisions/0123456789ab").body());
    assertThat(team.get("ann", "/api/v1/repos/team/decisions?before=" + bobs).body())
        .isEqualTo(team.get("ann", "/api/v1/repos/team/decisions?before=0123456789ab").body());
  }

  @Test
  void anAgentReadsItsOwnDecisionsAndMaintainersReadAll() throws Exception {
    List<String> all = team.decisions("mia", "");
    assertThat(all).hasSize(4);
    assertThat(team.decisions("vera", "")).isEqualTo(all);
    assertThat(team.decisions("bob", "")).containsExactly(all.get(2), all.get(3));
    assertThat(team.decisions("ann", "")).containsExactly(all.get(1)); // mia's push is mia's
    assertThat(team.decisions("cat", "")).isEmpty();
    assertThat(team.decisions("mia", "?limit=1&before=" + all.get(1))).containsExactly(all.get(2));
    assertThat(team.get("bob", "/api/v1/repos/team/decisions/" + all.get(2)).body())
        .startsWith("{\"id\":\"" + all.get(2) + "\"")
        .contains("\"accepted\":false");
  }

  @Test
  void aTornLineOfTheLogIsNobodys() throws Exception {
    Path log = team.repository().folder().resolve("gatekeeper/decisions.jsonl");
    byte[] whole = Files.readAllBytes(log);
    Files.writeString(log, "{\"id\":\"aaaaaaaaaaaa\",\"principal\":\"ann\",\"re\n");
    assertThat(team.decisions("ann", "")).isEmpty();
    assertThat(team.get("ann", "/api/v1/repos/team/decisions/aaaaaaaaaaaa").statusCode())
        .isEqualTo(404);
    Files.write(log, whole);
  }

  @Test
  void statusShowsStatesToAllAndBranchesToThoseWhoMayFetchThem() throws Exception {
    String bob = line(team.get("bob", "/api/v1/repos/team/status"), "bob");
    assertThat(bob).contains("\"state\":\"active\"", "\"works\":true", "refs/heads/bob/x");
    assertThat(line(team.get("ann", "/api/v1/repos/team/status"), "bob"))
        .isEqualTo(bob.replaceAll("\"heads\":.*", "\"heads\":[],\"hidden\":true}"));
    assertThat(line(team.get("mia", "/api/v1/repos/team/status"), "bob")).isEqualTo(bob);
    assertThat(line(team.get("ann", "/api/v1/repos/team/status"), "cat"))
        .contains("\"state\":\"blocked\",\"step\":2", "\"blockedBy\":[\"ann\"]");
  }

  private static String line(HttpResponse<String> array, String agent) {
    return List.of(
            array
                .body()
                .strip()
                .replaceAll("^\\[|\\]$", "")
                .replaceAll("\"elapsed\":[0-9]+", "\"elapsed\":0") // time goes on
                .split("(?<=\\}),(?=\\{\"agent\")"))
        .stream()
        .filter(object -> object.startsWith("{\"agent\":\"" + agent + "\""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bytesThatAreNoTextComeBackAsTheyWere() throws Exception {
    String bytes = Base64.getEncoder().encodeToString(new byte[] {'b', '/', (byte) 0xff});
    String body = "{\"agent\":\"bob\",\"paths\":[{\"pathBytes\":\"" + bytes + "\"}]}";
    HttpResponse<String> response =
        team.send("ann", "POST", "/api/v1/repos/team/check", body, "Content-Type", JSON);
    assertThat(response.body()).contains("{\"pathBytes\":\"" + bytes + "\"", "\"allowed\":true");
    assertThat(response.body().getBytes(UTF_8)).hasSizeLessThan(300);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
