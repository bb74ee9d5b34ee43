package dev.gatekeeper.config;

import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Policy files for tests, and what comes of them. */
final class Files {
  private Files() {}

  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Files.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The policy that the text holds. */
  static Policy policy(String text) {
    LoadedPolicy result = PolicyFile.parse("gatekeeper.yml", text.getBytes(StandardCharsets.UTF_8));
    if (result instanceof LoadedPolicy.Invalid invalid) {
      throw new AssertionError(String.valueOf(invalid.problems()));
    }
    return ((LoadedPolicy.Valid) result).policy();
  }

  /** {@code 12:7: message} for each problem in the text. */
  static List<String> problems(String text) {
    return problems(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<String> problems(byte[] bytes) {
    return PolicyFile.load("f", bytes) instanceof LoadedPolicy.Invalid invalid
        ? invalid.problems().stream().map(p -> p.toString().substring("f:".length())).toList()
        : List.of();
  }
}
