package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.text.NearMiss;
import dev.gatekeeper.core.text.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The known options of {@code git push -o}. Others are nobody's fault, since they may be another
 * program's, unless they are nearly one of these.
 */
public final class PushOptions {
  /** That which asks for the validation of what is pushed, and waits for its end. */
  public static final String HANDOFF = "handoff";

  /** That of a maintainer who has a reason. */
  public static final String OVERRIDE = "gatekeeper.override=";

  private static final List<String> KNOWN =
      List.of(HANDOFF, OVERRIDE.replace("=", ""), Ask.REASON.replace("=", ""));

  private PushOptions() {}

  /** What is said of those that are nearly one, which did nothing. */
  public static List<String> notes(Push push) {
    List<String> notes = new ArrayList<>();
    for (String option : push.options()) {
      String name = option.split("=", 2)[0];
      String hint = KNOWN.contains(name) ? "" : NearMiss.hint(name, KNOWN);
      if (!hint.isEmpty()) {
        notes.add("the push option `" + name + "` is not one of the gate's" + hint);
      }
    }
    return notes;
  }

  /** The reason that the push gives for an override, if it gives one. */
  public static Optional<String> override(Push push) {
    return push.options().stream()
        .filter(option -> option.startsWith(OVERRIDE))
        .map(option -> option.substring(OVERRIDE.length()))
        .filter(reason -> !PlainText.isBlank(reason))
        .findFirst();
  }
}
