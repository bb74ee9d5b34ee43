package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.validate.ProcessFiles.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * A process and all its descendants. Who has lost a parent is still known if it was seen before, is
 * in the first one's session, or is a stray by its marks. For one thread.
 */
final class ProcessTree {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final Process first;
  private final LongPredicate isStray;
  private final Map<Long, Stat> known = new HashMap<>();

  /**
   * @param isStray whether a process that is nobody's descendant belongs here nevertheless
   */
  ProcessTree(Process first, LongPredicate isStray) {
    this.first = first;
    this.isStray = isStray;
  }

  /** Looks who is there now. */
  void look() {
    List<Stat> all = ProcessFiles.all();
    Set<Long> members = new HashSet<>();
    members.add(first.pid());
    Map<Long, List<Stat>> children = new HashMap<>();
    for (Stat stat : all) {
      children.computeIfAbsent(stat.parent(), pid -> new ArrayList<>()).add(stat);
      Stat before = known.get(stat.pid());
      boolean isKnown = before != null && before.start() == stat.start();
      if (isKnown || stat.session() == first.pid()) {
        members.add(stat.pid());
      }
    }
    known.keySet().retainAll(members);
    List<Long> open = new ArrayList<>(members);
    for (int i = 0; i < open.size(); i++) {
      for (Stat child : children.getOrDefault(open.get(i), List.of())) {
        if (members.add(child.pid())) {
          open.add(child.pid());
        }
      }
    }
    all.stream()
        .filter(stat -> members.contains(stat.pid()))
        .forEach(stat -> known.put(stat.pid(), stat));
  }

  /** The bytes of memory that all hold together. */
  long memory(long limit) {
    long sum = known.keySet().stream().mapToLong(ProcessFiles::memory).sum();
    // What is shared was counted for each. That is dear to tell apart, and seldom matters.
    return sum <= limit ? sum : known.keySet().stream().mapToLong(ProcessFiles::share).sum();
  }

  /**
   * Ends them all, and waits until they have ended.
   *
   * @return whether all have
   */
  boolean end() {
    // Not by the process itself, which would throw away what it printed and nobody has read yet.
    first.descendants().forEach(ProcessHandle::destroyForcibly);
    first.toHandle().destroyForcibly();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long pause = 1;
    while (true) {
      look();
      addStrays();
      List<Stat> alive = known.values().stream().filter(ProcessFiles::isAlive).toList();
      alive.forEach(ProcessTree::kill);
      if (alive.isEmpty() && !first.isAlive()) {
        return true;
      }
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      pause(pause);
      pause = Math.min(2 * pause, 50);
    }
  }

  private void addStrays() {
    for (Stat stat : ProcessFiles.all()) {
      if (!known.containsKey(stat.pid()) && isStray.test(stat.pid())) {
        known.put(stat.pid(), stat);
      }
    }
  }

  private static void kill(Stat stat) {
    if (ProcessFiles.isAlive(stat)) {
      ProcessHandle.of(stat.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Not to be interrupted: what runs must be ended first. */
  private static void pause(long millis) {
    boolean interrupted = Thread.interrupted();
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
