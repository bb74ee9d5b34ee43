package dev.gatekeeper.core.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Check.Expect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/** A repository, and scripts that run on its commits and must leave nothing. */
final class Proof {
  static final Location AT = new Location("gatekeeper.yml", 1, 1);

  private final BareRepository repository;
  private final Path temporary;

  /** By this every process of a script is known: it stands in their arguments. */
  private final String token = "token-" + UUID.randomUUID();

  Proof(Path folder) throws IOException {
    repository = BareRepository.create(folder.resolve("r.git"));
    temporary = Files.createDirectory(folder.resolve("temporary"));
  }

  String token() {
    return token;
  }

  BareRepository repository() {
    return repository;
  }

  Path temporary() {
    return temporary;
  }

  /** Limits that a busy machine keeps, and that are soon reached. */
  SandboxSettings settings() {
    return SandboxSettings.DEFAULT
        .withTemporary(temporary)
        .withDisk(32 << 20)
        .withMemory(160 << 20)
        .withProcesses(64);
  }

  Check.Run script(String script, int seconds, Expect expect) {
    List<String> command = List.of("sh", "-c", ": " + token + "\n" + script);
    return new Check.Run("a script", AT, command, Duration.ofSeconds(seconds), expect);
  }

  Check.Run script(String script) {
    return script(script, 60, Expect.EXIT_ZERO);
  }

  Check.Run printing(String script, String expected) {
    return script(
        script,
        60,
        new Expect(
            0,
            Optional.of(expected),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty()));
  }

  /** Runs the checks, and sees that nothing is left of them. */
  List<CheckResult> run(Sandbox sandbox, Oid commit, Check... checks) throws IOException {
    List<CheckResult> results =
        new Validation(
                repository.folder(),
                commit,
                Arrays.asList(checks),
                sandbox,
                ValidationListener.NONE)
            .run();
    assertNothingIsLeft();
    return results;
  }

  void assertNothingIsLeft() throws IOException {
    assertThat(processes()).as("processes that are left").isEmpty();
    assertThat(files()).as("files that are left").isEmpty();
  }

  /** The command lines of processes that have the token among their arguments. */
  List<String> processes() {
    return ProcessFiles.all().stream()
        .filter(ProcessFiles.Stat::isAlive)
        .map(stat -> arguments(stat.pid()))
        .filter(line -> line.contains(token))
        .toList();
  }

  private static String arguments(long pid) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return new String(line, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** What lies in the temporary folder, but for the gate's own folder there. */
  private List<Path> files() throws IOException {
    List<Path> all = new java.util.ArrayList<>();
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(temporary)) {
      for (Path home : homes) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(home)) {
          found.forEach(all::add);
        }
      }
    }
    return all;
  }
}
