package dev.gatekeeper.hooks.cli;

import dev.gatekeeper.core.text.PlainText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The error that ends a command: its message and exit status. */
public final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final List<String> why;
  private final List<String> next;

  private Failure(int status, List<String> why, List<String> next) {
    super(Stream.concat(why.stream(), next.stream()).collect(Collectors.joining("\n")));
    this.status = status;
    this.why = List.copyOf(why);
    this.next = List.copyOf(next);
  }

  private static Failure of(int status, String... lines) {
    List<String> all = List.of(lines);
    return new Failure(status, all.subList(0, 1), all.subList(1, all.size()));
  }

  /** What was asked for may not or can't be done. */
  public static Failure no(String... lines) {
    return of(ExitStatus.NO, lines);
  }

  /** The command line makes no sense. */
  public static Failure usage(String... lines) {
    return of(ExitStatus.USAGE, lines);
  }

  /** The policy is invalid, or there is none; one line a problem. */
  public static Failure policyInvalid(List<String> problems, String... next) {
    return new Failure(ExitStatus.POLICY_INVALID, problems, List.of(next));
  }

  /** The repository can't be read or written. */
  public static Failure unreadable(String... lines) {
    return of(ExitStatus.UNREADABLE, lines);
  }

  public int status() {
    return status;
  }

  /** What to tell the user: why first, then what to do, without the words in front. */
  public List<String> lines() {
    return Stream.concat(why.stream(), next.stream()).toList();
  }

  /** What to do about it; empty if it does not say. */
  public List<String> next() {
    return next;
  }

  /** The lines as they are printed, with the words in front. */
  public List<String> printed() {
    return Stream.concat(
            why.stream().map(line -> "gatekeeper: " + line), next.stream().map(n -> "next: " + n))
        .flatMap(line -> PlainText.wrapped(line, "  ").stream())
        .toList();
  }
}
