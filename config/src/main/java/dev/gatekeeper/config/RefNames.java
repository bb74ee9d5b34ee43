package dev.gatekeeper.config;

/** What git takes as the name of a branch or tag: the rules of {@code git check-ref-format}. */
final class RefNames {
  private static final String NEVER = " ~^:?*[\\";

  private RefNames() {}

  /** Whether git takes it below {@code refs/heads/} or {@code refs/tags/}. */
  static boolean isValid(String name) {
    if (name.isEmpty()
        || name.startsWith("-")
        || name.equals("@")
        || name.equals("HEAD")
        || name.endsWith(".")
        || name.contains("..")
        || name.contains("@{")) {
      return false;
    }
    for (String segment : name.split("/", -1)) {
      if (segment.isEmpty() || segment.startsWith(".") || segment.endsWith(".lock")) {
        return false;
      }
    }
    return name.chars().noneMatch(c -> c < ' ' || c == 0x7f || NEVER.indexOf(c) >= 0);
  }
}
