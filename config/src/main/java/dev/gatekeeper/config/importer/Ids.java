package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The ids that agents have been given, each of them once. */
final class Ids {
  private static final int LONGEST = 64;

  /** Room for the number behind those that would be the same. */
  private static final int ROOM = 8;

  private final Set<String> taken = new HashSet<>(Set.of("head", Actor.GATE.text()));
  private final Map<String, Integer> next = new HashMap<>();

  /** An id made of a name: what may not stand in one becomes a dash, and it is nobody else's. */
  String lawful(String name) {
    String base = base(name);
    String id = base;
    while (!taken.add(id)) {
      id = base + "-" + next.merge(base, 2, (number, two) -> number + 1);
    }
    return id;
  }

  private static String base(String name) {
    String base =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]++", "-").replaceAll("\\.{2,}+", ".");
    int start = 0;
    while (start < base.length() && !isWord(base.charAt(start))) {
      start++;
    }
    base = cut(base.substring(start));
    base = cut(base.substring(0, Math.min(base.length(), LONGEST - ROOM)));
    if (base.endsWith(".lock")) {
      base = base.replace('.', '-');
    }
    return AgentId.isValid(base) ? base : "agent";
  }

  /** Without what may not stand at the end. */
  private static String cut(String text) {
    int end = text.length();
    while (end > 0 && !isWord(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
