package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.match.PathPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What agents own so far, by folder, so that it is soon found from whom a further pattern takes
 * something. It errs to yes: an exception too many changes nothing.
 *
 * <p>Patterns meet if the names before the first {@code **} of either can be the same one by one,
 * since a pattern covers whatever lies below what it matches; one that holds anywhere meets all.
 */
final class OwnedPatterns {
  private static final String WILD = "*?[\\";

  /** So many folders are told apart; a deeper pattern stands at the last that there is room for. */
  private static final int MOST_FOLDERS = 200_000;

  /** So many steps are taken to hold patterns against each other; then each is said to meet all. */
  private static final long MOST_STEPS = 10_000_000;

  private static final int CHARACTERS_A_STEP = 16;

  private final Folder root = new Folder();
  private final Set<AgentDraft> anywhere = new HashSet<>();
  private int folders;
  private long steps;

  /** A folder that patterns name before their first wildcard. */
  private static final class Folder {
    private final Map<String, Folder> folders = new HashMap<>(2);

    /** By their text, the patterns that name this folder and no deeper one. */
    private final Map<String, Owned> here = new HashMap<>(2);

    private final Set<AgentDraft> below = new HashSet<>(2);
  }

  private record Owned(PathPattern pattern, Set<AgentDraft> owners) {}

  void add(AgentDraft owner, PathPattern pattern) {
    root.below.add(owner);
    if (!pattern.anchored()) {
      anywhere.add(owner);
      return;
    }
    Folder at = root;
    for (String name : names(pattern)) {
      Folder next = at.folders.get(name);
      if (next == null) {
        if (folders == MOST_FOLDERS) {
          break;
        }
        folders++;
        next = new Folder();
        at.folders.put(name, next);
      }
      next.below.add(owner);
      at = next;
    }
    at.here
        .computeIfAbsent(pattern.toString(), text -> new Owned(pattern, new HashSet<>(2)))
        .owners()
        .add(owner);
  }

  /** Who owns something that the pattern covers as well. */
  Set<AgentDraft> meeting(PathPattern pattern) {
    if (!pattern.anchored()) {
      return Set.copyOf(root.below);
    }
    Set<AgentDraft> found = new HashSet<>(anywhere);
    Folder at = root;
    for (String name : names(pattern)) {
      compare(at, pattern, found);
      Folder next = at.folders.get(name);
      if (next == null) {
        return found;
      }
      at = next;
    }
    if (pattern.toString().chars().noneMatch(c -> WILD.indexOf(c) >= 0)) {
      found.addAll(at.below);
    } else {
      below(at, pattern, found);
    }
    return found;
  }

  private void below(Folder top, PathPattern pattern, Set<AgentDraft> found) {
    List<Folder> waiting = new ArrayList<>(List.of(top));
    while (!waiting.isEmpty()) {
      Folder at = waiting.remove(waiting.size() - 1);
      steps += 1 + at.below.size() / CHARACTERS_A_STEP;
      if (steps > MOST_STEPS) {
        found.addAll(at.below);
      } else if (!found.containsAll(at.below)) {
        compare(at, pattern, found);
        waiting.addAll(at.folders.values());
      }
    }
  }

  private void compare(Folder at, PathPattern pattern, Set<AgentDraft> found) {
    for (Owned owned : at.here.values()) {
      steps++;
      if (steps > MOST_STEPS) {
        found.addAll(at.below);
        return;
      }
      if (!found.containsAll(owned.owners)) {
        steps += pattern.toString().length() / CHARACTERS_A_STEP;
        if (owned.pattern.canMeet(pattern)) {
          found.addAll(owned.owners);
        }
      }
    }
  }

  /** The names of folders before the first with a wildcard. */
  private static List<String> names(PathPattern pattern) {
    List<String> names = new ArrayList<>();
    for (String name : pattern.toString().split("/", -1)) {
      if (name.chars().anyMatch(c -> WILD.indexOf(c) >= 0)) {
        break;
      }
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }
}
