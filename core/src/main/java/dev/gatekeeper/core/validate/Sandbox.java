package dev.gatekeeper.core.validate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The environment in which commands run. Safe to use from several threads. */
public abstract sealed class Sandbox permits Bubblewrap, WaivedSandbox {
  private final SandboxSettings settings;

  Sandbox(SandboxSettings settings) {
    this.settings = settings;
  }

  /** The real one: bubblewrap, with namespaces of its own for each command. */
  public static Sandbox bubblewrap(SandboxSettings settings) {
    return new Bubblewrap(settings);
  }

  /**
   * None: commands can do whatever the gate's own user can. For an operator who said so on the
   * command line.
   */
  public static Sandbox waived(SandboxSettings settings) {
    return new WaivedSandbox(settings);
  }

  public final SandboxSettings settings() {
    return settings;
  }

  /**
   * Why no command can run here, with what to do about it; empty if commands can. Tries it out, so
   * that it takes some milliseconds.
   */
  public abstract String refusal();

  /** Whether commands are kept from what the gate itself can do. */
  public final boolean isIsolated() {
    return !(this instanceof WaivedSandbox);
  }

  /** Where commands look for programs: folders, with colons between. */
  abstract String searchPath();

  /** Whether commands find that program, which is a name, or an absolute path. */
  public final boolean hasProgram(String program) {
    return new SandboxPrograms(SandboxPrograms.folders(searchPath())).has(program);
  }

  /**
   * Prepares to run one command.
   *
   * @param gitDirectory the repository that must not be seen
   * @param mark a text that nobody can guess
   * @throws Refused if commands can't run here
   */
  abstract SandboxSession open(Path gitDirectory, String mark) throws IOException;

  /** Commands can't run here; the message says why and what to do. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** The environment of one running command, removed when closed. */
  interface SandboxSession extends AutoCloseable {
    /** What to execute in place of {@code command}. */
    List<String> wrap(List<String> command);

    Map<String, String> environment();

    Path folder();

    /** The commands that set the limits on a process, run first in it. */
    ProcessLimits limits();

    /** Whether that process, which is no longer a descendant, was nevertheless started here. */
    boolean isStray(long pid);

    /** Removes all that is left. */
    @Override
    void close() throws IOException;
  }
}
