package dev.gatekeeper.hooks.cli;

/** What people are told when the program itself is at fault. */
public final class CrashReport {
  private CrashReport() {}

  /** Prints it and returns {@link ExitStatus#BUG}; the stack only for whoever asks for it. */
  public static int print(Throwable crash, Console console) {
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
}
