package dev.gatekeeper.bench;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Policies for many agents, and one that is as hard as can be. */
final class GeneratedPolicies {
  private static final int PATTERNS = 20;
  private static final int TEAM = 10;

  private GeneratedPolicies() {}

  /**
   * Agents of twenty patterns each that do not overlap: folders, files and tests of a module,
   * folders that lie in those of another agent, which excepts them, and what is forbidden anywhere.
   */
  static String disjoint(int agents) {
    return header()
        + IntStream.range(0, agents)
            .mapToObj(agent -> agent(agent, agents))
            .collect(Collectors.joining());
  }

  private static String agent(int agent, int agents) {
    String module = "/src/team" + agent / TEAM + "/module" + agent;
    int next = (agent + 1) % agents;
    StringBuilder text = new StringBuilder();
    text.append("  agent-%1$d:\n    branches: [agent-%1$d, \"agent-%1$d/**\"]\n".formatted(agent));
    text.append(
        "    validate:\n      - lines: {in: \"%s/part0/*.py\", max: 300}\n".formatted(module));
    text.append("    forbids: [tools/, \"*.pem\", /secrets/, ")
        .append(module)
        .append("/part0/keys/]\n");
    text.append("    owns:\n");
    text.append("      - \"").append(module).append("/\"\n");
    text.append("      - \"!").append(module).append("/shared/\"\n");
    text.append("      - \"/src/team%d/module%d/shared/\"\n".formatted(next / TEAM, next));
    for (int i = 3; i < PATTERNS - 4; i++) {
      String pattern =
          switch (i % 4) {
            case 0 -> "/tests/team" + agent / TEAM + "/test_module" + agent + "_" + i + "_*.py";
            case 1 -> "/docs/module" + agent + "/**/page" + i + "-*.md";
            case 2 -> "/config/*/module" + agent + "-" + i + ".toml";
            default -> "/data/module" + agent + "/set" + i + "/";
          };
      text.append("      - \"").append(pattern).append("\"\n");
    }
    return text.toString();
  }

  /** Two agents whose patterns tell more kinds of names apart than anybody could go through. */
  static String hard() {
    String stars =
        IntStream.rangeClosed('a', 'z')
            .mapToObj("\"*%1$c%1$c*\""::formatted)
            .collect(Collectors.joining(", "));
    return header()
        + "  one: {branches: [one], owns: ["
        + stars
        + "]}\n"
        + "  other: {branches: [other], owns: [\"/x/*/*\", \"!/x/*/*\"]}\n";
  }

  private static String header() {
    return "version: 1\nintegration: {maintainers: [mia]}\nagents:\n";
  }
}
