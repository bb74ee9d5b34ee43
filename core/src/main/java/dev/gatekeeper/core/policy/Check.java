package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.Location;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One condition that an agent's work has to satisfy (semantics, section 8). */
public sealed interface Check {
  /** For people: as the policy names it, or else what it does. */
  String name();

  Location at();

  /** A path that must be there: a folder if the pattern ends in a slash. */
  record Exists(String name, Location at, PathPattern path) implements Check {}

  /**
   * A text that may stand in the files that match at most so often.
   *
   * @param text searched for as it is, byte for byte
   * @param in which files
   * @param atMost how many occurrences are allowed, 0 for none
   */
  record Absent(String name, Location at, String text, List<PathPattern> in, long atMost)
      implements Check {
    public Absent {
      in = List.copyOf(in);
    }
  }

  /** No file that matches may have more lines than {@code max}. */
  record Lines(String name, Location at, List<PathPattern> in, long max) implements Check {
    public Lines {
      in = List.copyOf(in);
    }
  }

  /**
   * A command that is run in a checkout.
   *
   * @param command its arguments; a shell line is {@code sh -c LINE}
   * @param timeout after which it has errored
   */
  record Run(String name, Location at, List<String> command, Duration timeout, Expect expect)
      implements Check {
    public Run {
      command = List.copyOf(command);
    }
  }

  /**
   * What a command must show; all that is given must hold.
   *
   * @param exit the exit status
   * @param stdout the standard output, after trimming
   * @param matches a regular expression that must be found in the output
   * @param atLeast bound of the last number in the last line
   * @param atMost bound of the last number in the last line
   */
  record Expect(
      int exit,
      Optional<String> stdout,
      Optional<String> matches,
      OptionalDouble atLeast,
      OptionalDouble atMost) {
    /** What holds where the policy says nothing: the command exits with 0. */
    public static final Expect EXIT_ZERO =
        new Expect(
            0, Optional.empty(), Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());
  }
}
