package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.validate.Sandbox.SandboxSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The waived sandbox: without isolation, a command can do what the gate's user can. What stays: a
 * fresh checkout, an environment of its own, and an end for the whole tree of processes, as far as
 * they can be found.
 */
final class WaivedSandbox extends Sandbox {
  /** By this a process is known that has left its parents and its session behind. */
  private static final String MARK = "GATEKEEPER_CHECK";

  WaivedSandbox(SandboxSettings settings) {
    super(settings);
  }

  @Override
  String searchPath() {
    return CommandEnvironment.searchPath(settings().visible(), SandboxPrograms.searchPath());
  }

  @Override
  public String refusal() {
    return "";
  }

  @Override
  SandboxSession open(Path gitDirectory, String mark) throws IOException {
    return new Session(mark, TemporaryFolder.create(settings().temporary()));
  }

  private final class Session implements SandboxSession {
    private final String mark;
    private final TemporaryFolder place;
    private final Path checkout;
    private final Path temporary;

    Session(String mark, TemporaryFolder place) throws IOException {
      this.mark = mark;
      this.place = place;
      this.checkout = Files.createDirectory(place.path().resolve("checkout"));
      this.temporary = Files.createDirectory(place.path().resolve("tmp"));
    }

    /**
     * A session of its own: nothing reaches the gate's terminal, and all that stay in it are known.
     */
    @Override
    public List<String> wrap(List<String> command) {
      List<String> all = new ArrayList<>(List.of("setsid"));
      all.addAll(command);
      return all;
    }

    @Override
    public Map<String, String> environment() {
      Map<String, String> all =
          new HashMap<>(CommandEnvironment.of(searchPath(), temporary.toString()));
      all.put(MARK, mark);
      return all;
    }

    @Override
    public Path folder() {
      return checkout;
    }

    @Override
    public ProcessLimits limits() {
      return new ProcessLimits(settings(), false);
    }

    @Override
    public boolean isStray(long pid) {
      return ProcessFiles.hasInEnvironment(pid, MARK + "=" + mark)
          || ProcessFiles.isIn(pid, place.path());
    }

    @Override
    public void close() throws IOException {
      place.close();
    }
  }
}
