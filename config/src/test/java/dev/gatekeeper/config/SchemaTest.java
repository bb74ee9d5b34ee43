package dev.gatekeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Schema and parser say the same, as far as a schema can say it. */
class SchemaTest {
  private static final JsonNode TREE = tree();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(TREE);

  /** What is beyond a schema: it follows from YAML itself, or from two places at once. */
  private static final List<String> BEYOND =
      List.of(
          "duplicate keys",
          "ids that differ in case only",
          "an anchor inside itself",
          "not YAML",
          "a tab",
          "two documents",
          "a list as a key",
          "a star at the start",
          "an exception with a star at the start",
          "patterns that YAML reads as something else",
          "tags",
          "order that can't begin",
          "branches that two agents match",
          "an agent that could push the integration branch",
          "tests that fail");

  @Test
  void theSchemaIsOne() {
    JsonSchema meta =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchemaLocation.of(SchemaId.V202012));
    assertThat(meta.validate(TREE)).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> goodFilesPass() {
    return Stream.of(
            Shipped.STARTER.text(),
            Shipped.MINIMAL.text(),
            Shipped.BULLETPROOF_PLAN.text(),
            Files.resource("everything.yml"))
        .map(
            text ->
                DynamicTest.dynamicTest(
                    MessageParts.shortened(text),
                    () -> assertThat(SCHEMA.validate(json(text))).isEmpty()));
  }

  @ParameterizedTest
  @MethodSource("dev.gatekeeper.config.BadPoliciesTest#cases")
  void badFilesFail(BadPoliciesTest.Case bad) {
    if (!BEYOND.contains(bad.name())) {
      assertThat(SCHEMA.validate(json(bad.file()))).isNotEmpty();
    }
  }

  /** One change each to a good file; the schema must see it by itself. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan: Second phase, in parallel | plan: 5",
        "identity: required | identity: requires",
        "mode: warn | mode: off",
        "branch: trunk | branch: a..b",
        "branch: trunk | branch: refs/heads/trunk",
        "branch: trunk | branch: x.lock",
        "maintainers: [alice, bob] | maintainers: [alice, alice]",
        "maintainers: [alice, bob] | maintainers: alice",
        "direct: true | direct: yes",
        "timeout: 30m | timeout: 30",
        "timeout: 30m | timeout: 0m",
        "timeout: 30m | timeout: half an hour",
        "tag: v2.3.0 | tag: 'v 2'",
        "- .gitattributes | - ''",
        "- .gitattributes | - a//b",
        "- .gitattributes | - './a'",
        "- .gitattributes | - '../a'",
        "- .gitattributes | - '#a'",
        "submodules: true | submodules: 'true'",
        "windows_names: refuse | windows_names: no",
        "commits: 10, | commits: 0,",
        "commits: 10, | commits: -1,",
        "commits: 10, | commits: 1.5,",
        "commits: 10, | commit: 10,",
        "seconds: 30 | seconds: 3601",
        "pack: 1GiB | pack: 1GB",
        "pack: 1GiB | pack: 1073741824",
        "agent-4: | agent 4:",
        "agent-4: | agent-4.lock:",
        "title: Performance | title: ''",
        "title: Performance | titel: Performance",
        "[agent-1, 'agent-1/**', '!agent-1/tmp'] | []",
        "[agent-1, 'agent-1/**', '!agent-1/tmp'] | ['!agent-1/tmp', agent-1]",
        "[agent-1, 'agent-1/**', '!agent-1/tmp'] | [refs/heads/agent-1]",
        "[agent-1, 'agent-1/**', '!agent-1/tmp'] | [agent-1/]",
        "[agent-1, 'agent-1/**', '!agent-1/tmp'] | [agent 1]",
        "principals: [agent-1, carol] | principals: []",
        "scratch: /tmp/agent1_performance/ | scratch: /tmp",
        "scratch: /tmp/agent1_performance/ | scratch: '!/tmp/'",
        "excludes: [agent-2, agent-4] | excludes: [agent-2, agent-2]",
        "rewrite: true | rewrite: 1",
        "estimate: 8h-10h | estimate: 8-10",
        "exists: /src/daemon/monitoring/ | exists: '!/src/'",
        "exists: /src/daemon/monitoring/ | timeout: 5m",
        "exists: /src/daemon/monitoring/ | {}",
        "max: 300 | max: -1",
        "max: 300 | maximum: 300",
        "at_most: 2 | at_most: 2.5",
        "text: FIXME | texts: FIXME",
        "absent: TODO | absent: 5",
        "run: [python, -c, 'print(1)', ''] | run: []",
        "run: [python, -c, 'print(1)', ''] | run: ['', x]",
        "stdout: '0' | stdout: 0",
        "exit: 3 | exit: 256",
        "at_least: 80, at_most: 100.5 | ''",
        "at_least: 80, | at_least: '80',",
        "agent-3 may not /src/x.py | agent-3 may not  /src/x.py",
        "agent-3 may not /src/x.py | agent-3 may Not /src/x.py",
        "agent-3 may not /src/x.py | agent-3 may not\u00a0/src/x.py",
        "agent-3 may not /src/x.py | agent-3 may not\u200b /src/x.py",
        "agent-3 may not /src/x.py | agent-3 may not",
        "paths: [/tests/conftest.py] | paths: []",
        "until: 2026-12-31 | until: 2026-13-31",
        "until: 2026-12-31 | until: soon",
        "- agent: agent-2 | - agents: agent-2"
      },
      quoteCharacter = '`')
  void bothRefuse(String good, String bad) {
    String text = Files.resource("everything.yml");
    String before = good.replace('\'', '"');
    assertThat(text).contains(before);
    String after = text.replaceFirst(java.util.regex.Pattern.quote(before), bad);
    assertThat(Files.problems(after)).as("the parser").isNotEmpty();
    assertThat(SCHEMA.validate(json(after))).as("the schema").isNotEmpty();
  }

  @TestFactory
  Stream<DynamicTest> theKeysAreTheSame() {
    return Stream.of(
            new Object[] {"", Keys.POLICY},
            new Object[] {"/properties/integration", Keys.INTEGRATION},
            new Object[] {"/properties/limits", Keys.LIMITS},
            new Object[] {"/$defs/agent", Keys.AGENT},
            new Object[] {"/$defs/waiver", Keys.WAIVER},
            new Object[] {"/$defs/check", Keys.CHECK},
            new Object[] {"/$defs/check/properties/absent/anyOf/1", Keys.ABSENT},
            new Object[] {"/$defs/check/properties/lines", Keys.LINES},
            new Object[] {"/$defs/check/properties/expect", Keys.EXPECT},
            new Object[] {
              "/$defs/check/properties/expect/properties/last_number", Keys.LAST_NUMBER
            })
        .map(
            pair ->
                DynamicTest.dynamicTest(
                    "keys of the schema at '" + pair[0] + "'",
                    () -> assertThat(keysAt((String) pair[0])).isEqualTo(pair[1])));
  }

  private static List<String> keysAt(String place) {
    List<String> keys = new ArrayList<>();
    TREE.at(place + "/properties").fieldNames().forEachRemaining(keys::add);
    assertThat(TREE.at(place + "/additionalProperties").isBoolean()).isTrue();
    return keys;
  }

  private static JsonNode tree() {
    try {
      return new ObjectMapper().readTree(Shipped.SCHEMA.text());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      Source source = Source.of("f", text.getBytes(StandardCharsets.UTF_8));
      return json(YamlReader.read(source, new Problems()));
    } catch (Source.Unreadable e) {
      // What can't be read is nothing, which no schema takes for a policy.
      return JsonNodeFactory.instance.nullNode();
    }
  }

  private static JsonNode json(Yaml yaml) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (yaml instanceof Yaml.Mapping mapping) {
      ObjectNode object = nodes.objectNode();
      mapping.entries().forEach(e -> object.set(e.key().value(), json(e.value())));
      return object;
    }
    if (yaml instanceof Yaml.Sequence sequence) {
      ArrayNode array = nodes.arrayNode();
      sequence.items().forEach(item -> array.add(json(item)));
      return array;
    }
    if (yaml instanceof Yaml.Scalar scalar) {
      return switch (scalar.kind()) {
        case TEXT -> nodes.textNode(scalar.value());
        case WHOLE -> nodes.numberNode(new java.math.BigInteger(scalar.value()));
        case NUMBER -> nodes.numberNode(new java.math.BigDecimal(scalar.value()));
        case FLAG -> nodes.booleanNode(Boolean.parseBoolean(scalar.value()));
        case NOTHING -> nodes.nullNode();
      };
    }
    return nodes.nullNode();
  }
}
