package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The digest of an agent's {@code validate} and {@code after}: a handoff made under another digest
 * is not valid (docs/semantics.md, section 6). Names of checks and places in the file do not count.
 */
public final class RequirementsDigest {
  private RequirementsDigest() {}

  /** The SHA-256 of {@code validate} and {@code after}, 64 hexadecimal digits. */
  public static String of(Agent agent) {
    StringBuilder text = new StringBuilder();
    agent.after().stream().sorted().forEach(a -> add(text, "after", List.of(a.id())));
    agent.validate().forEach(check -> add(text, check));
    return Policy.digestOf(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void add(StringBuilder text, Check check) {
    if (check instanceof Check.Exists exists) {
      add(text, "exists", List.of(exists.path().toString()));
    } else if (check instanceof Check.Absent absent) {
      add(text, "absent", List.of(absent.text(), String.valueOf(absent.atMost())));
      add(text, "in", absent.in().stream().map(Object::toString).toList());
    } else if (check instanceof Check.Lines lines) {
      add(text, "lines", List.of(String.valueOf(lines.max())));
      add(text, "in", lines.in().stream().map(Object::toString).toList());
    } else if (check instanceof Check.Run run) {
      add(text, "run", run.command());
      add(text, "timeout", List.of(run.timeout().toString()));
      add(text, "expect", List.of(run.expect().toString()));
    }
  }

  /** Every word with its length, so that no two lists read the same. */
  private static void add(StringBuilder text, String key, List<String> words) {
    text.append(key).append(' ').append(words.size()).append('\n');
    words.forEach(word -> text.append(word.length()).append(' ').append(word).append('\n'));
  }
}
