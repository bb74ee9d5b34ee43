package dev.gatekeeper.core.export;

import dev.gatekeeper.core.export.CodeownersExport.Exported;
import dev.gatekeeper.core.export.CodeownersExport.Gap;
import dev.gatekeeper.core.export.CodeownersExport.Line;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** An export as a file, with all that it does not say in comments at its end. */
public final class CodeownersText {
  private static final Pattern OWNER =
      Pattern.compile("@[A-Za-z0-9][A-Za-z0-9_./-]*|[^@\\s#]+@[^@\\s#]+");
  private static final int WIDTH = 40;

  private CodeownersText() {}

  /** Whether a text can stand as an owner: {@code @name}, {@code @org/team} or an address. */
  public static boolean isOwner(String text) {
    return OWNER.matcher(text).matches();
  }

  /** How an agent is named if nothing else is said: by its principals, or else by its id. */
  public static List<String> owners(Agent agent) {
    List<String> owners =
        agent.principals().stream()
            .map(CodeownersText::owner)
            .filter(CodeownersText::isOwner)
            .toList();
    return owners.isEmpty() ? List.of("@" + agent.id()) : owners;
  }

  private static String owner(Principal principal) {
    return principal.name().contains("@") ? principal.name() : "@" + principal.name();
  }

  /** Principals that can't stand as owners. */
  private static List<String> leftOut(Agent agent) {
    return agent.principals().stream()
        .filter(principal -> !isOwner(owner(principal)))
        .map(
            principal ->
                "%s is not named by its principal %s, which is no owner: neither a name of letters,"
                        .formatted(agent.id(), RepoPath.of(principal.name()).quoted())
                    + " digits, `_./-`, nor an address")
        .toList();
  }

  /**
   * The lines of the file.
   *
   * @param named how agents are named, where it is not by {@link #owners}
   */
  public static List<String> of(
      Policy policy, Exported exported, Map<AgentId, List<String>> named) {
    List<String> text = new ArrayList<>();
    text.add(
        "# Made by `gatekeeper export codeowners` of %s; change that and make it anew."
            .formatted(policy.file()));
    text.add(
        "# A line without an owner is nobody's: what agents may not change is for maintainers.");
    for (Line line : exported.lines()) {
      text.add(line(line, policy, named));
    }
    List<String> not = differences(exported);
    for (Agent agent : policy.agents()) {
      if (!named.containsKey(agent.id())) {
        not.addAll(leftOut(agent));
      }
    }
    if (!not.isEmpty()) {
      text.add("");
      text.add("# The policy says otherwise, and CODEOWNERS can't:");
      not.forEach(one -> text.add("# " + oneLine(one)));
    }
    return text;
  }

  private static String line(Line line, Policy policy, Map<AgentId, List<String>> named) {
    String text = line.pattern();
    if (line.owner().isEmpty()) {
      return text;
    }
    AgentId id = line.owner().get();
    List<String> byDefault = owners(policy.agent(id).orElseThrow());
    String owners = String.join(" ", named.getOrDefault(id, byDefault));
    return text + " ".repeat(Math.max(1, WIDTH - text.length())) + owners;
  }

  private static List<String> differences(Exported exported) {
    List<String> not = new ArrayList<>(exported.unsayable());
    exported.gaps().forEach(gap -> not.add(gap(gap, exported.lines())));
    exported.unproved().forEach(why -> not.add("not proved for " + why));
    return not;
  }

  private static String gap(Gap gap, List<Line> lines) {
    String policy =
        "%s %s change %s: %s"
            .formatted(gap.agent(), gap.mayChange() ? "may" : "may not", gap.path(), gap.rule());
    if (gap.line() < 0) {
      return policy + "; no line is about it";
    }
    Line line = lines.get(gap.line());
    String owner = line.owner().map(AgentId::id).orElse("nobody");
    return policy + "; by `" + line.pattern() + "` it is " + owner + "'s";
  }

  private static String oneLine(String text) {
    return PlainText.shown(text, " ");
  }
}
