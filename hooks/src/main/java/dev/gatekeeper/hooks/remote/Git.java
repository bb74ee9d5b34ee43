package dev.gatekeeper.hooks.remote;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The user's git: for what only it knows, such as configuration and credentials, and for what it
 * does to a working copy.
 */
public final class Git {
  private final Console console;

  public Git(Console console) {
    this.console = console;
  }

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
    ProcessBuilder builder = builder(arguments);
    builder.redirectError(errors);
    try {
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? List.of(printed) : List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unreadable("interrupted while git was asked");
    } catch (IOException e) {
      throw Failure.unreadable("git can't be run: " + e.getMessage());
    }
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

  /**
   * What came of a command.
   *
   * @param printed both streams
   */
  public record Ran(int status, String printed) {}

  /** Runs git for what it does. */
  public Ran run(String... arguments) throws Failure {
    ProcessBuilder builder = builder(arguments).redirectErrorStream(true);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), printed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unreadable("interrupted while git was at work");
    } catch (IOException e) {
      throw Failure.unreadable("git can't be run: " + e.getMessage());
    }
  }

  /** What a command printed that has to succeed. */
  public String must(String... arguments) throws Failure {
    Ran ran = run(arguments);
    if (ran.status() != 0) {
      throw Failure.unreadable(
          "`git " + arguments[0] + "` failed: " + ran.printed().strip().replaceAll("\\s+", " "));
    }
    return ran.printed();
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(console.folder().toFile());
    builder.environment().putAll(console.environment());
    return builder;
  }
}
