package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Questions to the user at the terminal for the least that a policy needs. */
final class PolicyQuestions {
  private final Console console;
  private final Path top;
  private final BufferedReader answers;

  /**
   * @param top the working copy's uppermost folder
   */
  PolicyQuestions(Console console, Path top) {
    this.console = console;
    this.top = top;
    this.answers = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
  }

  String ask() throws Failure {
    console.say("gatekeeper: there is no gatekeeper.yml yet; these questions make one");
    String maintainer = maintainer();
    Map<String, List<String>> agents = new LinkedHashMap<>();
    for (String agent = agent(agents); !agent.isEmpty(); agent = agent(agents)) {
      agents.put(agent, folders(agent));
    }
    if (agents.isEmpty()) {
      throw Failure.policyInvalid(
          List.of("no agent was named; nothing was written"),
          "gatekeeper up asks again; gatekeeper init writes a policy to fill in");
    }
    StringBuilder text = new StringBuilder("version: 1\n\n");
    text.append("integration:\n  maintainers: [").append(quoted(maintainer)).append("]\n");
    String branch = Workspace.find(top).checkedOut().stream().findFirst().orElse("main");
    if (!branch.equals("main")) {
      text.append("  branch: ").append(quoted(branch)).append('\n');
    }
    text.append("\nagents:\n");
    agents.forEach(
        (agent, owns) ->
            text.append("  %s:\n    branches: [%s]\n".formatted(agent, quoted(agent + "/**")))
                .append(
                    "    owns: [%s]\n"
                        .formatted(
                            owns.stream()
                                .map(PolicyQuestions::quoted)
                                .collect(Collectors.joining(", ")))));
    return text.toString();
  }

  private String maintainer() throws Failure {
    String user = Plain.line(System.getProperty("user.name", "")).replaceAll("\\s+", "-");
    String byDefault = isName(user) ? user : "maintainer";
    while (true) {
      String said =
          line("the maintainer, who may change every path and integrates [" + byDefault + "]: ");
      String name = said.isEmpty() ? byDefault : said;
      if (isName(name)) {
        return name;
      }
      console.say("  a name has no control characters, and `gatekeeper` is reserved");
    }
  }

  private static boolean isName(String name) {
    return Principal.isValid(name) && !Actor.isReserved(name);
  }

  private String agent(Map<String, List<String>> known) throws Failure {
    while (true) {
      String name = line("an agent's id (empty to finish): ");
      if (name.isEmpty() || (AgentId.isValid(name) && !known.containsKey(name))) {
        return name;
      }
      console.say(
          known.containsKey(name)
              ? "  this agent exists already"
              : "  `" + Plain.line(name) + "` can't be the id of an agent");
    }
  }

  private List<String> folders(String agent) throws Failure {
    while (true) {
      List<String> owns = new ArrayList<>();
      String wrong = "";
      for (String word : line("  its own paths, such as src/ docs/: ").split("\\s+", -1)) {
        try {
          if (!word.isEmpty()) {
            owns.add(PathPattern.parse(anchored(word)).toString());
          }
        } catch (BadPattern e) {
          wrong = "`" + Plain.line(word) + "`: " + e.getMessage();
        }
      }
      if (wrong.isEmpty() && !owns.isEmpty()) {
        return owns;
      }
      console.say("  " + (wrong.isEmpty() ? agent + " needs a path" : wrong));
    }
  }

  /** A pattern for a path at the top of the project, as people write it. */
  private String anchored(String word) {
    String path = word.matches("[/!*].*") ? word : "/" + word;
    boolean isFolder = !path.endsWith("/") && Files.isDirectory(top.resolve(path.substring(1)));
    return isFolder ? path + "/" : path;
  }

  private String line(String question) throws Failure {
    console.err().print(question);
    console.err().flush();
    try {
      String line = answers.readLine();
      if (line == null) {
        throw Failure.policyInvalid(
            List.of("there was no answer; nothing was written"),
            "gatekeeper init writes a policy to fill in");
      }
      return line.strip();
    } catch (IOException e) {
      throw Failure.unreadable("the terminal can't be read: " + e.getMessage());
    }
  }

  /** A double-quoted YAML scalar. */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
