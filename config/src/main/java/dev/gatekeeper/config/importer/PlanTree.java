package dev.gatekeeper.config.importer;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The files and folders of a working copy, against which the paths of a plan are held. */
final class PlanTree {
  private static final int MOST = 3;

  private final Map<String, TreeSet<String>> byName = new HashMap<>();

  PlanTree(Collection<String> files) {
    for (String file : files) {
      String path = "/" + file;
      while (!path.isEmpty()) {
        int slash = path.lastIndexOf('/');
        byName.computeIfAbsent(path.substring(slash + 1), any -> new TreeSet<>()).add(path);
        path = path.substring(0, slash);
      }
    }
  }

  /** Where a pattern's path is instead, if it is not where the pattern says; else empty. */
  String elsewhere(String pattern) {
    String path = pattern.replaceFirst("/?(?:[^/]*[*?\\[].*)?$", "");
    TreeSet<String> named =
        byName.getOrDefault(path.substring(path.lastIndexOf('/') + 1), new TreeSet<>());
    if (path.isEmpty() || named.contains(path)) {
      return "";
    }
    String rest = pattern.substring(path.length());
    List<String> there =
        named.stream()
            .filter(p -> p.endsWith(path))
            .limit(MOST)
            .map(p -> "`" + p + rest + "`")
            .toList();
    return there.isEmpty() ? "" : "it is not there; is " + String.join(" or ", there) + " meant?";
  }
}
