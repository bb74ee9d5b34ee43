package dev.gatekeeper.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What those who listen hear of a push, and of which. */
@SuppressWarnings("NullAway.Init")
@Timeout(60)
class EventStreamTest {
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

  /** Somebody who listens. */
  private static final class Ear implements AutoCloseable {
    private final BufferedReader reader;

    Ear(InputStream in) throws IOException {
      reader = new BufferedReader(new InputStreamReader(in, UTF_8));
      assertThat(next()).containsExactly("retry: 3000", ": listening");
    }

    /** The lines of the next event, comments that nothing is new left out. */
    List<String> next() throws IOException {
      List<String> lines = new ArrayList<>();
      String line = reader.readLine();
      while (line != null && !(line.isEmpty() && !lines.isEmpty())) {
        if (!line.isEmpty() && !line.equals(": nothing new")) {
          lines.add(line);
        }
        line = reader.readLine();
      }
      return lines;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  private Ear listen(String principal, String... headers) throws Exception {
    HttpResponse<InputStream> response = open(principal, headers);
    assertThat(response.statusCode()).isEqualTo(200);
    return new Ear(response.body());
  }

  private HttpResponse<InputStream> open(String principal, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(team.at("/api/v1/repos/team/events"))
            .header("Authorization", team.authorization(principal));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return team.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  @Test
  void oneHearsOnesOwnInFullAndOfOthersWhatIsNoSecret() throws Exception {
    try (Ear bob = listen("bob");
        Ear ann = listen("ann");
        Ear vera = listen("vera")) {
      team.push("bob", "bob/y", "a");
      List<String> heard = bob.next();
      assertThat(heard.get(1)).isEqualTo("event: decision");
      assertThat(heard.get(2)).startsWith("data: {\"id\":\"").contains("refs/heads/bob/y", "a/x");
      assertThat(vera.next()).isEqualTo(heard);
      assertThat(ann.next())
          .containsExactly(
              heard.get(0),
              "event: push",
              "data: {\"agent\":\"bob\",\"accepted\":false,\"code\":\"PATH_NOT_OWNED\"}");
    }
  }

  @Test
  void howAValidationGoesIsToldToItsAgentAndToMaintainersAlone() throws Exception {
    team.push("bob", "bob/z", "b");
    try (Ear bob = listen("bob");
        Ear ann = listen("ann");
        Ear mia = listen("mia")) {
      HttpResponse<String> answer =
          team.send(
              "bob",
              "POST",
              "/api/v1/repos/team/agents/bob/handoff",
              "{\"branch\":\"bob/z\"}",
              "Content-Type",
              "application/json");
      assertThat(answer.body()).contains("\"handedOff\":true");
      List<String> heard = outputs(bob);
      assertThat(heard.get(0))
          .startsWith("data: {\"agent\":\"bob\",\"line\":\"gatekeeper: validating");
      assertThat(heard.get(heard.size() - 1)).contains("next: ");
      assertThat(outputs(mia)).isEqualTo(heard);
      assertThat(outputs(ann)).isEmpty();
    }
  }

  /** What is told of the output until the handoff is known. */
  private static List<String> outputs(Ear ear) throws IOException {
    List<String> outputs = new ArrayList<>();
    while (true) {
      List<String> next = ear.next();
      if (next.get(0).equals("event: output")) {
        outputs.add(next.get(1));
      } else if (String.join(" ", next).contains("\"closed\":true")) {
        return outputs;
      }
    }
  }

  @Test
  void allHearOfStatesAsPushesAndOperationsChangeThem() throws Exception {
    try (Ear ann = listen("ann")) {
      stop("ann");
      assertThat(ann.next().subList(1, 3))
          .containsExactly("event: state", state("ann", "ready", true));
      team.push("ann", "ann/y", "a"); // refused, and changes nothing
      assertThat(ann.next().get(1)).isEqualTo("event: decision");
      stop("bob");
      assertThat(ann.next().subList(1, 3))
          .containsExactly("event: state", state("bob", "active", true));
      team.push("cat", "cat/y", "c"); // refused: it comes after ann
      assertThat(ann.next().get(1)).isEqualTo("event: push");
      team.push("mia", "ann/y", "a");
      assertThat(ann.next().get(1)).isEqualTo("event: push");
      assertThat(ann.next().subList(1, 3))
          .containsExactly("event: state", state("ann", "active", true));
    }
  }

  private void stop(String agent) throws Exception {
    HttpResponse<String> done =
        team.send(
            "mia",
            "POST",
            "/api/v1/repos/team/agents/" + agent + "/stop",
            "{\"reason\":\"x\"}",
            "Content-Type",
            "application/json");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
  }

  private static String state(String agent, String state, boolean stopped) {
    return "data: {\"agent\":\"%s\",\"state\":\"%s\",\"stopped\":%s,\"closed\":false}"
        .formatted(agent, state, stopped);
  }

  @Test
  void whoComesBackHearsWhatItMissed() throws Exception {
    String first;
    try (Ear bob = listen("bob")) {
      team.push("bob", "bob/y", "b");
      first = bob.next().get(0);
    }
    team.push("ann", "ann/y", "b");
    team.push("bob", "bob/z", "b");
    try (Ear bob = listen("bob", "Last-Event-ID", first.substring(4))) {
      assertThat(bob.next().get(2)).contains("{\"agent\":\"ann\",\"accepted\":false");
      assertThat(bob.next().get(2)).contains("refs/heads/bob/z");
    }
    try (Ear bob = listen("bob", "Last-Event-ID", "of-another-run")) {
      assertThat(bob.next()).containsExactly("event: gap", "data: {}");
    }
  }

  @Test
  void nobodyTakesAllThePlacesAndAServerThatStopsLetsAllGo() throws Exception {
    List<Ear> ears = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ears.add(listen("bob"));
    }
    HttpResponse<InputStream> refused = open("bob");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("30");
    ears.add(listen("ann"));
    team.close();
    for (Ear ear : ears) {
      assertThat(ear.next()).isEmpty();
      ear.close();
    }
  }
}
