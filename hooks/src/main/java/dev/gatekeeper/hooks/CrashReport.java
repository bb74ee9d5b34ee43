package dev.gatekeeper.hooks;

/** What people are told when the program itself is at fault. */
final class CrashReport {
  private CrashReport() {}

  /** Prints it and returns {@link ExitStatus#BUG}; the stack only for whoever asks for it. */
  static int print(Throwable crash, Console console) {
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
