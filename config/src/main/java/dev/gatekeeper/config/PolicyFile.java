package dev.gatekeeper.config;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.lint.Severity;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Policy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads policy files. Whatever the bytes, the answer is a policy or the list of all that is wrong;
 * nothing is thrown, and nothing in the file is run.
 */
public final class PolicyFile {
  private PolicyFile() {}

  /** What came of reading a file. */
  public sealed interface Result {}

  /** The file holds this policy. */
  public record Valid(Policy policy) implements Result {}

  /**
   * The file holds no policy.
   *
   * @param problems at least one, in the order of the file
   */
  public record Invalid(List<Problem> problems) implements Result {
    public Invalid {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("an invalid policy has a problem");
      }
    }
  }

  /**
   * The policy as the gate takes it: well formed, and without a finding of {@code lint} that is an
   * error (docs/semantics.md, section 9).
   *
   * @param fileName as the user knows it, for messages
   */
  public static Result load(String fileName, byte[] bytes) {
    Result parsed = parse(fileName, bytes);
    if (!(parsed instanceof Valid valid)) {
      return parsed;
    }
    Problems problems = new Problems();
    for (Finding finding : Lint.findings(valid.policy())) {
      if (finding.severity() == Severity.ERROR) {
        problems.add(
            finding.lines().stream().findFirst().orElse(new Location(fileName, 1, 1)),
            finding.sentence());
      }
    }
    return problems.isEmpty() ? valid : new Invalid(problems.sorted());
  }

  /**
   * The policy as it is written, which {@code lint} may still find fault with.
   *
   * @param fileName as the user knows it, for messages
   */
  public static Result parse(String fileName, byte[] bytes) {
    Problems problems = new Problems();
    try {
      Yaml root = YamlReader.read(Source.of(fileName, bytes), problems);
      Optional<Policy> policy = new PolicyReader(fileName, digest(bytes), problems).policy(root);
      if (policy.isPresent() && problems.isEmpty()) {
        return new Valid(policy.get());
      }
    } catch (Unreadable e) {
      problems.add(e.problem());
    }
    return new Invalid(problems.sorted());
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
