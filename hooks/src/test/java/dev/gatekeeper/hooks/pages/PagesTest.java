package dev.gatekeeper.hooks.pages;

import static dev.gatekeeper.hooks.pages.Both.differences;
import static dev.gatekeeper.hooks.pages.Both.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.plan.AgentProgress.AgentState;
import dev.gatekeeper.core.policy.PushOptions;
import dev.gatekeeper.core.preflight.PreflightLine;
import dev.gatekeeper.core.upkeep.UpkeepReport;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.command.InstallCommand;
import dev.gatekeeper.hooks.pages.Page.Part;
import dev.gatekeeper.hooks.pages.Page.Said;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the pages name is in the program, and what people meet of the program is in the pages. Each
 * test is about one kind of word: on one side a table of a page, or a way of writing; on the other
 * what the program itself works with.
 */
class PagesTest {
  private static final String OPENAPI = "dev/gatekeeper/server/api/openapi.json";
  private static final Page INTERFACES = Page.of("docs/interfaces.md");
  private static final Page SEMANTICS = Page.of("docs/semantics.md");
  private static final Page POLICY = Page.of("docs/policy.md");
  private static final Page README = Page.of("README.md");
  private static final List<Page> PAGES = Page.all();

  /** Variables of others, which look like codes. */
  private static final Set<String> NO_CODES =
      Set.of(
          "NO_COLOR",
          "GIT_SSL_CAINFO",
          "GIT_INDEX_FILE",
          "GITHUB_REF_NAME",
          "GITHUB_SHA",
          "LC_ALL",
          "REMOTE_USER",
          "GL_USER",
          "GL_USERNAME",
          "GITEA_PUSHER_NAME");

  @Test
  void codes() {
    Set<String> codes = words(Code.values(), Code::name);
    same("code", "docs/interfaces.md, Codes", INTERFACES.firsts("Codes", "code"), codes);
    for (Part row : INTERFACES.rows("Codes", "code")) {
      String retry = Code.valueOf(row.code(0).get(0).text()).retry().word();
      assertThat(row.code(3)).as(row.at()).extracting(Said::text).containsExactly(retry);
    }
    List<Said> capitals =
        said("[A-Z]+(?:_[A-Z]+)+", PAGES)
            .filter(word -> !word.text().startsWith("GATEKEEPER_"))
            .filter(word -> !NO_CODES.contains(word.text()))
            .toList();
    none(unknown("code", capitals, codes));
  }

  /** Wherever the API's description lists codes, it lists them all. */
  @Test
  void codesOfTheApi() throws IOException {
    String api = Files.readString(Path.of("../server/src/main/resources").resolve(OPENAPI));
    List<Set<String>> lists =
        Pattern.compile("\"enum\": \\[([^]]*\"GATE_ERROR\"[^]]*)]")
            .matcher(api)
            .results()
            .map(list -> list.group(1).replaceAll("[\",\\s]+", " ").strip())
            .map(list -> Set.of(list.replaceFirst(" null$", "").split(" ", -1)))
            .toList();
    assertThat(lists).hasSize(2).containsOnly(words(Code.values(), Code::name));
  }

  @Test
  void states() {
    same(
        "state",
        "docs/semantics.md, section 6",
        SEMANTICS.firsts("6. Order, handoff, integration", "state"),
        words(AgentState.values(), AgentState::word));
  }

  @Test
  void outcomesOfChecks() {
    List<Said> said =
        SEMANTICS.rows("8. Validation", "outcome").stream()
            .map(row -> new Said(row.cells().get(0), row.at()))
            .toList();
    same("outcome", "docs/semantics.md, section 8", said, lower(CheckOutcome.values()));
  }

  @Test
  void exitStatuses() {
    Set<String> there =
        Arrays.stream(ExitStatus.class.getFields())
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .map(PagesTest::value)
            .collect(Collectors.toSet());
    List<Said> said =
        INTERFACES.rows("Exit status", "status").stream()
            .map(row -> new Said(row.cells().get(0), row.at()))
            .toList();
    same("exit status", "docs/interfaces.md, Exit status", said, there);
    List<Said> inShort =
        README.parts().stream()
            .filter(part -> part.text().startsWith("Exit status:"))
            .flatMap(PagesTest::numbers)
            .toList();
    same("exit status", "README.md, Reference", inShort, there);
  }

  @Test
  void keysOfThePolicy() throws Exception {
    JsonNode schema =
        new ObjectMapper().readTree(Page.TOP.resolve("config/gatekeeper.schema.json").toFile());
    JsonNode agent = schema.at("/$defs/agent");
    JsonNode check = schema.at("/$defs/check");
    keys("Top level", properties(schema));
    keys("Agents", properties(agent));
    keys("Integration", properties(schema.at("/properties/integration")));
    keys("Limits", properties(schema.at("/properties/limits")));
    Set<String> ofChecks = properties(check);
    ofChecks.addAll(List.of("absent.in", "absent.at_most"));
    properties(check.at("/properties/expect")).forEach(key -> ofChecks.add("expect." + key));
    keys("Checks", ofChecks);
  }

  @Test
  void limits() throws Exception {
    JsonNode schema =
        new ObjectMapper().readTree(Page.TOP.resolve("config/gatekeeper.schema.json").toFile());
    JsonNode limits = schema.at("/properties/limits");
    List<Part> rows = SEMANTICS.rows("9. Failing closed", "limit");
    List<Said> said = rows.stream().flatMap(row -> row.code(0).stream()).toList();
    same("limit", "docs/semantics.md, section 9", said, properties(limits));
    for (Part row : rows) {
      String byDefault =
          limits.at("/properties/" + row.code(0).get(0).text() + "/default").asText();
      assertThat(row.cells().get(1).replace(" ", "")).as(row.at()).isEqualTo(byDefault);
    }
  }

  @Test
  void hostsThatNameThePusher() {
    Set<String> there = words(InstallCommand.Host.values(), host -> "--host " + host.toString());
    there.add("--principal-variable NAME");
    List<Said> said = INTERFACES.firsts("Native hooks", "`install` option");
    same("host", "docs/interfaces.md, Native hooks", said, there);
  }

  private static void keys(String section, Set<String> there) {
    same("key", "docs/policy.md, " + section, POLICY.firsts(section, "key"), there);
  }

  @Test
  void findingsOfLint() {
    Set<String> there =
        Sources.find(
            "\"([a-z]+(?:-[a-z]+)+|overlap)\"",
            "core/src/main/java/dev/gatekeeper/core/lint",
            "core/src/main/java/dev/gatekeeper/core/survey");
    there.remove("gatekeeper-note"); // the name of a file
    List<Said> said = POLICY.firsts("What is reported", "finding");
    same("finding", "docs/policy.md, What is reported", said, there);
  }

  @Test
  void checksOfThePreflight() {
    same(
        "check",
        "docs/interfaces.md, preflight",
        INTERFACES.firsts("Commands", "check"),
        lower(PreflightLine.Item.values()));
  }

  @Test
  void stepsOfTheUpkeep() {
    same(
        "step",
        "docs/interfaces.md, Upkeep",
        INTERFACES.firsts("Upkeep", "step"),
        words(UpkeepReport.Task.values(), UpkeepReport.Task::toString));
  }

  @Test
  void filesInARepository() {
    String store = "core/src/main/java/dev/gatekeeper/core/store/";
    Set<String> there =
        Sources.find(
            "resolve\\(\"([a-z.-]+)\"\\)",
            store + "GatekeeperFolder.java",
            store + "Ledger.java",
            "hooks/src/main/java/dev/gatekeeper/hooks/install/Installer.java");
    there.removeIf(name -> name.endsWith(".new") || name.equals("gatekeeper"));
    there.removeAll(Set.of(".git", "objects", "refs")); // git's own
    there.add("config"); // git's own, which gets a block
    List<Said> said =
        INTERFACES.firsts("Files in a repository", "file").stream()
            .map(file -> new Said(file.text().replaceAll("^REPO/(gatekeeper/)?|/$", ""), file.at()))
            .filter(file -> !file.text().startsWith("decisions-"))
            .toList();
    same("file", "docs/interfaces.md, Files in a repository", said, there);
  }

  @Test
  void pushOptions() {
    Set<String> there =
        Sources.find("\"(gatekeeper\\.[a-z-]+=)\"", "core", "server", "hooks").stream()
            .map(option -> option + "<reason>")
            .collect(Collectors.toSet());
    there.add(PushOptions.HANDOFF);
    there.addAll(
        Sources.find("\"(" + PushOptions.HANDOFF + "=[a-z]+)\"", "core", "server", "hooks"));
    same(
        "push option",
        "docs/interfaces.md, Push options",
        INTERFACES.firsts("Push options", "option"),
        there);
  }

  @Test
  void keysOfGitsConfiguration() {
    Set<String> there = new TreeSet<>();
    Sources.find("\"gatekeeper\", null, \"([a-zA-Z]+)\"", "core", "server", "hooks")
        .forEach(key -> there.add("gatekeeper." + key));
    there.addAll(Sources.find("\"--get\", \"(gatekeeper\\.[a-zA-Z]+)\"", "hooks"));
    there.addAll(Sources.find("String KEY = \"(gatekeeper\\.[a-zA-Z]+)\"", "hooks"));
    List<Said> said =
        said("gatekeeper\\.[a-zA-Z]+", PAGES)
            .filter(
                word ->
                    !word.text().matches("gatekeeper\\.(yml|jar|override|reason|schema|service)"))
            .toList();
    same("key of git's configuration", "docs/interfaces.md", said, there);
  }

  /** Numbers at the beginning of each part of a list in prose. */
  private static Stream<Said> numbers(Part part) {
    return Pattern.compile("(?:^|[:,]\\s)(\\d+)\\b")
        .matcher(part.text())
        .results()
        .map(found -> new Said(found.group(1), part.at()));
  }

  private static String value(Field field) {
    try {
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> properties(JsonNode schema) {
    Set<String> names = new TreeSet<>();
    schema.get("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  static void same(String kind, String place, List<Said> said, Set<String> there) {
    none(differences(kind, place, said, there));
  }

  static void none(List<String> differences) {
    assertThat(differences).isEmpty();
  }

  private static <T> Set<String> words(T[] values, Function<T, String> word) {
    return Arrays.stream(values).map(word).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> lower(Enum<?>[] values) {
    return words(values, value -> value.name().toLowerCase(Locale.ROOT));
  }

  /** All in code on these pages that is such a word. */
  static Stream<Said> said(String pattern, List<Page> pages) {
    Pattern wanted = Pattern.compile("(?<![A-Za-z0-9_/$.-])(?:" + pattern + ")(?![A-Za-z0-9_])");
    return pages.stream()
        .flatMap(Page::code)
        .flatMap(
            code ->
                wanted
                    .matcher(code.text())
                    .results()
                    .map(found -> new Said(found.group(), code.at())));
  }
}
