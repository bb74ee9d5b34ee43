package dev.gatekeeper.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatekeeper.core.fixture.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one works on shows in nothing that others are told: names of branches, paths, messages and
 * commits of ann and eve are looked for in every answer of every page, and in all that git and
 * those who listen are told, for each who may not see them.
 */
@Timeout(300)
class SecretsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOBODY = "";

  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia], validators: [vera]}
      agents:
        ann:
          branches: ["ann/**", "shared/**"]
          owns: [/a/]
          excludes: [dan]
          validate: [{run: "printf zz; echo printed; false", name: c}]
        bob: {branches: ["bob/**", shared], owns: [/b/], excludes: [ann]}
        cat: {branches: ["cat/**"], owns: [/c/], after: [ann]}
        dan: {branches: ["dan/**"], owns: [/d/], after: [bob], excludes: [ann, eve]}
        eve: {branches: ["eve/**"], owns: [/e/]}
      """;

  @TempDir private Path folder;
  private final Map<String, String> told = new TreeMap<>();
  private final List<String> secrets = new ArrayList<>();

  @Test
  void whatIsHiddenIsInNoAnswerToAnybody() throws Exception {
    try (Team team = new Team(folder, POLICY, /* anonymousRead= */ true)) {
      secret(team, "ann/zzname", "a", "zzpath", "zzmessage");
      secret(team, "shared/zzbelow", "a", "zzother", "zzmore");
      secret(team, "eve/zzdone", "e", "zzlast", "zzend");
      secrets.addAll(List.of("zzdone", "zzlast", "zzend"));
      secrets.addAll(List.of("zzname", "zzbelow", "zzpath", "zzother", "zzmessage", "zzmore"));
      secrets.add("zzprinted");
      List<Heard> ears = new ArrayList<>();
      for (String who : List.of("bob", "cat", "dan", "zoe", NOBODY)) {
        ears.add(new Heard(team, who));
      }
      team.push("ann", "ann/zzpushed", "a");
      secrets.add("zzpushed");
      team.push("ann", "ann/zzrefused", "b");
      secrets.add("zzrefused");
      commit(team, team.repository().git("rev-parse", "refs/heads/ann/zzpushed"));
      post(team, "ann", "ann", "handoff", "{\"branch\":\"ann/zzname\"}");
      ask(team);
      post(team, "mia", "ann", "stop", "{\"reason\":\"lunch\"}");
      ask(team);
      post(team, "mia", "ann", "resume", "{}");
      post(team, "eve", "eve", "handoff", "{\"branch\":\"eve/zzdone\"}");
      ask(team);
      for (Heard heard : ears) {
        told.put("events to " + heard.who(), heard.end());
      }
    }
    told.forEach(
        (where, text) -> secrets.forEach(s -> assertThat(text).as(where).doesNotContain(s)));
    assertThat(told).hasSizeGreaterThan(100);
    assertThat(told.get("GET /api/v1/repos/team/status to bob")).contains("\"EXCLUDED\"");
    assertThat(told.get("push of bob to bob/y")).contains("EXCLUDED", "while ann has the turn (");
    assertThat(told.get("push of bob to shared"))
        .contains("there is a conflicting ref of someone else");
    assertThat(told.get("GET /api/v1/repos/team/status to bob"))
        .contains("eve has handed off, and its branches are closed");
    assertThat(told.get("GET /api/v1/repos/team/status to ")).contains("credential");
    assertThat(told.get("GET /api/v1/repos/team/agents/ann/brief to "))
        .contains("Brief of ann")
        .doesNotContain("active", "failed");
    assertThat(told.get("events to bob")).contains("\"agent\":\"ann\"");
    assertThat(told.get("events to ")).contains("urn:gatekeeper:problem:credential");
  }

  private void secret(Team team, String branch, String top, String path, String message)
      throws Exception {
    String tree =
        team.repository()
            .tree(
                TreeEntry.file("README", team.repository().blob("one")),
                TreeEntry.folder(
                    top,
                    team.repository().tree(TreeEntry.file(path, team.repository().blob(message)))));
    String main = team.repository().git("rev-parse", "refs/heads/main");
    String commit =
        team.repository()
            .git(
                "-c",
                "user.name=x",
                "-c",
                "user.email=x@example.com",
                "commit-tree",
                tree,
                "-p",
                main,
                "-m",
                message);
    team.repository().git("update-ref", "refs/heads/" + branch, commit);
    commit(team, commit);
  }

  /** The ids, in any length that is taken for one: each of those begins with the shortest. */
  private void commit(Team team, String commit) throws Exception {
    secrets.add(commit.substring(0, 7));
    secrets.add(team.repository().git("rev-parse", commit + "^{tree}").substring(0, 7));
  }

  /**
   * Asks everything there is to ask, and pushes whatever might be answered with a word too much.
   */
  private void ask(Team team) throws Exception {
    List<String> decisions = team.decisions("mia", "");
    for (String who : List.of("bob", "cat", "dan", "zoe", NOBODY)) {
      for (String page : pages(decisions)) {
        tell(who, "GET " + page, send(team, who, "GET", page, ""));
      }
      for (String agent : List.of("ann", "bob", "cat", "dan", "eve")) {
        for (String what :
            List.of("stop", "resume", "reopen", "rollback", "handoff", "attest", "integrate")) {
          String page = "/api/v1/repos/team/agents/" + agent + "/" + what;
          String body = "{\"branch\":\"" + agent + "/y\"}";
          tell(who, "POST " + page, send(team, who, "POST", page, body));
        }
      }
    }
    for (String who : List.of("bob", "cat", "dan")) {
      for (String branch : List.of(who + "/y", who + "/z", "shared", "ann/x", "main", "other")) {
        for (String top : List.of("a", who.substring(0, 1))) {
          told.merge(
              "push of " + who + " to " + branch,
              team.printedByPush(who, branch, top),
              String::concat);
        }
      }
    }
  }

  private void tell(String who, String what, HttpResponse<String> answer) {
    told.merge(what + " to " + who, answer.headers().map() + answer.body(), String::concat);
  }

  private static List<String> pages(List<String> decisions) throws IOException {
    List<String> pages = new ArrayList<>();
    JsonNode document;
    try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
      document = JSON.readTree(Objects.requireNonNull(in));
    }
    for (var path : document.get("paths").properties()) {
      if (path.getValue().has("get") && !path.getKey().endsWith("/events")) {
        String repo = path.getKey().replace("{repo}", "team");
        if (repo.contains("{agent}")) {
          List.of("ann", "bob", "cat", "dan", "eve")
              .forEach(a -> pages.add(repo.replace("{agent}", a)));
        } else if (repo.contains("{id}")) {
          decisions.forEach(id -> pages.add(repo.replace("{id}", id)));
        } else if (repo.contains("{event}")) {
          List.of("1", "2", "3").forEach(n -> pages.add(repo.replace("{event}", n)));
        } else {
          pages.add(repo.endsWith("/check") ? repo + "?path=a/x&path=b/x" : repo);
        }
      }
    }
    return pages;
  }

  private void post(Team team, String who, String agent, String what, String body)
      throws Exception {
    HttpResponse<String> done =
        send(team, who, "POST", "/api/v1/repos/team/agents/" + agent + "/" + what, body);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
  }

  private static HttpResponse<String> send(
      Team team, String who, String method, String page, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(team.at(page))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (!who.equals(NOBODY)) {
      request.header("Authorization", team.authorization(who));
    }
    return team.client().send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  /** Somebody who listens from the start. */
  private static final class Heard {
    private final String who;
    private final InputStream in;

    Heard(Team team, String who) throws Exception {
      this.who = who;
      HttpRequest.Builder request = HttpRequest.newBuilder(team.at("/api/v1/repos/team/events"));
      if (!who.equals(NOBODY)) {
        request.header("Authorization", team.authorization(who));
      }
      in = team.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    String who() {
      return who;
    }

    /** All that was told until now. */
    String end() throws IOException, InterruptedException {
      StringBuilder all = new StringBuilder();
      for (int idle = 0; idle < 10; idle++) {
        Thread.sleep(50);
        if (in.available() > 0) {
          all.append(new String(in.readNBytes(in.available()), UTF_8));
          idle = 0;
        }
      }
      in.close();
      return all.toString();
    }
  }
}
