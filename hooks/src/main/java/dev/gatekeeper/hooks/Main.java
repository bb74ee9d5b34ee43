package dev.gatekeeper.hooks;

import dev.gatekeeper.core.gate.PlainText;
import java.util.List;

/** Where the process begins and the only place where it ends. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // No logging framework for commands that live for a fraction of a second, and nothing on a
    // user's terminal that the gate did not mean to say. The server lives long, and logs.
    if (args.length == 0 || !args[0].equals("serve")) {
      System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    }
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Thread.setDefaultUncaughtExceptionHandler((thread, crash) -> exit(ExitStatus.BUG));
    Console console = Console.ofProcess();
    int status = run(List.of(args), console);
    boolean flushed = console.flushed();
    // An answer that nobody received is not a yes.
    exit(flushed ? status : Math.max(status, ExitStatus.UNREADABLE));
  }

  /**
   * Runs a command and returns its exit status; a crash is reported and is {@link ExitStatus#BUG}.
   */
  public static int run(List<String> args, Console console) {
    try {
      return dispatch(args, console);
    } catch (Failure failure) {
      return report(failure, console);
    } catch (Throwable crash) { // an exhausted heap or stack as well: never the JVM's own status
      return CrashReport.print(crash, console);
    }
  }

  static int report(Failure failure, Console console) {
    for (String line : failure.lines()) {
      PlainText.wrapped("gatekeeper: " + line, "  ").forEach(console::say);
    }
    return failure.status();
  }

  /** Hooks come first and by hand: picocli alone would cost a third of their time. */
  private static int dispatch(List<String> args, Console console) throws Failure {
    if (args.size() >= 2 && args.get(0).equals("hook")) {
      List<String> rest = args.subList(2, args.size());
      switch (args.get(1)) {
        case "pre-receive" -> {
          return new PreReceive(console).run(rest);
        }
        case "proc-receive" -> {
          return new ProcReceive(console).run(rest);
        }
        case "post-receive" -> {
          return new PostReceive(console).run(rest);
        }
        default -> {}
      }
    }
    return CommandLineProgram.run(args, console);
  }

  private static void exit(int status) {
    System.exit(Boolean.getBoolean("gatekeeper.launched") ? ExitStatus.OFFSET + status : status);
  }
}
