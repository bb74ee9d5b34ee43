package dev.gatekeeper.hooks.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The shell scripts that git runs, from their templates. */
final class HookScripts {
  /** The hooks that git may run in a repository that is pushed to, ours first. */
  static final List<String> OURS = List.of("pre-receive", "proc-receive", "post-receive");

  static final List<String> OTHERS =
      List.of("update", "post-update", "reference-transaction", "push-to-checkout", "pre-auto-gc");

  private HookScripts() {}

  /**
   * One of ours.
   *
   * @param launcher the program
   * @param before the folder of the hooks that it runs first, as seen from the repository
   */
  static byte[] ours(String name, Path launcher, Path before) {
    return template(name)
        .replace("@LAUNCHER@", quoted(launcher.toString()))
        .replace("@BEFORE@", word(before))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** One that does nothing but run the hook of that name in {@code before}. */
  static byte[] passThrough(String name, Path before) {
    return template("pass-through")
        .replace("@BEFORE@", word(before))
        .replace("@NAME@", name)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String template(String name) {
    try (InputStream in = HookScripts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program was built without its script " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Relative to the repository, a path moves with it. */
  private static String word(Path before) {
    String quoted = quoted(before.toString());
    return before.isAbsolute() ? quoted : "${GIT_DIR:-.}/" + quoted;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
