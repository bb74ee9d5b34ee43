package dev.gatekeeper.core.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells one machine, and one of its process id namespaces, from another. */
final class Machine {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");
  private static final Path UPTIME = Path.of("/proc/uptime");

  private Machine() {}

  /** The id that Linux draws at each boot (random(4)); {@code -} elsewhere. */
  static String boot() throws IOException {
    return Files.exists(BOOT) ? read(BOOT).strip() : "-";
  }

  /** The process id namespace (pid_namespaces(7)); {@code -} where there is none. */
  static String processNamespace() throws IOException {
    return Files.isSymbolicLink(NAMESPACE) ? Files.readSymbolicLink(NAMESPACE).toString() : "-";
  }

  /** Seconds since boot, sleep included (proc(5)); -1 where that can't be told. */
  static double uptime() throws IOException {
    return Files.exists(UPTIME) ? Double.parseDouble(read(UPTIME).split(" ", 2)[0]) : -1;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.US_ASCII);
  }
}
