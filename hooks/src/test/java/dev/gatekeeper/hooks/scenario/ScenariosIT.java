package dev.gatekeeper.hooks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.NeedsSandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Plays every scenario through every door. {@code -Dscenarios=WORD} plays those with that word in
 * their name.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ScenariosIT {
  private static final Map<String, List<String>> DECISIONS = new ConcurrentHashMap<>();
  private static final Path FILES = Path.of("src/test/resources/scenarios");
  private static final Path FOLDER =
      Path.of(System.getProperty("gatekeeper.test.scenarios", "target/scenarios")).toAbsolutePath();

  private static Resident resident;

  @BeforeAll
  static void begin() throws IOException {
    resident = Resident.start(Files.createDirectories(FOLDER));
  }

  @AfterAll
  static void end() {
    resident.close();
  }

  @TestFactory
  Stream<DynamicTest> everyScenarioGoesThroughEveryDoor() throws IOException {
    Program launched = Program.installed();
    Path project = project(FOLDER);
    List<DynamicTest> tests = new ArrayList<>();
    for (Door door : List.of(new NativeDoor(), new HttpDoor())) {
      for (Scenario scenario : scenarios()) {
        if (scenario.goesThrough(door.name())) {
          Program program = scenario.launched() ? launched : resident.program();
          Path world = FOLDER.resolve(door.name()).resolve(scenario.name());
          tests.add(
              DynamicTest.dynamicTest(
                  scenario.name() + " (" + door.name() + ")",
                  () -> play(scenario, world, project, door, program)));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private static void play(Scenario scenario, Path folder, Path project, Door door, Program program)
      throws IOException {
    if (scenario.sandboxed()) {
      NeedsSandbox.here();
    }
    Files.createDirectories(folder);
    Terminal cleaner = new Terminal(folder, folder);
    cleaner.ok("find . -mindepth 1 -delete");
    List<String> decisions;
    try (World world = new World(folder, project, door, program)) {
      new Runner(world).play(scenario);
      decisions = world.decisions();
    }
    compare(scenario, decisions);
    // What is left of a scenario that failed is there to be looked at.
    cleaner.ok("find . -mindepth 1 -delete");
  }

  /** Whichever door they came through, the decisions of a scenario are the same. */
  private static void compare(Scenario scenario, List<String> decisions) {
    List<String> comparable = decisions.stream().map(ScenariosIT::comparable).toList();
    List<String> other = DECISIONS.putIfAbsent(scenario.name(), comparable);
    if (other != null && scenario.isComparable()) {
      assertThat(comparable).isEqualTo(other);
    }
  }

  /**
   * A decision without what is its own: when it was made, and where a client thought a ref to be
   * that one door shows it and another does not.
   */
  private static String comparable(String decision) {
    return decision
        .replaceFirst("\"id\":\"[0-9a-f]+\"", "")
        .replaceFirst("\"at\":\"[^\"]+\"", "")
        .replaceFirst("\"millis\":[0-9]+", "")
        .replaceAll("\"old\":\"[0-9a-f]+\"", "");
  }

  private static List<Scenario> scenarios() throws IOException {
    String wanted = System.getProperty("scenarios", "");
    List<Scenario> scenarios = new ArrayList<>();
    try (Stream<Path> files = Files.list(FILES)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".scenario") && name.contains(wanted)) {
          scenarios.add(Scenario.parse(name, Files.readString(file, StandardCharsets.UTF_8)));
        }
      }
    }
    return scenarios;
  }

  /** The repository that scenarios begin with, as {@code project.sh} makes it. */
  private static Path project(Path folder) throws IOException {
    Path project = folder.resolve("project.git");
    try (InputStream in = ScenariosIT.class.getResourceAsStream("/scenarios/project.sh")) {
      String script = in == null ? "exit 1" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      new Terminal(folder, folder).who("founder").ok("rm -rf project.git\n" + script);
    }
    return project;
  }
}
