package dev.gatekeeper.config;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import java.util.Optional;

/**
 * Reads policy files. Whatever the bytes, the answer is a policy or the list of all that is wrong;
 * nothing is thrown, and nothing in the file is run.
 */
public final class PolicyFile {
  private PolicyFile() {}

  /**
   * The policy as the gate takes it: well formed, and without a finding of {@code lint} that is an
   * error (docs/semantics.md, section 9).
   *
   * @param fileName as the user knows it, for messages
   */
  public static LoadedPolicy load(String fileName, byte[] bytes) {
    LoadedPolicy parsed = parse(fileName, bytes);
    if (!(parsed instanceof LoadedPolicy.Valid valid)) {
      return parsed;
    }
    Problems problems = new Problems();
    for (Finding finding : Lint.errors(valid.policy())) {
      problems.add(
          finding.lines().stream().findFirst().orElse(new Location(fileName, 1, 1)),
          finding.sentence());
    }
    return problems.isEmpty() ? valid : new LoadedPolicy.Invalid(problems.sorted());
  }

  /**
   * The policy as it is written, which {@code lint} may still find fault with.
   *
   * @param fileName as the user knows it, for messages
   */
  public static LoadedPolicy parse(String fileName, byte[] bytes) {
    Problems problems = new Problems();
    try {
      Yaml root = YamlReader.read(Source.of(fileName, bytes), problems);
      Optional<Policy> policy =
          new PolicyReader(fileName, Policy.digestOf(bytes), problems).policy(root);
      if (policy.isPresent() && problems.isEmpty()) {
        return new LoadedPolicy.Valid(policy.get());
      }
    } catch (Source.Unreadable e) {
      problems.add(e.problem());
    }
    return new LoadedPolicy.Invalid(problems.sorted());
  }
}
