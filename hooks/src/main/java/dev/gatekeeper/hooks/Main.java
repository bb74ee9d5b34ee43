package dev.gatekeeper.hooks;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.hook.PostReceive;
import dev.gatekeeper.hooks.hook.PreReceive;
import dev.gatekeeper.hooks.hook.ProcReceive;
import java.util.List;
import java.util.Locale;

/** The entry point of the process, and the only place where it exits. */
public final class Main {
  /**
   * Added to every status when the launcher runs the program. A JVM that can't start exits with 1
   * of its own accord, and one that is killed with whatever it likes: so the launcher believes only
   * a status that the program itself must have chosen.
   */
  private static final int OFFSET = 160;

  private static final char UNREADABLE = '\uFFFD';

  private Main() {}

  public static void main(String[] args) {
    // The same words, numbers and cases wherever it runs.
    Locale.setDefault(Locale.ROOT);
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
      return crashed(crash, console);
    }
  }

  static int report(Failure failure, Console console) {
    failure.printed().forEach(console::say);
    return failure.status();
  }

  /**
   * Prints what is said of a crash, and returns {@link ExitStatus#BUG}; the stack only for whoever
   * asks for it.
   */
  static int crashed(Throwable crash, Console console) {
    console.say("gatekeeper: internal error: " + oneLine(crash));
    if (console.environment().getOrDefault("GATEKEEPER_DEBUG", "").equals("1")) {
      crash.printStackTrace(console.err());
    } else {
      console.say(
          "next: run it again with GATEKEEPER_DEBUG=1 to see where, and report it: this is a bug");
    }
    return ExitStatus.BUG;
  }

  private static String oneLine(Throwable crash) {
    return crash.toString().replaceAll("\\s+", " ").strip();
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
    readable(args, console);
    return CommandLineProgram.run(args, console);
  }

  /** Java puts U+FFFD for what it can't read, and so would go on with another name. */
  private static void readable(List<String> args, Console console) throws Failure {
    String read = "UTF-8".equals(System.getProperty("sun.jnu.encoding")) ? "" : " here";
    String how =
        read.isEmpty()
            ? "name it in UTF-8"
            : "java takes nothing but ASCII in this locale: set LC_ALL=C.UTF-8, as the launcher"
                + " does";
    if (console.folder().toString().indexOf(UNREADABLE) >= 0) {
      throw Failure.unreadable(
          "the name of the current folder is not valid UTF-8" + read,
          "call it from another folder");
    }
    for (String argument : args) {
      if (argument.indexOf(UNREADABLE) >= 0) {
        boolean path = args.get(0).equals("check") && !argument.startsWith("-");
        throw Failure.usage(
            "`" + argument + "` is not valid UTF-8" + read,
            path ? how + ", or give it: printf '%s\\0' PATH | gatekeeper check --stdin -z" : how);
      }
    }
  }

  private static void exit(int status) {
    System.exit(Boolean.getBoolean("gatekeeper.launched") ? OFFSET + status : status);
  }
}
