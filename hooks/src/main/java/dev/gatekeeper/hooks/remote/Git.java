package dev.gatekeeper.hooks.remote;

import dev.gatekeeper.hooks.Console;
import dev.gatekeeper.hooks.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The user's git: for what only it knows, such as configuration and credentials, and for what it
 * does to a working copy.
 */
public final class Git {
  private final Console console;

  public Git(Console console) {
    this.console = console;
  }

  /** What git prints, as a list of one, or none if it does not succeed. */
  public List<String> ask(String input, String... arguments) throws Failure {
    ProcessBuilder builder = builder(arguments);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT); // where it asks for a password
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
