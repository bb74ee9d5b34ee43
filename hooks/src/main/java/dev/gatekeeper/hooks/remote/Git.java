package dev.gatekeeper.hooks.remote;

import dev.gatekeeper.core.git.ChildProcess;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The user's git, for what only it knows, such as configuration and credentials, and for changes of
 * a working copy.
 */
public record Git(Console console) {
  /** The same git with that in its environment. */
  public Git with(String variable, String value) {
    Map<String, String> environment = new HashMap<>(console.environment());
    environment.put(variable, value);
    return new Git(
        new Console(console.in(), console.out(), console.err(), environment, console.folder()));
  }

  /** What git prints, as a list of one, or none if it does not succeed. */
  public List<String> ask(String input, String... arguments) throws Failure {
    return ask(ProcessBuilder.Redirect.INHERIT, input, arguments);
  }

  /** The same where a complaint of git's would be of no use. A password it asks for elsewhere. */
  List<String> askQuietly(String input, String... arguments) throws Failure {
    return ask(ProcessBuilder.Redirect.DISCARD, input, arguments);
  }

  private List<String> ask(ProcessBuilder.Redirect errors, String input, String... arguments)
      throws Failure {
    ChildProcess.Ended ended = run(git(arguments).errorsTo(errors), input, "git was asked");
    return ended.status() == 0 ? List.of(ended.printed()) : List.of();
  }

  /** The value of a configuration key, empty if it is not set. */
  public String config(String... arguments) throws Failure {
    List<String> command = new ArrayList<>(List.of("config"));
    command.addAll(List.of(arguments));
    for (String value : ask("", command.toArray(new String[0]))) {
      return value.strip();
    }
    return "";
  }

  /** Runs git for what it does; what came of it, with both streams. */
  public ChildProcess.Ended run(String... arguments) throws Failure {
    return run(git(arguments).errorsWithOutput(), "", "git was running");
  }

  private static ChildProcess.Ended run(ChildProcess git, String input, String doing)
      throws Failure {
    try {
      return git.run(input);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unreadable("interrupted while " + doing);
    } catch (IOException e) {
      throw Failure.unreadable(
          "git can't be run: " + e.getMessage(), "install git, or put its folder on the PATH");
    }
  }

  /** What a command printed that has to succeed. */
  public String must(String... arguments) throws Failure {
    ChildProcess.Ended ran = run(arguments);
    if (ran.status() != 0) {
      throw Failure.unreadable(
          "`git " + arguments[0] + "` failed: " + ran.printed().strip().replaceAll("\\s+", " "));
    }
    return ran.printed();
  }

  private ChildProcess git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return new ChildProcess(console.folder(), command).with(console.environment());
  }
}
