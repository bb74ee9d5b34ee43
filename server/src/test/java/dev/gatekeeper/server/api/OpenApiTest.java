package dev.gatekeeper.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.validate.Validations;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The document that describes the API says what the API does, and all of it. */
@SuppressWarnings("NullAway.Init")
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Team team;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
      document = JSON.readTree(Objects.requireNonNull(in));
    }
    team = new Team(folder);
    team.push("bob", "bob/y", "b");
    team.push("bob", "bob/z", "a");
    team.push("nix", "nix", "a");
    team.push("mia", "bob/w", "b"); // which the ledger remembers
  }

  @AfterAll
  static void stop() throws Exception {
    team.close();
  }

  @Test
  void everyRouteIsDescribedAndNothingElseIs() throws Exception {
    List<String> described = new ArrayList<>();
    for (var path : document.get("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> {
                if (!method.equals("parameters")) {
                  described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                }
              });
    }
    try (EventStream events = new EventStream(Duration.ofHours(1))) {
      Api api = new Api(Repositories.of(List.of(), List.of()), events, mock(Validations.class));
      assertThat(api.routes().stream().map(r -> r.method() + " " + r.template()))
          .containsExactlyInAnyOrderElementsOf(described);
    }
  }

  @ParameterizedTest(name = "{0}: {1} {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "mia | get  | /api/v1/openapi.json                | /api/v1/openapi.json |",
        "mia | get  | /api/v1/repos                       | /api/v1/repos |",
        "mia | get  | /api/v1/repos/{repo}/check          | /api/v1/repos/team/check?path=a&path=b/x |",
        "mia | get  | /api/v1/repos/{repo}/check          | /api/v1/repos/team/check?path=gatekeeper.yml&agent=bob&explain=true |",
        "mia | get  | /api/v1/repos/{repo}/check          | /api/v1/repos/team/check |",
        "mia | post | /api/v1/repos/{repo}/check          | /api/v1/repos/team/check |",
        "mia | get  | /api/v1/repos/{repo}/status         | /api/v1/repos/team/status |",
        "mia | get  | /api/v1/repos/{repo}/status         | /api/v1/repos/broken/status |",
        "mia | post | /api/v1/repos/{repo}/agents/{agent}/stop     | /api/v1/repos/team/agents/bob/stop     | {\"reason\":\"x\"}",
        "mia | post | /api/v1/repos/{repo}/agents/{agent}/stop     | /api/v1/repos/team/agents/bob/stop     | {\"reason\":\"x\"}",
        "mia | post | /api/v1/repos/{repo}/agents/{agent}/stop     | /api/v1/repos/team/agents/bob/stop     | {}",
        "bob | post | /api/v1/repos/{repo}/agents/{agent}/stop     | /api/v1/repos/team/agents/bob/stop     | {}",
        "mia | get  | /api/v1/repos/{repo}/status         | /api/v1/repos/team/status |",
        "mia | post | /api/v1/repos/{repo}/agents/{agent}/resume   | /api/v1/repos/team/agents/bob/resume   | {}",
        "vera | post | /api/v1/repos/{repo}/agents/{agent}/attest  | /api/v1/repos/team/agents/bob/attest   | {\"commit\":\"<tip>\",\"branch\":\"bob/x\",\"passed\":true,\"evidence\":\"https://c.i/1\"}",
        "mia | get  | /api/v1/repos/{repo}/status         | /api/v1/repos/team/status |",
        "ann | get  | /api/v1/repos/{repo}/status         | /api/v1/repos/team/status |",
        "bob | post | /api/v1/repos/{repo}/agents/{agent}/reopen   | /api/v1/repos/team/agents/bob/reopen   | {\"reason\":\"x\"}",
        "mia | post | /api/v1/repos/{repo}/agents/{agent}/rollback | /api/v1/repos/team/agents/bob/rollback | {\"dryRun\":true}",
        "mia | post | /api/v1/repos/{repo}/agents/{agent}/rollback | /api/v1/repos/team/agents/bob/rollback | {}",
        "ann | get  | /api/v1/repos/{repo}/agents/{agent}/brief | /api/v1/repos/team/agents/cat/brief |",
        "ann | get  | /api/v1/repos/{repo}/agents/{agent}/brief | /api/v1/repos/team/agents/no/brief |",
        "mia | get  | /api/v1/repos/{repo}/preflight      | /api/v1/repos/team/preflight |",
        "ann | get  | /api/v1/repos/{repo}/preflight      | /api/v1/repos/team/preflight |",
        "mia | post | /api/v1/repos/{repo}/preflight      | /api/v1/repos/team/preflight | {\"fix\":true}",
        "mia | post | /api/v1/repos/{repo}/preflight      | /api/v1/repos/team/preflight | {}",
        "mia | post | /api/v1/repos/{repo}/integrate      | /api/v1/repos/team/integrate | {\"agents\":[],\"dryRun\":true}",
        "bob | post | /api/v1/repos/{repo}/integrate      | /api/v1/repos/team/integrate | {\"agents\":[\"bob\"]}",
        "mia | get  | /api/v1/repos/{repo}/ledger         | /api/v1/repos/team/ledger |",
        "bob | get  | /api/v1/repos/{repo}/ledger         | /api/v1/repos/team/ledger |",
        "mia | get  | /api/v1/repos/{repo}/ledger/verification | /api/v1/repos/team/ledger/verification |",
        "mia | get  | /api/v1/repos/{repo}/ledger/{event}/outputs | /api/v1/repos/team/ledger/1/outputs |",
        "bob | get  | /api/v1/repos/{repo}/ledger/{event}/outputs | /api/v1/repos/team/ledger/9999/outputs |",
        "mia | get  | /api/v1/repos/{repo}/policy         | /api/v1/repos/team/policy |",
        "nix | get  | /api/v1/repos/{repo}/policy         | /api/v1/repos/team/policy |",
        "mia | get  | /api/v1/repos/{repo}/decisions      | /api/v1/repos/team/decisions |",
        "mia | get  | /api/v1/repos/{repo}/decisions      | /api/v1/repos/team/decisions?limit=x |",
        "mia | get  | /api/v1/repos/{repo}/decisions/{id} | /api/v1/repos/team/decisions/0123456789ab |",
        "mia | get  | /api/v1/repos/{repo}/decisions/{id} | <newest> |",
      })
  void whatIsAnsweredHasTheFormThatIsDescribed(
      String who, String method, String template, String address, String sent) throws Exception {
    String asked =
        address.equals("<newest>")
            ? "/api/v1/repos/team/decisions/" + team.decisions("mia", "").get(0)
            : address;
    String tip = team.repository().git("rev-parse", "refs/heads/bob/x");
    String body =
        sent == null
            ? "{\"agent\":\"bob\",\"paths\":[\"a\",{\"pathBytes\":\"/w==\"}]}"
            : sent.replace("<tip>", tip);
    HttpResponse<String> response =
        method.equals("post")
            ? team.send(who, "POST", asked, body, "Content-Type", "application/json")
            : team.get(who, asked);
    String type = response.headers().firstValue("Content-Type").orElse("");
    JsonNode described =
        document
            .get("paths")
            .get(template)
            .get(method)
            .path("responses")
            .path(Integer.toString(response.statusCode()))
            .path("content")
            .path(type)
            .path("schema");
    assertThat(described.isObject()).as(response.statusCode() + " " + type).isTrue();
    String answer =
        type.equals(Api.MARKDOWN) ? JSON.writeValueAsString(response.body()) : response.body();
    assertThat(problems(described, answer)).as(answer).isEmpty();
  }

  @Test
  void whatIsDescribedIsUsed() {
    List<String> used = new ArrayList<>();
    document.findValuesAsText("$ref").forEach(used::add);
    assertThat(document.get("components").get("schemas").fieldNames())
        .toIterable()
        .allSatisfy(name -> assertThat(used).contains("#/components/schemas/" + name));
  }

  @Test
  void theTestSeesWhatIsNotDescribed() throws Exception {
    JsonNode schema = JSON.readTree("{\"$ref\":\"#/components/schemas/Push\"}");
    String good = "{\"agent\":null,\"accepted\":true,\"code\":null}";
    assertThat(problems(schema, good)).isEmpty();
    assertThat(problems(schema, good.replace("}", ",\"new\":1}"))).isNotEmpty();
    assertThat(problems(schema, "{\"agent\":null,\"accepted\":true}")).isNotEmpty();
  }

  private static List<String> problems(JsonNode schema, String json) throws Exception {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", closed(document.get("components").deepCopy()));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(whole)
        .validate(JSON.readTree(json))
        .stream()
        .map(Object::toString)
        .toList();
  }

  /** Fields may be added for those who read; here each has to be described. */
  private static JsonNode closed(JsonNode node) {
    if (node instanceof ObjectNode object && object.has("properties") && object.has("type")) {
      object.put("additionalProperties", false);
    }
    node.forEach(OpenApiTest::closed);
    return node;
  }
}
