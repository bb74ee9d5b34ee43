package dev.gatekeeper.core.validate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One command's place to run, gone when closed. */
interface Cell extends AutoCloseable {
  /** What to execute in place of {@code command}. */
  List<String> wrap(List<String> command);

  /** All of the environment. */
  Map<String, String> environment();

  /** The folder to start in. */
  Path folder();

  /** What the limits on a process are, as the first thing that runs in it. */
  ProcessLimits limits();

  /** Whether that process, no descendant any more, was nevertheless begun here. */
  boolean isStray(long pid);

  /** Removes all that is left. */
  @Override
  void close() throws IOException;
}
