package dev.gatekeeper.hooks.pages;

import static dev.gatekeeper.hooks.pages.Both.differences;
import static dev.gatekeeper.hooks.pages.PagesTest.none;
import static dev.gatekeeper.hooks.pages.PagesTest.same;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.hooks.pages.Page.Part;
import dev.gatekeeper.hooks.pages.Page.Said;
import dev.gatekeeper.server.api.Api;
import dev.gatekeeper.server.api.EventStream;
import dev.gatekeeper.server.api.Metrics;
import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.git.Slots;
import dev.gatekeeper.server.repository.Repositories;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Addresses, fields and events: in the pages as in the program. What the API answers is held
 * against its OpenAPI document where the API is tested, so here that document is the program.
 */
class ApiPagesTest {
  private static final Page INTERFACES = Page.of("docs/interfaces.md");
  private static final String HTTP = "docs/interfaces.md, HTTP";
  private static final Pattern CALL = Pattern.compile("(GET|POST) ([^? ]+).*");
  private static final Pattern PARAMETER = Pattern.compile("(?<=[?&`]|^)([a-z]+)=");
  private static final Pattern FIELD = Pattern.compile("\"([a-zA-Z]+)\"");

  private final JsonNode document = document();

  private static JsonNode document() {
    try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void addresses() {
    List<Said> said =
        INTERFACES.parts().stream()
            .filter(part -> part.heading().equals("HTTP"))
            .flatMap(part -> part.code().stream())
            .filter(code -> CALL.matcher(code.text()).matches())
            .map(code -> new Said(whole(code.text()), code.at()))
            .toList();
    Set<String> there = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                operations(path.getValue())
                    .forEach(o -> there.add(o.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    Sources.find("\"(/[a-z]+z)\"", "server").forEach(path -> there.add("GET " + path));
    Sources.find("\"(/metrics)\"", "server").forEach(path -> there.add("GET " + path));
    same("address", HTTP, said, there);
  }

  /** The address in {@code text} as the document writes it, without parameters. */
  private static String whole(String text) {
    return CALL.matcher(text)
        .replaceFirst("$1 $2")
        .replaceFirst("^(GET|POST) …", "$1 /api/v1/repos/{repo}")
        .replace("<repo>", "{repo}")
        .replace("<a>", "{agent}")
        .replace("<id>", "{id}")
        .replace("<n>", "{event}");
  }

  private static List<String> operations(JsonNode path) {
    List<String> operations = new ArrayList<>();
    path.fieldNames().forEachRemaining(operations::add);
    operations.remove("parameters");
    return operations;
  }

  @Test
  void parametersAndFieldsOfRequests() {
    List<String> wrong = new ArrayList<>();
    for (Part row : INTERFACES.rows("HTTP", "")) {
      List<Said> parameters = found(row, PARAMETER);
      List<Said> fields = found(row, FIELD);
      Set<String> wantedParameters = new TreeSet<>();
      Set<String> wantedFields = new TreeSet<>();
      for (Said code : row.code()) {
        if (CALL.matcher(code.text()).matches()) {
          String[] call = whole(code.text()).split(" ", 2);
          JsonNode operation =
              document.get("paths").path(call[1]).path(call[0].toLowerCase(Locale.ROOT));
          parameters(operation, wantedParameters);
          fields(operation, wantedFields);
        }
      }
      wrong.addAll(differences("parameter", row.at(), parameters, wantedParameters));
      wrong.addAll(differences("field", row.at(), fields, wantedFields));
    }
    none(wrong);
  }

  private static List<Said> found(Part row, Pattern pattern) {
    return row.code().stream()
        .flatMap(
            code ->
                pattern
                    .matcher(code.text())
                    .results()
                    .map(found -> new Said(found.group(1), code.at())))
        .toList();
  }

  private static void parameters(JsonNode operation, Set<String> names) {
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("query")) {
        names.add(parameter.get("name").asText());
      }
    }
  }

  /** Those of the body, and of objects in lists of it. */
  private void fields(JsonNode operation, Set<String> names) {
    collect(operation.at("/requestBody/content/application~1json/schema"), names);
  }

  private void collect(JsonNode schema, Set<String> names) {
    JsonNode real = resolved(schema);
    for (var property : real.path("properties").properties()) {
      if (!property.getKey().equals("path")) { // a path is a text wherever it is one
        names.add(property.getKey());
      }
      collect(property.getValue().path("items"), names);
    }
    real.path("oneOf").forEach(one -> collect(one, names));
  }

  private JsonNode resolved(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }

  @Test
  void wordsOfProblems() {
    Set<String> there =
        Sources.find(
            "(?:of|new ApiProblem|ProblemDetails.json)"
                + "\\(\\s*(?:\\d{3}|HttpStatus.\\w+),\\s*\"([a-z-]+)\"",
            "server/src/main/java/dev/gatekeeper/server");
    List<Said> said =
        INTERFACES.rows("HTTP", "status").stream().flatMap(row -> row.code(1).stream()).toList();
    List<Said> words =
        said.stream()
            .filter(code -> code.text().matches("[a-z-]+"))
            .filter(code -> !Set.of("detail", "next", "limits").contains(code.text()))
            .toList();
    same("word of a problem", HTTP, words, there);
  }

  @Test
  void fieldsOfAnswers() {
    fields("Answer", "check", "text", "considered");
    fields("AgentStatus", "status");
    fields("Decision", "A decision", "refsLeftOut", "violationsLeftOut");
    fields("Violation", "A violation");
  }

  /**
   * @param table a word of the paragraph that the table follows
   * @param elsewhere fields of which another place tells
   */
  private void fields(String schema, String table, String... elsewhere) {
    Set<String> there = new TreeSet<>();
    document
        .at("/components/schemas/" + schema + "/properties")
        .fieldNames()
        .forEachRemaining(there::add);
    List.of(elsewhere).forEach(there::remove);
    List<Said> said = new ArrayList<>();
    boolean wanted = false;
    for (Part part : INTERFACES.parts()) {
      switch (part.kind()) {
        case PROSE ->
            wanted =
                part.text().startsWith("**" + table)
                    || part.text().startsWith("**`" + table + " --json`");
        case ROW -> {
          if (wanted && part.heading().equals("JSON")) {
            said.addAll(part.code(0));
          }
        }
        default -> {}
      }
    }
    same("field", "docs/interfaces.md, JSON, " + table, said, there);
  }

  @Test
  void metrics() throws Exception {
    Set<String> there =
        Pattern.compile("(?m)^# TYPE (gatekeeper_\\w+) ")
            .matcher(scraped())
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    same("metric", HTTP, INTERFACES.firsts("HTTP", "metric"), there);
    Set<String> anywhere = new TreeSet<>(there);
    there.forEach(name -> anywhere.add(name.replaceFirst("_(total|bucket|sum|count)$", "")));
    none(
        Both.unknown(
            "metric", PagesTest.said("gatekeeper_[a-z_]+", Page.all()).toList(), anywhere));
  }

  /** What {@code /metrics} says when each kind of thing has happened. */
  private static String scraped() throws Exception {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    Slots slots = new Slots(1, 1, Duration.ofSeconds(1));
    try (EventStream events = new EventStream(Duration.ofHours(1));
        Metrics metrics =
            new Metrics(Repositories.of(List.of(), List.of()), slots, slots, events)) {
      metrics.decided("http", mock(Verdict.class));
      metrics.upkept(Instant.now(), Duration.ZERO);
      HttpServletRequest request = mock(HttpServletRequest.class);
      when(request.getMethod()).thenReturn("GET");
      Caller caller = new Caller(new Pusher.Named(new Principal("mia")), () -> true);
      when(request.getAttribute(Caller.class.getName())).thenReturn(caller);
      HttpServletResponse response = mock(HttpServletResponse.class);
      when(response.getOutputStream()).thenReturn(into(answer));
      metrics.servlet().service(request, response);
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  private static ServletOutputStream into(ByteArrayOutputStream bytes) {
    return new ServletOutputStream() {
      @Override
      public void write(int b) {
        bytes.write(b);
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {}
    };
  }

  @Test
  void eventsOfTheLedger() {
    List<Class<?>> events = leaves(Event.class);
    List<Part> rows = INTERFACES.rows("The ledger", "`event`");
    Set<String> kinds = events.stream().map(ApiPagesTest::kind).collect(Collectors.toSet());
    same(
        "event",
        "docs/interfaces.md, The ledger",
        rows.stream().flatMap(row -> row.code(0).stream()).toList(),
        kinds);
    List<String> wrong = new ArrayList<>();
    for (Class<?> event : events) {
      for (Part row : rows) {
        if (row.code(0).stream().anyMatch(code -> code.text().equals(kind(event)))) {
          Set<String> fields = components(event);
          Set<String> told = row.code(1).stream().map(Said::text).collect(Collectors.toSet());
          fields.stream()
              .filter(field -> !told.contains(field))
              .forEach(f -> wrong.add(row.at() + ": the field `" + f + "` is missing here"));
        }
      }
    }
    none(wrong);
  }

  private static List<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(c -> leaves(c).stream()).toList()
        : List.of(type);
  }

  private static Set<String> components(Class<?> event) {
    return Arrays.stream(event.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String kind(Class<?> event) {
    Event any = (Event) mock(event);
    when(any.kind()).thenCallRealMethod();
    return any.kind();
  }
}
