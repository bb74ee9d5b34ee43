package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The findings of the gate about one push.
 *
 * @param violations all of them
 * @param accepted whether none of them refuses the push
 * @param repairs for each ref that can be mended by a command, that command
 * @param notes what goes on record besides
 * @param events what the ledger has to remember of it if it is accepted
 */
public record Judgement(
    List<JudgedRef> refs,
    List<Violation> violations,
    boolean accepted,
    List<Repair> repairs,
    List<String> notes,
    List<Event> events,
    long commits,
    long paths) {
  public Judgement {
    refs = List.copyOf(refs);
    violations = List.copyOf(violations);
    repairs = List.copyOf(repairs);
    notes = List.copyOf(notes);
    events = List.copyOf(events);
  }

  /**
   * Collects what is found of a push. What is against its options comes first, then what is against
   * refs, whatever they hold, then what is against commits and the next policy.
   */
  static final class Builder {
    private final List<Violation> ofPush = new ArrayList<>();
    private final List<Violation> ofRefs = new ArrayList<>();
    private final List<Violation> ofCommits = new ArrayList<>();
    private final List<Repair> repairs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> notesOnCommits = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    /** For what the push is as a whole, and none of its refs. */
    void refuseWhole(List<Violation> violations) {
      ofPush.addAll(violations);
    }

    /** For a fault of the ref itself: its commits are not judged. */
    RemainingChecks refuse(Code code, RefName ref, String message, String todo) {
      return refuse(List.of(new Violation.OfRef(code, ref, message, todo)));
    }

    RemainingChecks refuse(List<Violation> violations) {
      ofRefs.addAll(violations);
      return RemainingChecks.DONE;
    }

    void refuseCommits(List<Violation> violations) {
      ofCommits.addAll(violations);
    }

    /** All that there is against a ref, whatever it holds. */
    List<Violation> against(RefName ref) {
      return ofRefs.stream().filter(violation -> violation.ref().equals(ref)).toList();
    }

    void repair(List<Repair> how) {
      repairs.addAll(how);
    }

    void note(String note) {
      notes.add(note);
    }

    void noteOnCommits(List<String> more) {
      notesOnCommits.addAll(more);
    }

    void remember(List<Event> more) {
      events.addAll(more);
    }

    /** Whether nothing refuses the push. */
    boolean isAccepted(Policy policy) {
      return violations().allMatch(policy::letsPass);
    }

    Judgement build(List<JudgedRef> refs, boolean accepted, PushBudget spent) {
      return new Judgement(
          refs,
          violations().toList(),
          accepted,
          accepted ? List.of() : repairs,
          Stream.concat(notes.stream(), notesOnCommits.stream()).toList(),
          accepted ? events : List.of(),
          spent.commits(),
          spent.paths());
    }

    private Stream<Violation> violations() {
      return Stream.of(ofPush, ofRefs, ofCommits).flatMap(List::stream);
    }
  }
}
