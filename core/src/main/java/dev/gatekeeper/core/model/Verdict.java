package dev.gatekeeper.core.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The result of a decision: a push accepted or refused, with every violation. One push, one
 * verdict, one decision on record.
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

  /** When to try again, {@link Code.Retry#LATER} for an accepted push without violations. */
  public Code.Retry retry() {
    return violations.stream()
        .map(v -> v.code().retry())
        .max(Comparator.naturalOrder())
        .orElse(Code.Retry.LATER);
  }

  /**
   * A command of the push with the agent it was judged for.
   *
   * @param agents the agent whose branch it is: one, or none for the integration branch, a tag and
   *     the like
   */
  public record JudgedRef(RefUpdate update, List<AgentId> agents) {
    public JudgedRef {
      agents = List.copyOf(agents);
    }
  }

  /**
   * How to mend a push that was refused for its paths, or for taking back what was amended.
   *
   * @param ref the ref it is about
   * @param command a line for {@code sh} that keeps whatever the agent may change, or words where
   *     no such line can be given
   * @param isCommand which of the two
   * @param told what there is to know about a command, each a line
   */
  public record Repair(RefName ref, String command, boolean isCommand, List<String> told) {
    public Repair {
      told = List.copyOf(told);
    }

    /** One that says all there is to know. */
    public Repair(RefName ref, String command, boolean isCommand) {
      this(ref, command, isCommand, List.of());
    }
  }
}
