package dev.gatekeeper.core.validate;

import java.nio.file.Path;
import java.util.List;

/**
 * The resources and folders that commands may use. An operator's to set, never a policy's.
 *
 * @param memory bytes that all processes of a command together may hold; looked at ten times a
 *     second, so that it can be exceeded for a moment
 * @param addressSpace bytes of address space for one process
 * @param processes how many there may be at once, threads included
 * @param disk bytes for the checkout and as many for the temporary folder; also the size of the
 *     largest file. In the sandbox both are memory
 * @param visible what a command can read beside the system's programs; a folder {@code bin} in one
 *     of them is searched for programs
 * @param temporary where checkouts are made when the sandbox is waived
 */
public record SandboxSettings(
    long memory, long addressSpace, int processes, long disk, List<Path> visible, Path temporary) {
  private static final long GIB = 1L << 30;

  public static final SandboxSettings DEFAULT =
      new SandboxSettings(
          4 * GIB,
          16 * GIB,
          512,
          4 * GIB,
          List.of(),
          Path.of(System.getProperty("java.io.tmpdir", "/tmp")));

  public SandboxSettings {
    if (memory <= 0 || addressSpace <= 0 || processes <= 0 || disk <= 0) {
      throw new IllegalArgumentException("a limit of the sandbox is not positive");
    }
    visible = List.copyOf(visible);
    for (Path path : visible) {
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("not an absolute path: " + path);
      }
    }
  }

  public SandboxSettings withMemory(long bytes) {
    return new SandboxSettings(bytes, addressSpace, processes, disk, visible, temporary);
  }

  public SandboxSettings withProcesses(int most) {
    return new SandboxSettings(memory, addressSpace, most, disk, visible, temporary);
  }

  public SandboxSettings withDisk(long bytes) {
    return new SandboxSettings(memory, addressSpace, processes, bytes, visible, temporary);
  }

  public SandboxSettings withVisible(List<Path> paths) {
    return new SandboxSettings(memory, addressSpace, processes, disk, paths, temporary);
  }

  public SandboxSettings withTemporary(Path folder) {
    return new SandboxSettings(memory, addressSpace, processes, disk, visible, folder);
  }
}
