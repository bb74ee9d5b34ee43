package dev.gatekeeper.core.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What the gate says to a push. One push, one verdict, one decision on record.
 *
 * @param id 12 hexadecimal digits, drawn at random
 * @param at when it was judged
 * @param pusher who pushed
 * @param refs the commands
 * @param accepted whether the refs may move; with {@code mode: warn} also where there are
 *     violations
 * @param violations all of them: those of refs first, in their order, then those of commits (oldest
 *     first) and paths, again in the order of the refs
 * @param policy the digest of the policy it was judged under, or "" where none could be read
 * @param repairs how a refused push can be mended
 * @param notes what goes on record besides, such as the reason of an override
 * @param commits how many new commits were judged
 * @param paths how many different paths they change
 * @param millis how long it took, in milliseconds
 */
public record Verdict(
    String id,
    Instant at,
    Pusher pusher,
    List<JudgedRef> refs,
    boolean accepted,
    List<Violation> violations,
    String policy,
    List<Repair> repairs,
    List<String> notes,
    long commits,
    long paths,
    long millis) {

  public Verdict {
    refs = List.copyOf(refs);
    violations = List.copyOf(violations);
    repairs = List.copyOf(repairs);
    notes = List.copyOf(notes);
  }

  /** When to try again, {@link Retry#LATER} for an accepted push without violations. */
  public Retry retry() {
    return violations.stream()
        .map(v -> v.code().retry())
        .max(Comparator.naturalOrder())
        .orElse(Retry.LATER);
  }
}
