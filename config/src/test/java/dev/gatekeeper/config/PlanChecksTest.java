package dev.gatekeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.validate.CheckResult;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.SandboxSettings;
import dev.gatekeeper.core.validate.Validation;
import dev.gatekeeper.core.validate.ValidationListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every check of the plan that ships passes on a tree as the plan wants it, and fails on one that
 * lacks just that. It is what the gate expects of commands that is tried, not Python: stand-ins of
 * the tools' names do a little of what those do.
 */
class PlanChecksTest {
  private static final String GONE = "";

  /** Runs a file as a script of sh; imports what is there; answers by what stands in the state. */
  private static final String PYTHON =
      """
      #!/bin/sh
      there() { [ -f "$1.py" ] || [ -f "$1/__init__.py" ]; }
      case $1 in
        -c)
          case $2 in
            'import os, safety_db'*) echo /advisories ;;
            import*)
              for module in $(echo "${2#import }" | tr -d ,); do
                there "$(echo "$module" | tr . /)" || { echo "No module named $module" >&2; exit 1; }
              done
              ;;
            *'s1 is s2'*) if grep -q singleton src/bootstrap/server_state.py; then echo True; else echo False; fi ;;
            *) exit 2 ;;
          esac
          ;;
        -m) [ "$2 $3 $4 $5" = 'safety check --db /advisories' ] && ! grep -q unsafe requirements.txt ;;
        *) exec sh "$@" ;;
      esac
      """;

  private static final String PYTEST =
      """
      #!/bin/sh
      cat tests/report
      ! grep -q failed tests/report && case $1 in tests/*) [ -d "$1" ] ;; esac
      """;

  private static final String FLAKE8 =
      """
      #!/bin/sh
      [ "$2" = --max-line-length=120 ] && [ -d "$1" ] && ! grep -rnE '.{121}' "$1"
      """;

  private static final Map<String, String> GOOD =
      Map.ofEntries(
          Map.entry("src/__init__.py", "#\n"),
          Map.entry("src/daemon/__init__.py", "#\n"),
          Map.entry("src/daemon/monitoring/__init__.py", "x = 1\n".repeat(300)),
          Map.entry("src/daemon/monitoring_endpoint.py", "x = 1\n"),
          Map.entry("src/daemon/error_handling.py", "raise GateError\n"),
          Map.entry("src/daemon/other.py", "logger.error(1)\nraise Exception\n"),
          Map.entry("src/providers/__init__.py", "raise GateError\n"),
          Map.entry("src/bootstrap/server_state.py", "class ServerState: pass\n"),
          Map.entry("tests/report", "TOTAL   1000    200    80%\n12 passed in 0.91s\n"),
          Map.entry("tests/performance/test_speed.py", "#\n"),
          Map.entry("tests/benchmarks/run_all_benchmarks.py", "exit 0\n"),
          Map.entry("scripts/run_all_tests.py", "exit 0\n"),
          Map.entry("requirements.txt", "safe==1\n"));

  /** Of each check, by its name: what must make it fail. */
  private static final Map<String, List<Map.Entry<String, String>>> BAD =
      Map.ofEntries(
          bad("all tests pass", "scripts/run_all_tests.py", "exit 1\n"),
          bad(
              "coverage of the whole is at least 80 %",
              "tests/report",
              "TOTAL 1000 201 79.9%\n",
              "TOTAL 1000 100 90%\n1 failed\n",
              "no coverage\n"),
          bad("no dependency is known to be unsafe", "requirements.txt", "unsafe==1\n"),
          bad("benchmarks run", "tests/benchmarks/run_all_benchmarks.py", "exit 1\n", GONE),
          bad("the monitoring package is there", "src/daemon/monitoring/__init__.py", GONE),
          bad(
              "files are small",
              "src/daemon/monitoring/__init__.py",
              "x = 1\n".repeat(301),
              "x = 1\n".repeat(300) + "y"),
          bad("the package can be imported", "src/daemon/monitoring/__init__.py", GONE),
          bad("performance tests pass", "tests/report", "1 failed\n"),
          bad("style", "src/daemon/monitoring/__init__.py", "x".repeat(121) + "\n"),
          bad(
              "no bare exceptions are raised",
              "src/providers/__init__.py",
              "raise Exception('x')\n"),
          bad(
              "errors are logged through the framework, in the providers",
              "src/providers/__init__.py",
              "logger.error('x')\n",
              GONE),
          bad(
              "the framework and the providers can be imported",
              "src/daemon/error_handling.py",
              GONE),
          bad("the runner of all tests is there", "scripts/run_all_tests.py", GONE),
          bad(
              "coverage is at least 80 %",
              "tests/report", "TOTAL 1000 210 79%\n", "TOTAL 1000 100 90%\n1 failed\n"),
          bad(
              "the server's state is not a singleton",
              "src/bootstrap/server_state.py",
              "a singleton\n"),
          bad(
              "no module keeps an instance of its own",
              "src/bootstrap/server_state.py",
              "_instance = None\n"));

  private static final Map<String, String> BLOBS = new HashMap<>();

  @TempDir static Path folder;
  private static BareRepository repository;
  private static Sandbox sandbox;

  @BeforeAll
  static void prepare() throws IOException {
    repository = BareRepository.create(folder.resolve("r.git"));
    Path programs = java.nio.file.Files.createDirectories(folder.resolve("tools/bin"));
    program(programs.resolve("python"), PYTHON);
    program(programs.resolve("pytest"), PYTEST);
    program(programs.resolve("flake8"), FLAKE8);
    // Waived, so that it is tried where there is no sandbox too.
    sandbox =
        Sandbox.waived(
            SandboxSettings.DEFAULT
                .withVisible(List.of(programs.getParent()))
                .withTemporary(folder));
  }

  private static void program(Path file, String script) throws IOException {
    java.nio.file.Files.writeString(file, script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @TestFactory
  List<DynamicTest> eachPassesAndFails() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    Oid good = commit(GOOD);
    for (Check check : checks()) {
      tests.add(
          DynamicTest.dynamicTest(
              check.name() + ", as wanted",
              () -> {
                CheckResult result = run(good, check);
                assertThat(result.status()).as(result.toString()).isEqualTo(CheckOutcome.PASSED);
              }));
      for (Map.Entry<String, String> change : BAD.getOrDefault(check.name(), List.of())) {
        tests.add(
            DynamicTest.dynamicTest(
                check.name() + ", with another " + change.getKey(),
                () -> {
                  Map<String, String> files = new LinkedHashMap<>(GOOD);
                  files.put(change.getKey(), change.getValue());
                  CheckResult result = run(commit(files), check);
                  assertThat(result.status()).as(result.toString()).isEqualTo(CheckOutcome.FAILED);
                  assertThat(result.detail()).startsWith("expected ");
                }));
      }
    }
    tests.add(
        DynamicTest.dynamicTest(
            "none is left out",
            () ->
                assertThat(checks())
                    .extracting(Check::name)
                    .containsExactlyInAnyOrderElementsOf(BAD.keySet())));
    return tests;
  }

  private static List<Check> checks() {
    Policy plan = Files.policy(Shipped.BULLETPROOF_PLAN.text());
    return Stream.concat(
            plan.integration().validate().stream(),
            plan.agents().stream().map(Agent::validate).flatMap(List::stream))
        .toList();
  }

  private static CheckResult run(Oid commit, Check check) throws IOException {
    return new Validation(
            repository.folder(), commit, List.of(check), sandbox, ValidationListener.NONE)
        .run()
        .get(0);
  }

  private static Map.Entry<String, List<Map.Entry<String, String>>> bad(
      String check, String path, String... contents) {
    return Map.entry(check, Stream.of(contents).map(content -> Map.entry(path, content)).toList());
  }

  private static String blob(String content) throws IOException {
    String known = BLOBS.get(content);
    String blob = known == null ? repository.blob(content) : known;
    BLOBS.put(content, blob);
    return blob;
  }

  private static Oid commit(Map<String, String> files) throws IOException {
    StringBuilder index = new StringBuilder();
    for (Map.Entry<String, String> file : files.entrySet()) {
      if (!file.getValue().equals(GONE)) {
        String blob = blob(file.getValue());
        index.append("100644 ").append(blob).append('\t').append(file.getKey()).append('\0');
      }
    }
    repository.git("read-tree", "--empty");
    repository.git(
        index.toString().getBytes(StandardCharsets.UTF_8), "update-index", "-z", "--index-info");
    return new Oid(repository.commit(repository.git("write-tree")));
  }
}
