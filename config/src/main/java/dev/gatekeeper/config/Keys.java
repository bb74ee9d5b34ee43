package dev.gatekeeper.config;

import java.util.List;

/** The keys of the format, in the order in which messages name them. */
final class Keys {
  static final List<String> POLICY =
      List.of(
          "version",
          "plan",
          "identity",
          "mode",
          "integration",
          "protected",
          "also_protected",
          "submodules",
          "windows_names",
          "limits",
          "agents",
          "waivers",
          "tests");
  static final List<String> INTEGRATION =
      List.of("branch", "maintainers", "validators", "direct", "validate", "tag");
  static final List<String> LIMITS = List.of("commits", "paths", "seconds", "pack", "object");
  static final List<String> AGENT =
      List.of(
          "title",
          "branches",
          "principals",
          "owns",
          "forbids",
          "scratch",
          "after",
          "excludes",
          "rewrite",
          "ancestry",
          "estimate",
          "brief",
          "validate");
  static final List<String> WAIVER = List.of("agent", "paths", "until", "reason");

  /** What a check looks at: exactly one of them. */
  static final List<String> CHECK_KINDS = List.of("exists", "absent", "lines", "run");

  static final List<String> CHECK =
      List.of("name", "exists", "absent", "lines", "run", "timeout", "expect");
  static final List<String> ABSENT = List.of("text", "in", "at_most");
  static final List<String> LINES = List.of("in", "max");
  static final List<String> EXPECT = List.of("exit", "stdout", "matches", "last_number");
  static final List<String> LAST_NUMBER = List.of("at_least", "at_most");

  private Keys() {}
}
