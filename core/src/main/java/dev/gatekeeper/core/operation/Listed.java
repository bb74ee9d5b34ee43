package dev.gatekeeper.core.operation;

import java.util.List;

/** Many things in few words. */
final class Listed {
  private static final int MOST = 10;

  private Listed() {}

  /** The first of them, and how many there are besides. */
  static String some(List<String> all) {
    return String.join("; ", all.subList(0, Math.min(MOST, all.size())))
        + (all.size() > MOST ? "; and " + (all.size() - MOST) + " more" : "");
  }
}
