package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;

/** The verdicts for a push that could not be judged. */
final class UnjudgedVerdicts {
  private UnjudgedVerdicts() {}

  /** It could not be judged. */
  static Verdict failed(Push push, Instant at, Throwable error) {
    Violation violation =
        new Violation.OfRef(
            Code.GATE_ERROR,
            push.updates().isEmpty() ? RefName.UNKNOWN : push.updates().get(0).ref(),
            "the gate could not judge this push: " + message(error),
            "push again later, and tell the operator");
    return of(push, at, List.of(violation), 0);
  }

  /** Of refs that are not known to be anybody's. */
  static Verdict of(Push push, Instant at, List<Violation> violations, long millis) {
    List<JudgedRef> refs = push.updates().stream().map(u -> new JudgedRef(u, List.of())).toList();
    return of(push, refs, at, violations, "", millis);
  }

  static Verdict of(
      Push push,
      List<JudgedRef> refs,
      Instant at,
      List<Violation> violations,
      String digest,
      long millis) {
    return new Verdict(
        Admission.newId(),
        at,
        push.pusher(),
        refs,
        false,
        violations,
        digest,
        List.of(),
        List.of(),
        0,
        0,
        millis);
  }

  static String unmoved(String decision, String why) {
    return "decision " + decision + " accepted it, and then its refs " + why;
  }

  static String message(Throwable error) {
    String text = error.getMessage();
    if (error instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return message(unchecked.getCause());
    }
    if (error instanceof AccessDeniedException denied) {
      return "permission denied: " + denied.getFile(); // its message is the file's name alone
    }
    if (error instanceof NoSuchFileException missing) {
      return "no such file: " + missing.getFile();
    }
    return error instanceof IOException && text != null ? text : error.toString();
  }
}
