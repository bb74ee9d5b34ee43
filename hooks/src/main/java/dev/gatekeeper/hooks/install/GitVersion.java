package dev.gatekeeper.hooks.install;

import dev.gatekeeper.core.git.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of the running git: in a hook the one that has called it, since git puts that one in
 * front.
 */
public final class GitVersion {
  private static final Pattern VERSION =
      Pattern.compile("git version (\\d{1,4})\\.(\\d{1,4})\\b.*");
  private static final int MAJOR = 2;
  private static final int MINOR = 29;

  private GitVersion() {}

  /** What git says of itself, or "" if it can't be asked. */
  public static String text() {
    try {
      return new ChildProcess(Path.of("."), List.of("git", "version"))
          .errorsTo(ProcessBuilder.Redirect.DISCARD)
          .printed()
          .strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Whether it has the {@code proc-receive} hook, as git has since 2.29. */
  public static boolean hasProcReceive(String text) {
    Matcher version = VERSION.matcher(text);
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    return major > MAJOR || (major == MAJOR && Integer.parseInt(version.group(2)) >= MINOR);
  }
}
