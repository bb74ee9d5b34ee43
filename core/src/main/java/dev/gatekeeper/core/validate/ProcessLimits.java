package dev.gatekeeper.core.validate;

import java.util.ArrayList;
import java.util.List;

/**
 * The limits that a process sets for itself and its descendants before the commit's code runs.
 *
 * @param processes whether their number is limited; that counts per user, and so would stop the
 *     gate's own user outside of a sandbox
 */
record ProcessLimits(SandboxSettings settings, boolean processes) {
  /** dash and busybox say {@code -p} for what bash calls {@code -u}. */
  private static final String NUMBER =
      "ulimit -p %1$d 2>/dev/null || ulimit -u %1$d 2>/dev/null || fail processes\n";

  /**
   * Unpacks standard input into the current folder, says the mark on standard error, and becomes
   * the command. Whatever fails before the mark is no fault of the command's. When memory runs out
   * the kernel is to take what runs here first, and not the gate.
   */
  private static final String SCRIPT =
      """
      fail() { printf 'the limit on %%s can not be set\\n' "$1" >&2; exit 1; }
      umask 022
      ulimit -c 0 || fail 'core dumps'
      ulimit -f %d || fail 'file size'
      ulimit -v %d 2>/dev/null || fail 'address space'
      %s
      { echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null
      tar -x -p -o -f - || exit 1
      printf '%%s' "$1" >&2
      shift
      exec "$@" </dev/null
      """;

  /** The command with its checkout and its limits, for a shell. */
  List<String> set(String mark, List<String> command) {
    String number = processes ? NUMBER.formatted(settings.processes()) : "";
    String script = SCRIPT.formatted(settings.disk() >> 9, settings.addressSpace() >> 10, number);
    List<String> all = new ArrayList<>(List.of("sh", "-c", script, "sh", mark));
    all.addAll(command);
    return all;
  }
}
