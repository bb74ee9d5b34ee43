package dev.gatekeeper.core.validate;

import java.io.IOException;

/** The message and advice for a machine without a sandbox. */
final class SandboxAdvice {
  private static final String WAIVE =
      "or run commands without isolation, with `--no-sandbox` on the command line";

  private SandboxAdvice() {}

  static final class Missing extends IOException {
    private static final long serialVersionUID = 1L;

    Missing(String program, String packageName) {
      super(
          "there is no program `%s` here; install the package `%s`%s"
              .formatted(program, packageName, program.equals("bwrap") ? " (0.8 or newer)" : ""));
    }
  }

  /** The sandbox could be made, and must not. */
  static final class Unfit extends IOException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message);
    }
  }

  /** Making a sandbox failed; the message is what was printed. */
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1L;

    Failed(String printed) {
      super(printed);
    }
  }

  static String refusal(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof Unfit) {
      return "no sandbox: " + message;
    }
    if (e instanceof Failed) {
      return "no sandbox: " + CheckDetails.quoted(message) + "; " + cure(message) + ", " + WAIVE;
    }
    return "no sandbox: " + message + ", " + WAIVE;
  }

  private static String cure(String printed) {
    if (printed.contains("Unknown option")) {
      return "this bubblewrap is too old: install the package `bubblewrap` in version 0.8 or newer";
    }
    if (printed.contains("Can't find source path")) {
      return "make sure that every path shown to commands exists and can be read";
    }
    return "the kernel, or the container around the gate, does not let `bwrap` make namespaces:"
        + " allow unprivileged user namespaces there";
  }
}
